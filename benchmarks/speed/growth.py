"""How cost grows: with the length of a clip, its rate, and the number of clips and processors."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.clips import write_clip_apart, write_long
from benchmarks.speed.command import analyze, run
from kneecave.pose.thinning import LOOKS_HZ

LENGTHS_S = (10.0, 60.0, 600.0)
LONG_S = 7200.0
_SMALL = (240, 426)
RATES_HZ = (60, 240)
MANY_LOOKS_HZ = 60.0


@dataclass(frozen=True, slots=True)
class Length:
    """One clip of some length, analysed by the lite model: what it took."""

    seconds: float
    frames: int
    wall_s: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Rate:
    """One clip of some frames a second, analysed by the heavy model: what it took and said."""

    rate_hz: int
    looks_hz: float
    wall_s: float
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Clips analysed in a batch on so many processors."""

    clips: int
    cores: int
    wall_s: float


def lengths(*, long: bool) -> list[Length]:
    """Return what clips of growing length take; all are made of the same ten seconds."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        piece = folder / "piece.mp4"
        frames = write_clip_apart(piece, seconds=10.0, size_px=_SMALL, rate_hz=30)
        for seconds in (*LENGTHS_S, *((LONG_S,) if long else ())):
            clip = folder / f"long_{seconds:.0f}.mp4"
            write_long(clip, piece, seconds=seconds)
            took = analyze(clip, folder / "out", model="lite", cores=2)
            found.append(Length(seconds, round(frames * seconds / 10), took.wall_s, took.peak_mb))
            print(f"{seconds:6.0f} s: {took.wall_s:7.1f} s, {took.peak_mb:5.0f} MB", flush=True)
    return found


def rates() -> list[Rate]:
    """Return what the same ten seconds take at 60 and at 240 frames a second.

    Once as they are looked at by default, and once 60 times a second.
    """
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for looks_hz in (LOOKS_HZ, MANY_LOOKS_HZ):
            settings = folder / "looks.toml"
            settings.write_text(f"[filters]\nlooks_hz = {looks_hz}\n", encoding="utf-8")
            for rate_hz in RATES_HZ:
                clip = folder / f"at_{rate_hz}.mp4"
                if not clip.exists():
                    write_clip_apart(clip, seconds=10.0, size_px=(720, 1280), rate_hz=rate_hz)
                took = analyze(clip, folder / "out", model="heavy", cores=2, settings=settings)
                said = _verdicts(folder / "out" / clip.stem)
                found.append(Rate(rate_hz, looks_hz, took.wall_s, said))
                print(f"{rate_hz:4} Hz: {took.wall_s:6.1f} s, {' '.join(said)}", flush=True)
    return found


def batches() -> list[Batch]:
    """Return what batches of clips take on one processor and on two."""
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_clip_apart(folder / "clip.mp4", seconds=10.0, size_px=_SMALL, rate_hz=30)
        for clips in (2, 4, 8):
            source = folder / f"of_{clips}"
            source.mkdir()
            for number in range(clips):
                (source / f"{number}.mp4").write_bytes((folder / "clip.mp4").read_bytes())
            for cores in (1, 2):
                out = folder / f"out_{clips}_{cores}"
                took = run(
                    "batch", source, "--out", out, "--model", "lite", "--no-video", "--quiet",
                    "--workers", str(cores), cores=cores,
                )  # fmt: skip
                found.append(Batch(clips, cores, took.wall_s))
                print(f"{clips} clips on {cores}: {took.wall_s:5.1f} s", flush=True)
    return found


def _verdicts(folder: Path) -> tuple[str, ...]:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return tuple("/".join(leg["verdict"] for leg in rep["legs"].values()) for rep in report["reps"])
