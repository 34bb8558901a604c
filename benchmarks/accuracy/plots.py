"""The plots of docs/accuracy: small SVG files, the same bytes from the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import NormalDist
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.accuracy.designs import Part
from benchmarks.accuracy.error_tables import FLEXION_BINS, YAW_BINS
from benchmarks.accuracy.results import Results, column
from benchmarks.accuracy.statistics import agreement_of, coverage
from benchmarks.accuracy.summaries import (
    FLEXION,
    FRONTAL,
    KOF,
    Quantity,
    caved_legs,
    clean_legs,
    measured,
    verdicts,
)
from benchmarks.accuracy.verdict_tables import SIZE_BINS, size_name
from kneecave.model.arrays import BoolArray

_OURS, _NAIVE, _SECOND, _INK, _GREY = "#0b6e69", "#c2571a", "#5b6abf", "#222222", "#999999"
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
    for quantity, colour in ((KOF, _OURS), (FRONTAL, _SECOND), (FLEXION, _NAIVE)):
        mask = frames.flexed(*quantity.band_deg)
        value, truth, spread = (
            frames.of(n, mask) for n in (quantity.value, quantity.truth, quantity.spread)
        )
        held = [coverage(value, truth, spread, z=one) for one in z]
        axes.plot(nominal, held, color=colour, label=quantity.name)
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
    for offset, name, colour, share in (
        (-0.26, "Watch or Cave", _OURS, [one.either.recall for one in found]),
        (0.0, "Cave alone", _SECOND, [one.cave.recall for one in found]),
        (0.26, "raw FPPA over 10", _NAIVE, [one.naive.recall for one in found]),
    ):
        axes.bar(place + offset, share, 0.24, color=colour, label=name)
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
    "bland_altman": bland_altman,
    "coverage": coverage_plot,
    "recall_by_size": recall_by_size,
    "yaw": yaw,
}
"""Name of the file, and what draws it."""
