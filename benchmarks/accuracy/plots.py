"""The plots of docs/accuracy: small SVG files, the same bytes from the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import NormalDist
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from benchmarks.accuracy.designs import Part
from benchmarks.accuracy.error_tables import FLEXION_BINS, YAW_BINS, leg_masks, models
from benchmarks.accuracy.results import Results, column
from benchmarks.accuracy.statistics import agreement_of, coverage
from benchmarks.accuracy.summaries import (
    FLEXION,
    FRONTAL,
    KOF,
    Measured,
    Quantity,
    caved_legs,
    clean_legs,
    measured,
    verdicts,
)
from benchmarks.accuracy.verdict_tables import SIZE_BINS, size_name
from kneecave.model.arrays import BoolArray

_OURS, _NAIVE, _SECOND, _INK, _GREY = "#0b6e69", "#c2571a", "#5b6abf", "#222222", "#999999"
_BARS = ((-0.26, _OURS, ""), (0.0, _SECOND, "//"), (0.26, _NAIVE, "\\\\"))
"""Offset, colour and hatching: told apart without colours too."""
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "kneecave",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _INK,
    "legend.frameon": False,
}
_SIZE_IN = (4.6, 3.0)


def write_plots(results: Results, folder: Path) -> tuple[str, ...]:
    """Write all plots into the folder and return their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in PLOTS.items():
        with mpl.rc_context(_STYLE):
            figure = Figure(figsize=_SIZE_IN, layout="constrained")
            draw(figure.subplots(), results)
            figure.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
    return tuple(f"{name}.svg" for name in PLOTS)


def error_by_yaw(axes: Axes, results: Results) -> None:
    """Draw mean absolute errors over the camera's yaw."""
    frames = results.squats().frames()
    names = [f"{low:.0f}–{min(high, 30):.0f}" for low, high in YAW_BINS]

    def masks(quantity: Quantity) -> list[BoolArray]:
        inside = frames.flexed(*quantity.band_deg)
        return [inside & frames.turned(low, high) for low, high in YAW_BINS]

    _draw_errors(axes, results, names, masks)
    axes.set_xlabel("camera yaw, degrees")


def error_by_flexion(axes: Axes, results: Results) -> None:
    """Draw mean absolute errors over knee flexion, all yaws together."""
    frames = results.squats().frames()
    names = [f"{low}–{high}" for low, high in FLEXION_BINS]
    _draw_errors(
        axes, results, names, lambda _: [frames.flexed(low, high) for low, high in FLEXION_BINS]
    )
    axes.set_xlabel("knee flexion, degrees")


def error_by_leg(axes: Axes, results: Results) -> None:
    """Draw mean absolute errors of each leg, and of the one on the camera's side or not."""
    frames = results.squats().frames()
    parts = leg_masks(frames)
    found = [
        [measured(frames, quantity, mask & frames.flexed(*quantity.band_deg)) for _, mask in parts]
        for quantity in (KOF, FRONTAL)
    ]
    _draw_bars(axes, [name.replace("on the ", "") for name, _ in parts], found)
    axes.set_xlabel("leg; its side where the camera's yaw is over 5 degrees")


def error_by_model(axes: Axes, results: Results) -> None:
    """Draw mean absolute errors of the squats that all pose models saw."""
    frames = {model: own.frames() for model, own in models(results)}
    found = [
        [measured(own, quantity, own.flexed(*quantity.band_deg)) for own in frames.values()]
        for quantity in (KOF, FRONTAL)
    ]
    _draw_bars(axes, list(frames), found)
    axes.set_xlabel("pose model")


def _draw_bars(axes: Axes, names: Sequence[str], found: list[list[Measured]]) -> None:
    """Draw errors of KOF and of the frontal-plane angle, and of raw FPPA for the latter."""
    kof, frontal = ([one.errors.mae for one in row] for row in found)
    naive = [one.naive.mae if one.naive else np.nan for one in found[1]]
    for bar, name, errors in (
        (_BARS[0], f"kneecave: {KOF.name}", kof),
        (_BARS[1], f"kneecave: {FRONTAL.name}", frontal),
        (_BARS[2], "raw FPPA against the frontal-plane angle", naive),
    ):
        axes.bar_label(_bars(axes, bar, errors, name), fmt="%.1f", fontsize=7, padding=1)
    axes.set_xticks(np.arange(len(names)), names)
    axes.set_ylim(0, 1.45 * axes.get_ylim()[1])
    axes.set_ylabel("mean absolute error, degrees")
    axes.legend()


def _bars(
    axes: Axes, bar: tuple[float, str, str], height: Sequence[float], name: str
) -> BarContainer:
    """Draw one of three bars beside each other at 0, 1, 2 and so on."""
    offset, colour, hatch = bar
    place = np.arange(len(height)) + offset
    return axes.bar(place, height, 0.24, color=colour, hatch=hatch, edgecolor="white", label=name)


