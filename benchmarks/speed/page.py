"""What was measured, as docs/speed.md."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from benchmarks.speed.growth import Batch, Length, Rate
from benchmarks.speed.rounds import PARTS, SECONDS, Measured
from benchmarks.speed.stages import Cost
from kneecave.model.kept import LONG
from kneecave.pose.thinning import LOOKS_HZ

ENGINE_LIMIT, COMMAND_LIMIT, FASTER = 1.25, 1.35, 2.0
MEMORY_MB = {"1080p": 500, "4K": 900}
RATE_LIMIT = 1.5
FLAT = 1.25
"""Memory of a clip, at most, over that of the same ten seconds alone."""
RATE = 55.0
LIVE_RATE = 25.0
START_MS, FIRST_FRAME_MS = 150, 600


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was measured; empty where it was not asked for."""

    measured: list[Measured]
    lengths: list[Length]
    rates: list[Rate]
    batches: list[Batch]
    starts: dict[str, float]
    bare_ms: float
    first_frame_ms: float
    live: Cost


def text(found: Found, rounds: int) -> str:
    """Return the page."""
    return "\n".join([*_head(rounds), *_table(found.measured), *_holds(found), *_growth(found), ""])


def _head(rounds: int) -> Iterator[str]:
    yield from (
        "# How fast it is",
        "",
        "Made by `make bench` (`python -m benchmarks.speed`); nothing here is written by hand.",
        "",
        f"Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()}; Python "
        f"{platform.python_version()}, onnxruntime {version('onnxruntime')}, "
        f"av {version('av')}, OpenCV {version('opencv-python')}.",
        "",
        f"Clips are {SECONDS:.0f} s of a sample clip, made larger, 30 frames a second, one person; "
        "the whole command is `kneecave analyze`, from the start of its process to the last file: "
        "joints, verdicts, annotated video, report. The sample has reps in which knees cave, so "
        "feet are looked at too, and the start of the program is in it: over longer clips both "
        "count less.",
        "",
        f"Measured in {rounds} round{'s' if rounds > 1 else ''}, one thing after the other in "
        "each. Times are medians. A ratio is made within its round, against the bare network "
        "(the landmark network of the pose model and nothing else, a picture on each core, "
        "every frame of the clip); after it the smallest and the largest of the rounds. "
        f"The command looks at {LOOKS_HZ:.0f} pictures a second and draws all "
        "([method.md](method.md)); what the engines take is given for a picture they look at. "
        "Where a machine is shared, seconds tell little, ratios more.",
        "",
    )


def _table(measured: Sequence[Measured]) -> Iterator[str]:
    yield from ("## Time for a frame", "", "![Processor time by part](speed/parts.svg)", "")
    yield "Milliseconds of the clock; in brackets, of processors."
    yield ""
    yield (
        "| | "
        + " | ".join(PARTS)
        + (" | whole command | frames/s | over the network | over it where looked at | memory |")
    )
    yield "|---" * (len(PARTS) + 6) + "|"
    for one in measured:
        cells = [f"{one.ms(part):.1f} ({one.cpu_ms(part):.1f})" for part in PARTS]
        yield (
            f"| {one.setup.name} | {' | '.join(cells)} | {one.command_ms:.1f} | "
            f"{1000 / one.command_ms:.0f} | {_spread(one.ratios(None))} | "
            f"{statistics.median(one.ratios(None)) / one.looks:.2f} | {one.peak_mb:.0f} MB |"
        )
    yield ""


