"""``python -m benchmarks.contributors``: remakes the tables of docs/contributors.md, from pixels.

::

    python -m benchmarks.contributors                         # film, look, write the page
    python -m benchmarks.contributors film --people tuning    # only film and find the joints
    python -m benchmarks.contributors tell --people tuning    # one line for each case and leg

What was made is kept in the folder, so it can be stopped and goes on where it was.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.contributors.cases import Case, People, cases
from benchmarks.contributors.outcomes import Outcome, outcome_of
from benchmarks.contributors.page import page
from benchmarks.contributors.sets import film_set
from kneecave.outputs.files import write_text
from kneecave.settings import Settings

_ROOT = Path(__file__).parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; return 0."""
    parsed = _parser().parse_args(arguments)
    chosen = [
        case
        for people in People
        if parsed.people in ("all", people)
        for case in cases(people)
        if parsed.only in case.name
    ]
    for case in chosen:
        _film(case, parsed.folder)
    if parsed.command == "film":
        return 0
    found = list(_outcomes(chosen, parsed.folder))
    if parsed.command == "tell":
        print("\n".join(one.line() for one in found))
        return 0
    write_text(parsed.page, page(found))
    print(f"wrote {parsed.page}", file=sys.stderr)
    return 0


def _film(case: Case, folder: Path) -> None:
    begin_s, cpu_s = time.perf_counter(), time.process_time()
    for scene in (case.before, case.after):
        if scene is not None:
            film_set(scene, folder)
    took_s = time.perf_counter() - begin_s
    if took_s > 1:
        cpu_s = time.process_time() - cpu_s
        print(f"{case.people} {case.name}: {took_s:.0f} s, {cpu_s:.0f} s of a core",
              file=sys.stderr, flush=True)  # fmt: skip


def _outcomes(chosen: Sequence[Case], folder: Path) -> Iterator[Outcome]:
    settings = Settings()
    for case in chosen:
        yield outcome_of(case, folder, settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.contributors",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", nargs="?", default="page", choices=("film", "tell", "page"))
    parser.add_argument("--people", default="all", choices=("all", *People))
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--folder", type=Path, default=_ROOT / ".contributors")
    parser.add_argument("--page", type=Path, default=_ROOT / "docs" / "contributors.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
