"""Errors, coverage and detection of results: the numbers that tables and plots share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy import naive
from benchmarks.accuracy.results import FLAGGED, Frames, Results, chosen, column
from benchmarks.accuracy.rows import ClipRow, LegRow
from benchmarks.accuracy.statistics import (
    Z_90,
    Detection,
    Errors,
    coverage,
    detection_of,
    errors_of,
    resampled,
)
from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.verdict import Word

KOF_BAND_DEG = (40.0, 90.0)
FRONTAL_BAND_DEG = (30.0, 80.0)
FLEXION_BAND_DEG = (30.0, 90.0)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of a leg-frame: which columns hold it, and the flexion at which it is asked for.

    ``naive`` is the column of the common way to get it, None where there is none.
    """

    name: str
    value: str
    spread: str
    truth: str
    band_deg: tuple[float, float]
    naive: str | None


KOF = Quantity("KOF", "kof_deg", "kof_spread_deg", "kof_true_deg", KOF_BAND_DEG, None)
FRONTAL = Quantity(
    "frontal-plane angle",
    "frontal_deg",
    "frontal_spread_deg",
    "frontal_true_deg",
    FRONTAL_BAND_DEG,
    "fppa_deg",
)
FLEXION = Quantity(
    "knee flexion",
    "flexion_deg",
    "flexion_spread_deg",
    "flexion_true_deg",
    FLEXION_BAND_DEG,
    "flexion_naive_deg",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """How well a quantity is measured in some frames.

    ``share`` of the frames that have a value; ``covered`` of the truths within 1.645 spreads;
    ``mae_interval`` 95 %, by drawing clips anew; ``naive`` None where there is no naive way.
    """

    errors: Errors
    share: float
    covered: float
    mae_interval: tuple[float, float]
    naive: Errors | None


def measured(frames: Frames, quantity: Quantity, mask: BoolArray) -> Measured:
    """Return how well a quantity is measured where the mask holds."""
    value, spread, truth = (
        frames.of(name, mask) for name in (quantity.value, quantity.spread, quantity.truth)
    )
    known = np.isfinite(value)
    size = np.abs(value - truth)[known]
    return Measured(
        errors=errors_of(value, truth),
        share=float(known.mean()) if len(known) else float("nan"),
        covered=coverage(value, truth, spread, z=Z_90),
        mae_interval=resampled(frames.clip[mask][known], lambda rows: float(size[rows].mean())),
        naive=errors_of(frames.of(quantity.naive, mask), truth) if quantity.naive else None,
    )


def clean_legs(results: Results) -> tuple[LegRow, ...]:
    """Return the leg-reps without any planned cave."""
    return chosen(results.legs, lambda leg: leg.clean)


def caved_legs(
    results: Results, *, low_deg: float = 0.0, high_deg: float = 90.0
) -> tuple[LegRow, ...]:
    """Return the leg-reps that cave by a planned change, on legs that also do clean reps."""
    return chosen(results.legs, lambda leg: leg.varies and low_deg <= leg.planned_deg < high_deg)


def lasting_legs(results: Results) -> tuple[LegRow, ...]:
    """Return the leg-reps of legs that cave in every rep, or also while standing."""
    return chosen(results.legs, lambda leg: not leg.clean and not leg.varies)


def flagged(rows: tuple[LegRow, ...]) -> BoolArray:
    """Return (N,) which leg-reps were called Watch or Cave."""
    return np.array([row.word in FLAGGED for row in rows], dtype=np.bool_)


def called_cave(rows: tuple[LegRow, ...]) -> BoolArray:
    """Return (N,) which leg-reps were called Cave."""
    return np.array([row.word == Word.CAVE for row in rows], dtype=np.bool_)


def naively_flagged(rows: tuple[LegRow, ...]) -> BoolArray:
    """Return (N,) where raw FPPA goes beyond its limit."""
    return np.asarray(column(rows, "naive_peak_deg") > naive.LIMIT_DEG, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Detection of caves among caved and clean leg-reps.

    By Watch or Cave, by Cave alone, and by the naive rule; ``f1_interval`` 95 % of the first.
    """

    either: Detection
    cave: Detection
    naive: Detection
    f1_interval: tuple[float, float]


def verdicts(caved: tuple[LegRow, ...], clean: tuple[LegRow, ...]) -> Verdicts:
    """Return how caved leg-reps are told from clean ones; what was not answered is not flagged."""
    rows = (*caved, *clean)
    there = np.arange(len(rows)) < len(caved)
    either = flagged(rows)
    clips = clip_numbers(rows)
    return Verdicts(
        either=detection_of(either, there),
        cave=detection_of(called_cave(rows), there),
        naive=detection_of(naively_flagged(rows), there),
        f1_interval=resampled(clips, lambda drawn: detection_of(either[drawn], there[drawn]).f1),
    )


def clip_numbers(rows: tuple[LegRow, ...]) -> FloatArray:
    """Return (N,) a number for the clip of each row."""
    number = {name: index for index, name in enumerate(dict.fromkeys(row.clip for row in rows))}
    return np.array([number[row.clip] for row in rows], dtype=np.float64)


def counts_right(clips: tuple[ClipRow, ...]) -> BoolArray:
    """Return (N,) whether as many reps were found as planned, each in its own place."""
    return np.array(
        [clip.reps_planned == clip.reps_found == clip.reps_matched for clip in clips],
        dtype=np.bool_,
    )


def rep_times(legs: tuple[LegRow, ...], name: str) -> FloatArray:
    """Return an error in time once for every rep that was found."""
    once = {(leg.clip, leg.number): leg for leg in legs}
    errors = column(tuple(once.values()), name)
    return np.asarray(errors[np.isfinite(errors)])