def _holds(found: Found) -> Iterator[str]:
    yield from ("## What must hold", "", "| | limit | measured | |", "|---|---|---|---|")
    for one in found.measured:
        if one.setup.model == "heavy" and one.setup.cores > 1 and one.setup.size == "1080p":
            length = f"{one.setup.seconds:.0f} s"
            whole = statistics.median(one.ratios(None))
            yield _row(f"whole command over the bare network, {length}", COMMAND_LIMIT, whole)
            rate = 1000 / one.command_ms
            yield _row(f"whole command, {length}, frames/s", RATE, rate, most=False)
            if one.setup.seconds == SECONDS:
                engine = statistics.median(one.ratios("this engine"))
                yield _row("this engine over the bare network", ENGINE_LIMIT, engine)
                graph = one.ms("MediaPipe's graph") / one.ms("this engine")
                yield _row("as fast as MediaPipe's graph, times", FASTER, graph, most=False)
        if (most := MEMORY_MB.get(one.setup.size)) is not None:
            yield _row(f"memory, MB: {one.setup.name}", most, one.peak_mb)
    for slow, fast in pairwise(found.rates):
        if slow.looks_hz == fast.looks_hz:
            yield _row(
                f"10 s at {fast.rate_hz} Hz ({fast.wall_s:.1f} s) over {slow.rate_hz} Hz "
                f"({slow.wall_s:.1f} s), looked at {slow.looks_hz:.0f} times a second",
                RATE_LIMIT,
                fast.wall_s / slow.wall_s,
            )
    if found.rates:
        same = len({rate.verdicts for rate in found.rates}) == 1
        told = "the same" if same else "not the same"
        yield f"| their verdicts | the same | {told} | {_mark(same)} |"
    for long in (length for length in found.lengths if length.frames >= LONG):
        short = found.lengths[0]
        yield _row(
            f"memory, {long.seconds / 3600:.2g} h ({long.peak_mb:.0f} MB) over "
            f"{short.seconds:.0f} s ({short.peak_mb:.0f} MB)",
            FLAT,
            long.peak_mb / short.peak_mb,
        )
    yield _row("live, heavy, 480 x 640 (a picture in "
               f"{found.live.wall_ms:.0f} ms, median), pictures/s", LIVE_RATE,
               1000 / found.live.wall_ms, most=False)  # fmt: skip
    for name, above_ms in found.starts.items():
        yield _row(f"`kneecave {name}`, ms above Python's {found.bare_ms:.0f}", START_MS, above_ms)
    yield _row("first frame of an analysis, ms after the imports", FIRST_FRAME_MS,
               found.first_frame_ms)  # fmt: skip
    yield ""


def _growth(found: Found) -> Iterator[str]:
    if found.lengths:
        yield from ("## Long clips", "", "![Growth](speed/growth.svg)", "")
        yield "The same ten seconds again and again, 240 x 426 pixels, lite model, with video."
        yield ""
        yield "| clip | frames | time | frames/s | memory |"
        yield "|---|---|---|---|---|"
        for one in found.lengths:
            yield (
                f"| {one.seconds:.0f} s | {one.frames} | {one.wall_s:.1f} s | "
                f"{one.frames / one.wall_s:.0f} | {one.peak_mb:.0f} MB |"
            )
        yield ""
    if found.batches:
        yield from ("## Batches", "", "![Batches](speed/batch.svg)", "")
        yield "Clips of ten seconds, 240 x 426 pixels, lite model, without video."
        yield ""
        yield "| clips | on one core | on two |"
        yield "|---|---|---|"
        for clips in sorted({one.clips for one in found.batches}):
            one_s, two_s = (
                next(b.wall_s for b in found.batches if (b.clips, b.cores) == (clips, cores))
                for cores in (1, 2)
            )
            yield f"| {clips} | {one_s:.1f} s | {two_s:.1f} s |"
        yield ""


def _row(what: str, limit: float, value: float, *, most: bool = True) -> str:
    holds = value <= limit if most else value >= limit
    sign = "<=" if most else ">="
    return f"| {what} | {sign} {limit:g} | {value:.3g} | {_mark(holds)} |"


def _mark(holds: bool) -> str:
    return "holds" if holds else "**does not hold**"


def _spread(ratios: Sequence[float]) -> str:
    span = f" ({min(ratios):.2f} to {max(ratios):.2f})" if len(ratios) > 1 else ""
    return f"{statistics.median(ratios):.2f}{span}"


def _processor() -> str:
    """Return the processor's name as the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown processor")
