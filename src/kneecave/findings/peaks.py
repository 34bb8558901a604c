"""The largest sustained value of a metric in one rep of one leg."""

from __future__ import annotations

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Leg
from kneecave.model.rep import Phase, Rep
from kneecave.model.signals import Measure, Signals
from kneecave.settings import Limits

_BOTTOM_SHARE = 0.9
_LEAST_FRAMES = 2


def judged_frames(signals: Signals, leg: Leg, rep: Rep, limits: Limits) -> BoolArray:
    """Return (T,) the rep's frames whose knee flexion can be judged."""
    flexion = signals.leg(leg).flexion_deg.value
    bent = (flexion >= limits.flexion_from_deg) & (flexion <= limits.flexion_to_deg)
    return np.asarray(rep.is_low(signals.time_s) & bent, dtype=np.bool_)


def sustained_peak(
    measure: Measure, frames: BoolArray, time_s: FloatArray, sustained_s: float, sign: int
) -> tuple[float, float, float] | None:
    """Return (value, spread, time) where the mean over ``sustained_s`` is most extreme.

    ``sign`` is +1 for the largest, -1 for the smallest mean.  Windows do not reach over frames that
    are not judged; where a stretch is shorter than the window, its own mean counts.  None without
    two frames in a row.
    """
    best: tuple[float, float, float] | None = None
    known = frames & measure.usable
    for stretch in np.split(np.arange(len(time_s)), np.flatnonzero(np.diff(known)) + 1):
        if len(stretch) < _LEAST_FRAMES or not known[stretch[0]]:
            continue
        value, spread, when = measure.value[stretch], measure.spread[stretch], time_s[stretch]
        for first, last in _windows(when, sustained_s):
            mean = float(value[first:last].mean())
            if best is None or sign * mean > sign * best[0]:
                middle = float(when[first:last].mean())
                best = (mean, float(spread[first:last].mean()), middle)
    return best


def sustained_level(values: KeptArray, time_s: FloatArray, sustained_s: float) -> float:
    """Return the level that the values reach for ``sustained_s`` in all, NaN if none is known."""
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return float("nan")
    count = max(1, round(sustained_s / float(np.median(np.diff(time_s)))))
    return float(known[-min(count, len(known))])


def _windows(time_s: FloatArray, width_s: float) -> list[tuple[int, int]]:
    """Return (first, last + 1) of every window of the width, or of all if it is shorter."""
    step = float(np.median(np.diff(time_s)))
    count = max(_LEAST_FRAMES, round(width_s / step))
    if len(time_s) <= count:
        return [(0, len(time_s))]
    return [(first, first + count) for first in range(len(time_s) - count + 1)]


def phase_at(rep: Rep, signals: Signals, time_s: float) -> Phase:
    """Return the phase of a rep at a time: bottom while within a tenth of the rep's depth."""
    depth = signals.depth.value
    inside = rep.is_low(signals.time_s)
    deepest = float(np.nanmax(depth[inside]))
    here = float(np.interp(time_s, signals.time_s[inside], np.nan_to_num(depth[inside])))
    if here >= _BOTTOM_SHARE * deepest:
        return Phase.BOTTOM
    return Phase.DESCENT if time_s < rep.bottom_s else Phase.ASCENT
