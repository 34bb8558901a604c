"""``python -m benchmarks.pronation``: remakes the numbers of docs/pronation.md.

Pictures that were made before are kept in the folder and not rendered again.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.pronation.looking import look, shots
from benchmarks.pronation.page import page
from benchmarks.pronation.scenes import takes
from kneecave.outputs.files import write_text
from kneecave.pose.landmarker import open_scanner

_PAGE = Path(__file__).parents[2] / "docs" / "pronation.md"
_MODEL = "heavy"


def main(arguments: Sequence[str] | None = None) -> int:
    """Look at every take, then write the page; return 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pronation", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1, help="takes of each kind [default: 1]")
    parser.add_argument("--folder", type=Path, default=Path(".pronation"))
    parser.add_argument("--page", type=Path, default=_PAGE)
    parsed = parser.parse_args(arguments)
    parsed.folder.mkdir(parents=True, exist_ok=True)
    rows = []
    with open_scanner(_MODEL, most_people=1) as scanner:
        for take in takes(parsed.rounds):
            rows += look(take, shots(take, parsed.folder), scanner)
            print(take.name, file=sys.stderr)
    write_text(parsed.page, page(rows))
    print(f"{parsed.page}: {len(rows)} feet", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
