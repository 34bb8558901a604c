"""The page's plots: small SVG files that read in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.speed.growth import Batch, Length
from benchmarks.speed.rounds import Measured

_PARTS = ("this engine", "decoding", "drawing", "encoding")
_HATCHES = ("", "//", "..", "xx")
_COLOURS = ("#2b6c9e", "#9cc3de", "#d9d9d9", "#f0b36b")
mpl.rcParams["svg.hashsalt"] = "kneecave"
_CONSTANT = {"Date": None}


def parts(measured: Sequence[Measured], path: Path) -> None:
    """Draw what of a frame's processor time goes where, by setup."""
    figure = Figure(figsize=(7, 0.5 * len(measured) + 1.2), layout="constrained")
    axes: Axes = figure.subplots()
    names = [one.setup.name for one in measured]
    left = [0.0] * len(measured)
    for part, hatch, colour in zip(_PARTS, _HATCHES, _COLOURS, strict=True):
        values = [_times(part, one) * one.cpu_ms(part) for one in measured]
        label = "decoding, twice" if part == "decoding" else part
        axes.barh(names, values, left=left, hatch=hatch, color=colour, edgecolor="k", label=label)
        left = [start + value for start, value in zip(left, values, strict=True)]
    axes.plot([one.cpu_ms("bare network") for one in measured], names, "k|", ms=16, mew=3,
              label="bare network, every frame")  # fmt: skip
    axes.invert_yaxis()
    axes.set_xlabel("processor time for a frame, ms")
    axes.legend(fontsize=8)
    _save(figure, path)


def _times(part: str, measured: Measured) -> float:
    """Return how often a part is done for a frame of a clip, on average."""
    return {"this engine": measured.looks, "decoding": 2.0}.get(part, 1.0)


def growth(lengths: Sequence[Length], path: Path) -> None:
    """Draw time and memory over the length of a clip."""
    figure = Figure(figsize=(7, 2.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    frames = [length.frames for length in lengths]
    left.loglog(frames, [length.wall_s for length in lengths], "o-k")
    left.set(xlabel="frames", ylabel="seconds", title="time of the whole command")
    right.semilogx(frames, [length.peak_mb for length in lengths], "s-k")
    right.set(xlabel="frames", ylabel="MB", title="largest memory")
    right.set_ylim(bottom=0)
    _save(figure, path)


def batch(batches: Sequence[Batch], path: Path) -> None:
    """Draw the time of a batch over its clips, a line for each number of processors."""
    figure = Figure(figsize=(3.6, 2.8), layout="constrained")
    axes = figure.subplots()
    for cores, style in ((1, "o--k"), (2, "s-k")):
        some = [one for one in batches if one.cores == cores]
        label = f"{cores} core{'s' if cores > 1 else ''}"
        axes.plot([one.clips for one in some], [one.wall_s for one in some], style, label=label)
    axes.set(xlabel="clips", ylabel="seconds", ylim=(0, None))
    axes.legend()
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata=_CONSTANT)
