"""``python -m benchmarks.speed``: measures and writes docs/speed.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.speed import growth, page, plots, stages
from benchmarks.speed.clips import SAMPLE
from benchmarks.speed.command import first_frame_ms, starting
from benchmarks.speed.rounds import SIZES, Setup, measure
from benchmarks.speed.stages import Job, by_itself

DOCS = Path(__file__).parent.parent.parent / "docs"


def main() -> None:
    """Measure what is asked for and write the page."""
    asked = _parser().parse_args()
    setups = [Setup(size, "heavy", 2) for size in asked.sizes]
    setups += [Setup("1080p", "heavy", 2, seconds) for seconds in asked.seconds]
    setups += [Setup("1080p", model, 2) for model in asked.models]
    if asked.one_core:
        setups.append(Setup("1080p", "heavy", 1))
    measured = measure(setups, asked.rounds)
    starts: dict[str, float] = {}
    bare_ms = 0.0
    for option in ("--version", "--help"):
        starts[option], bare_ms = starting(option)
    found = page.Found(
        measured=measured,
        first_frame_ms=first_frame_ms(SAMPLE),
        live=by_itself(stages.live, Job(SAMPLE, Path(), "heavy", 2)),
        starts=starts,
        bare_ms=bare_ms,
        rates=growth.rates() if asked.growth else [],
        batches=growth.batches() if asked.growth else [],
        lengths=growth.lengths(long=asked.long) if asked.growth else [],
    )
    pictures = asked.docs / "speed"
    plots.parts(measured, pictures / "parts.svg")
    if asked.growth:
        plots.growth(found.lengths, pictures / "growth.svg")
        plots.batch(found.batches, pictures / "batch.svg")
    (asked.docs / "speed.md").write_text(page.text(found, asked.rounds), encoding="utf-8")
    print(f"written: {asked.docs / 'speed.md'}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="default %(default)s")
    parser.add_argument("--sizes", nargs="*", choices=SIZES, default=list(SIZES))
    parser.add_argument("--models", nargs="*", default=["full", "lite"], help="at 1080p, too")
    parser.add_argument(
        "--seconds", nargs="*", type=float, default=[60.0], help="a longer 1080p clip, too"
    )
    parser.add_argument("--no-one-core", dest="one_core", action="store_false")
    parser.add_argument("--growth", action="store_true", help="long clips, rates and batches, too")
    parser.add_argument(
        "--long", action="store_true", help="with --growth: also two hours (takes 30 min)"
    )
    parser.add_argument("--docs", type=Path, default=DOCS, help="where the page goes")
    return parser


if __name__ == "__main__":
    main()
