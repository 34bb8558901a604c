"""Measures how far kneecave is from the truth, on rendered athletes, from pixels.

::

    python -m benchmarks.accuracy                            # everything; writes docs/accuracy.md
    python -m benchmarks.accuracy landmarks --set tuning     # film the clips and find the joints
    python -m benchmarks.accuracy evaluate --set tuning      # print what must hold, in seconds
    python -m benchmarks.accuracy report                     # docs/accuracy.md from what is there
    python -m benchmarks.accuracy real --shared ../shared    # real people, where there are any

Everything made on the way is kept in the cache folder, so it can be stopped and goes on where it
was.  Landmarks are made anew when the athlete or the pose stage has changed, results also when
anything after it has.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.accuracy.designs import Design, Set, designs_of
from benchmarks.accuracy.must_hold import claims
from benchmarks.accuracy.real import evidence, save_evidence
from benchmarks.accuracy.real_tables import tables
from benchmarks.accuracy.report import write_report
from benchmarks.accuracy.running import Plan, evaluate, make_landmarks
from benchmarks.accuracy.words import clip_lines, in_columns

_ROOT = Path(__file__).parents[2]
_COMMANDS = ("all", "landmarks", "evaluate", "real", "report")


def main() -> None:
    """Do what the command line asks for."""
    arguments = _arguments()
    plan = Plan(
        designs=_designs(arguments),
        cache=arguments.cache,
        workers=arguments.workers,
        keep=arguments.keep,
    )
    failed: tuple[str, ...] = ()
    if arguments.command in ("all", "landmarks"):
        failed = make_landmarks(plan, lambda line: print(line, flush=True))
    if arguments.command in ("all", "evaluate"):
        _print(plan, details=arguments.details)
    if arguments.command in ("all", "real") and (arguments.shared / "clips").is_dir():
        found = evidence(arguments.shared, arguments.cache)
        save_evidence(arguments.docs / "accuracy" / "real.json", found)
        print("\n\n".join(table.markdown() for table in tables(found)))
    if arguments.command in ("all", "report") and not failed:
        print(f"wrote {write_report(plan, arguments.docs)}")
    if failed:
        sys.exit(f"{len(failed)} clips failed: {', '.join(failed)}")


def _print(plan: Plan, *, details: bool) -> None:
    results = evaluate(plan)
    print(f"{len({clip.name for clip in results.clips})} of {len(plan.designs)} clips")
    if details:
        print("\n".join(clip_lines(results)))
    for line in in_columns(claims(results)):
        print(line)


def _designs(arguments: argparse.Namespace) -> tuple[Design, ...]:
    sets = tuple(Set) if arguments.set == "all" else (Set(arguments.set),)
    return tuple(
        design for one in sets for design in designs_of(one, lots=arguments.lots)[: arguments.limit]
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", nargs="?", default="all", choices=_COMMANDS)
    parser.add_argument("--set", default="all", choices=["all", *Set])
    parser.add_argument(
        "--cache", type=Path, default=_ROOT / ".accuracy", help="default: .accuracy"
    )
    parser.add_argument("--docs", type=Path, default=_ROOT / "docs", help="where the report goes")
    parser.add_argument(
        "--shared", type=Path, default=_ROOT.parent / "shared", help="clips of real people"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes at a time")
    parser.add_argument(
        "--lots", default="", help="any words: what is drawn by lot is drawn anew, other clips"
    )
    parser.add_argument("--limit", type=int, help="only the first clips of each set")
    parser.add_argument(
        "--details", action="store_true", help="with evaluate: a line for each clip"
    )
    parser.add_argument(
        "--keep", action="store_true", help="landmarks of an older athlete or pose stage will do"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