def _draw_errors(
    axes: Axes,
    results: Results,
    names: list[str],
    masks: Callable[[Quantity], list[BoolArray]],
) -> None:
    frames = results.squats().frames()
    place = np.arange(len(names))
    for quantity, colour in ((KOF, _OURS), (FRONTAL, _SECOND)):
        found = [measured(frames, quantity, mask).errors.mae for mask in masks(quantity)]
        axes.plot(place, found, "o-", color=colour, label=f"kneecave: {quantity.name}")
    naive = [measured(frames, FRONTAL, mask).naive for mask in masks(FRONTAL)]
    axes.plot(
        place,
        [one.mae if one else np.nan for one in naive],
        "s--",
        color=_NAIVE,
        label="raw FPPA against the frontal-plane angle",
    )
    axes.set_xticks(place, names)
    axes.set_ylim(0, 1.3 * axes.get_ylim()[1])
    axes.set_ylabel("mean absolute error, degrees")
    axes.legend()


def bland_altman(axes: Axes, results: Results) -> None:
    """Draw the difference of measured and true KOF peaks over the true one.

    Over the truth and not over the mean of both: the reference has no error (Krouwer 2008), and
    every clean knee has the same one.
    """
    legs = results.squats().legs
    value, truth = column(legs, "peak_deg"), column(legs, "true_peak_deg")
    known = np.isfinite(value - truth)
    value, truth = value[known], truth[known]
    found = agreement_of(value, truth)
    axes.plot(truth, value - truth, ".", color=_OURS, markersize=4, alpha=0.6)
    for level, style in ((found.bias, "-"), (found.lower, "--"), (found.upper, "--")):
        axes.axhline(level, color=_INK, linestyle=style, linewidth=0.8)
    axes.set_xlabel("true KOF peak, degrees")
    axes.set_ylabel("measured − true, degrees")


def coverage_plot(axes: Axes, results: Results) -> None:
    """Draw how often stated intervals hold the truth over what they promise."""
    frames = results.squats().frames()
    nominal = np.arange(0.1, 0.96, 0.05)
    z = [NormalDist().inv_cdf(0.5 + share / 2) for share in nominal]
    axes.plot([0, 1], [0, 1], color=_GREY, linewidth=0.8)
    for quantity, colour, style in (
        (KOF, _OURS, "-"),
        (FRONTAL, _SECOND, "--"),
        (FLEXION, _INK, ":"),
    ):
        mask = frames.flexed(*quantity.band_deg)
        value, truth, spread = (
            frames.of(n, mask) for n in (quantity.value, quantity.truth, quantity.spread)
        )
        held = [coverage(value, truth, spread, z=one) for one in z]
        axes.plot(nominal, held, style, color=colour, label=quantity.name)
    axes.set_xlabel("promised share")
    axes.set_ylabel("share of truths inside")
    axes.legend()


def recall_by_size(axes: Axes, results: Results) -> None:
    """Draw how many of the caves are flagged over their planned size."""
    squats = results.squats()
    clean = clean_legs(squats)
    place = np.arange(len(SIZE_BINS))
    found = [
        verdicts(caved_legs(squats, low_deg=low, high_deg=high), clean) for low, high in SIZE_BINS
    ]
    for bar, name, share in (
        (_BARS[0], "Watch or Cave", [one.either.recall for one in found]),
        (_BARS[1], "Cave alone", [one.cave.recall for one in found]),
        (_BARS[2], "raw FPPA over 10", [one.naive.recall for one in found]),
    ):
        _bars(axes, bar, share, name)
    axes.set_xticks(place, [size_name(low, high) for low, high in SIZE_BINS])
    axes.set_ylim(0, 1.25)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.set_xlabel("planned change of KOF, degrees")
    axes.set_ylabel("share of leg-reps flagged")
    axes.legend(ncols=3, loc="upper center", fontsize=8)


def yaw(axes: Axes, results: Results) -> None:
    """Draw the estimated yaw with its 90 % interval over the true one."""
    clips = results.part(Part.SQUATS, Part.MOVEMENTS).where(lambda clip: clip.answered).clips
    true, found, spread, naive = (
        column(clips, n) for n in ("yaw_true_deg", "yaw_deg", "yaw_spread_deg", "yaw_naive_deg")
    )
    axes.plot([-32, 32], [-32, 32], color=_GREY, linewidth=0.8)
    axes.plot(true, naive, "x", color=_NAIVE, markersize=4, label="shoulders, model's own depth")
    axes.errorbar(
        true, found, 1.645 * spread, fmt="o", color=_OURS, markersize=3, lw=0.8, label="kneecave"
    )
    axes.set_xlabel("true camera yaw, degrees")
    axes.set_ylabel("estimated, degrees")
    axes.legend()


PLOTS: dict[str, Callable[[Axes, Results], None]] = {
    "error_by_yaw": error_by_yaw,
    "error_by_flexion": error_by_flexion,
    "error_by_leg": error_by_leg,
    "error_by_model": error_by_model,
    "bland_altman": bland_altman,
    "coverage": coverage_plot,
    "recall_by_size": recall_by_size,
    "yaw": yaw,
}
"""Name of the file, and what draws it."""
