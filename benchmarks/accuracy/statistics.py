"""The arithmetic of the tables: pure functions of arrays, without any knowledge of knees."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray

Z_90 = 1.645
"""Standard deviations either side of a value that hold 90 % of a normal error."""

RESAMPLINGS = 1000


@dataclass(frozen=True, slots=True)
class Errors:
    """Error of a measure against its truth, in the measure's unit; NaN without any pair.

    Attributes
    ----------
    count
        Pairs with both a value and a truth.
    bias, mae, rms, p90
        Mean error, mean absolute error, root mean square, and what nine of ten errors stay under.
    """

    count: int
    bias: float
    mae: float
    rms: float
    p90: float


def errors_of(value: FloatArray, truth: FloatArray) -> Errors:
    """Return the errors of the (N,) pairs; pairs with NaN do not count."""
    error = _finite(value - truth)
    if not len(error):
        return Errors(0, math.nan, math.nan, math.nan, math.nan)
    size = np.abs(error)
    return Errors(
        count=len(error),
        bias=float(error.mean()),
        mae=float(size.mean()),
        rms=float(np.sqrt((error**2).mean())),
        p90=float(np.percentile(size, 90)),
    )


def coverage(value: FloatArray, truth: FloatArray, spread: FloatArray, *, z: float) -> float:
    """Return the share of truths within ``z`` spreads of the value; NaN without any pair."""
    ratio = _finite((value - truth) / spread)
    return float((np.abs(ratio) <= z).mean()) if len(ratio) else math.nan


def spread_ratio(value: FloatArray, truth: FloatArray, spread: FloatArray) -> float:
    """Return the root mean square of error over spread: 1 if right, more if too sure."""
    ratio = _finite((value - truth) / spread)
    return float(np.sqrt((ratio**2).mean())) if len(ratio) else math.nan


@dataclass(frozen=True, slots=True)
class Agreement:
    """Bland and Altman's limits of agreement: bias -+ 1.96 standard deviations of the difference.

    All in the measure's unit; NaN with fewer than two pairs.
    """

    count: int
    bias: float
    lower: float
    upper: float


def agreement_of(value: FloatArray, truth: FloatArray) -> Agreement:
    """Return the limits of agreement of the (N,) pairs; pairs with NaN do not count."""
    difference = _finite(value - truth)
    if len(difference) < 2:
        return Agreement(len(difference), math.nan, math.nan, math.nan)
    bias, half = float(difference.mean()), 1.96 * float(difference.std(ddof=1))
    return Agreement(len(difference), bias, bias - half, bias + half)


@dataclass(frozen=True, slots=True)
class Detection:
    """How well flags fit the truth, counted.

    Attributes
    ----------
    hits, misses, false_alarms, silences
        True positives, false negatives, false positives, true negatives.
    """

    hits: int
    misses: int
    false_alarms: int
    silences: int

    @property
    def precision(self) -> float:
        """Share of the flags that are right; NaN without flags."""
        return _share(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float:
        """Share of what is there that was flagged; NaN if nothing is there."""
        return _share(self.hits, self.hits + self.misses)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; NaN if nothing is there and nothing flagged."""
        return _share(2 * self.hits, 2 * self.hits + self.misses + self.false_alarms)


def detection_of(flagged: BoolArray, there: BoolArray) -> Detection:
    """Return the counts for (N,) flags and what is really there."""
    return Detection(
        hits=int((flagged & there).sum()),
        misses=int((~flagged & there).sum()),
        false_alarms=int((flagged & ~there).sum()),
        silences=int((~flagged & ~there).sum()),
    )


def resampled(
    clusters: FloatArray, statistic: Callable[[FloatArray], float], *, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % interval of a statistic when whole clusters are drawn anew.

    Frames and reps of one clip resemble each other: only clips are independent.

    Parameters
    ----------
    clusters
        (N,) which cluster each row belongs to.
    statistic
        Takes row numbers (M,), some of them more than once; NaN results are left out.
    seed
        Of the drawing, so that a table comes out the same again.
    """
    names, member = np.unique(clusters, return_inverse=True)
    if len(names) < 2:
        return math.nan, math.nan
    rows = [np.flatnonzero(member == number) for number in range(len(names))]
    draws = np.random.default_rng(seed).integers(0, len(names), (RESAMPLINGS, len(names)))
    found = [statistic(np.concatenate([rows[number] for number in draw])) for draw in draws]
    known = _finite(np.asarray(found, dtype=np.float64))
    if not len(known):
        return math.nan, math.nan
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


def _finite(values: FloatArray) -> FloatArray:
    return np.asarray(values[np.isfinite(values)], dtype=np.float64)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan
