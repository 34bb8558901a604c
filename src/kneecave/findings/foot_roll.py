"""Whether a foot rolled more than can be told from chance, and when."""

from __future__ import annotations

import numpy as np

from kneecave.findings import words
from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Leg
from kneecave.model.feet import FootRoll, RollPeak
from kneecave.model.motion import Motion
from kneecave.model.signals import Measure
from kneecave.model.verdict import Unmeasurable
from kneecave.model.view import ViewKind
from kneecave.settings import Settings

_SUSTAINED_S = 1.0 / 3.0
_LEAST_PLANTED = 0.3
_LEAST_HELD = 2
_LEAST_LEG_PX = 180.0
_BENT_DEPTH = 0.10


def feet_unseen(motion: Motion, settings: Settings) -> Unmeasurable | None:
    """Return why the camera does not show how feet roll, or None if it does.

    Front and rear views do; the smallest leg is that of the clips it was measured on.
    """
    view, limits = motion.view, settings.view
    if view is None:
        return words.NOT_STANDING
    if view.kind is ViewKind.SIDE:
        return words.SIDE_VIEW
    if view.feet_in_picture < limits.min_feet_in_picture:
        return words.FEET_CUT_OFF
    if view.leg_length_px < _LEAST_LEG_PX:
        return words.too_small(view.leg_length_px, _LEAST_LEG_PX)
    if view.kind is ViewKind.OBLIQUE:
        return words.turned_too_far(abs(view.yaw_deg.value), limits.max_yaw_deg)
    return None


def foot_finding(
    leg: Leg,
    time_s: FloatArray,
    roll: Measure,
    motion: Motion,
    *,
    detectable_deg: float,
    settings: Settings,
) -> FootRoll | Unmeasurable:
    """Return how one foot rolled, (T,) times and values, or why that cannot be said."""
    held = _held(time_s, roll.value)
    if np.isfinite(held).mean() < _LEAST_PLANTED:
        return words.FOOT_NOT_PLANTED
    depth = np.interp(time_s, motion.signals.time_s, motion.signals.depth.value)
    bent = np.asarray(depth > _BENT_DEPTH, dtype=np.bool_)
    inward, outward = (
        _peak(int(at), held, roll, time_s=time_s, bent=bent, detectable_deg=detectable_deg)
        for at in (np.nanargmax(held), np.nanargmin(held))
    )
    return FootRoll(
        leg, time_s, roll, inward, outward, detectable_deg, settings.limits.foot_roll_deg
    )


def _peak(
    at: int,
    held: KeptArray,
    roll: Measure,
    *,
    time_s: FloatArray,
    bent: BoolArray,
    detectable_deg: float,
) -> RollPeak:
    value = float(held[at])
    return RollPeak(
        value_deg=value,
        spread_deg=float(roll.spread[at]),
        time_s=float(time_s[at]),
        bent=bool(bent[at]),
        sure=abs(value) > detectable_deg,
    )


def _held(time_s: FloatArray, values: KeptArray) -> KeptArray:
    """Return the median over a third of a second, and the two neighbours, about each value.

    NaN where one of them is unknown.
    """
    out = np.full(len(values), np.nan)
    apart_s = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0
    reach_s = max(_SUSTAINED_S / 2, 1.2 * apart_s)
    for at, centre_s in enumerate(time_s):
        around = values[np.abs(time_s - centre_s) <= reach_s]
        if len(around) >= _LEAST_HELD and np.isfinite(around).all():
            out[at] = np.median(around)
    return out
