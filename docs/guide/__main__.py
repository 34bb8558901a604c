"""``python -m docs.guide``: the user guide with its pictures in one HTML file; needs no network."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from docs.guide.pages import guide
from docs.guide.studio import Studio
from kneecave.outputs.files import write_text


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the guide; return 0."""
    parser = argparse.ArgumentParser(prog="python -m docs.guide", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for index.html")
    parser.add_argument(
        "--chromium", type=Path, help="browser for the pictures of pages [default: in the PATH]"
    )
    parser.add_argument(
        "--work", type=Path, help="folder for what is made on the way, kept [default: temporary]"
    )
    parsed = parser.parse_args(arguments)
    chromium = parsed.chromium or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no Chromium: the pictures of pages are left out", file=sys.stderr)
    with tempfile.TemporaryDirectory() as temporary:
        work = parsed.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        studio = Studio(work, None if chromium is None else Path(chromium))
        page = guide(studio.picture, studio.terminal)
    parsed.out.mkdir(parents=True, exist_ok=True)
    write_text(parsed.out / "index.html", page)
    print(parsed.out / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
