"""The signs that tell where a cave may come from, read at the caves against the own standing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from kneecave.model.arrays import BoolArray, KeptArray, median_known
from kneecave.model.body import Leg
from kneecave.model.coaching import Evidence, Origin, Sign
from kneecave.model.feet import FootRoll
from kneecave.model.rep import Phase, Rep
from kneecave.model.signals import Estimate, LegSignals, Signals
from kneecave.model.verdict import Cave, RepVerdict
from kneecave.model.view import Standing
from kneecave.settings import Settings, SignFloors

_AROUND_S = 0.1
_PICTURES_S = 0.2
"""Some ten pictures of a foot are looked at in a second."""
_UPRIGHT_DEPTH = 0.1
_LOWER_PART = 0.6
_MOST_HINGE = 0.5
"""A trunk bent further forward than this has no lean to the side worth reading."""
_PLANTED = 0.8
"""Share of a rep in which a foot must stand for its heel to be looked at."""
_HIPS_FOLLOW = 0.56
"""Share of a trunk's lean by which the hip landmarks tilt with it: rendered people, who show but
0.17 of a true pelvic drop.  ``docs/contributors.md``."""
_FOOT_UP_SPREAD = 0.008
"""One standard deviation of an ankle's height, leg lengths: planted feet of clean real squats."""
_UNKNOWN = Estimate(math.nan, math.nan)
_Read: TypeAlias = tuple[Sign, Estimate, float, Origin]
"""A sign, its value, its floor, and what it points to."""


@dataclass(frozen=True, slots=True)
class _Caved:
    """A rep in which a leg caved in.

    Attributes
    ----------
    at_s
        When it caved in most.
    signals
        Of the rep and of `_AROUND_S` before and after it.
    lean_deg, thigh_deg
        What trunk and thigh read where the person is upright, in the whole clip.
    """

    leg: Leg
    rep: Rep
    at_s: float
    signals: Signals
    standing: Standing
    lean_deg: float
    thigh_deg: float


def signs(
    signals: Signals,
    standing: Standing,
    reps: Sequence[RepVerdict],
    leg: Leg,
    settings: Settings,
    *,
    foot: FootRoll | None = None,
) -> tuple[Evidence, ...]:
    """Return every sign that could be read in the caved reps of a leg, the most telling first.

    A sign counts where it lies beyond its floor and beyond its own spread.  ``foot`` is how the
    foot rolls in its pictures; without it that is read from the joints, far less surely.
    """
    caved = [rep for rep in reps if isinstance(rep.legs[leg], Cave)]
    if not caved:
        return ()
    on_one = all(rep.rep.lead_leg is leg for rep in caved)
    seen = _seen(signals, standing, caved, leg)
    floors, z = settings.coaching.floors, settings.limits.certainty_z
    read: tuple[_Read, ...] = (
        (
            Sign.PELVIC_DROP,
            _over_reps(seen, _drop),
            floors.drop_lead_leg_deg if on_one else floors.drop_deg,
            Origin.HIP,
        ),
        (
            Sign.TRUNK_LEAN,
            _over_reps(seen, _lean),
            floors.lean_lead_leg_deg if on_one else floors.lean_deg,
            Origin.HIP,
        ),
        (
            Sign.SIDE_BEND,
            _over_reps(seen, _side_bend),
            floors.side_bend_lead_leg_deg if on_one else floors.side_bend_deg,
            Origin.HIP,
        ),
        (
            Sign.HEEL_RISE,
            _over_reps(seen, _heel_rise),
            floors.heel_rise,
            Origin.FOOT,
        ),
        _roll(seen, floors, foot),
    )
    told = [
        Evidence(sign, e.value, e.spread, floor, _counts(e, floor, z), origin)
        for sign, e, floor, origin in read
        if math.isfinite(e.value)
    ]
    return (*told, *_beside(seen, caved, leg))


def _seen(
    signals: Signals, standing: Standing, caved: Sequence[RepVerdict], leg: Leg
) -> list[_Caved]:
    upright = signals.depth.value < _UPRIGHT_DEPTH
    lean_deg = median_known(signals.trunk_lean_deg.value[upright])
    thigh_deg = median_known(_thigh_deg(signals.leg(leg))[upright])
    about = [
        (one.rep, signals.between(one.rep.low_from_s - _AROUND_S, one.rep.low_to_s + _AROUND_S))
        for one in caved
    ]
    return [
        _Caved(leg, rep, verdict.peak.time_s, here, standing, lean_deg, thigh_deg)
        for (rep, here), one in zip(about, caved, strict=True)
        if isinstance(verdict := one.legs[leg], Cave)
    ]


def _beside(seen: Sequence[_Caved], caved: Sequence[RepVerdict], leg: Leg) -> list[Evidence]:
    """Return what is told and decides nothing: every cave has a phase and a side.

    The hip angle is told of a leg that works in front or alone: on two feet it is that of the
    stance and the depth.
    """
    hip = _over_reps(seen, _hip_angle)
    found = []
    if math.isfinite(hip.value) and all(rep.rep.lead_leg is leg for rep in caved):
        found.append(
            Evidence(Sign.HIP_ANGLE, hip.value, hip.spread, math.nan, counts=False, points_to=None)
        )
    phases = Counter(v.peak.phase for rep in caved if isinstance(v := rep.legs[leg], Cave))
    phase, count = phases.most_common(1)[0]
    found.append(_share(Sign.PHASE, count / len(caved), phase=phase))
    alone = sum(not isinstance(rep.legs[leg.other], Cave) for rep in caved)
    found.append(_share(Sign.SIDE, alone / len(caved)))
    return found


def _share(sign: Sign, share: float, *, phase: Phase | None = None) -> Evidence:
    return Evidence(sign, share, math.nan, math.nan, counts=False, points_to=None, phase=phase)


def _counts(read: Estimate, floor: float, certainty_z: float) -> bool:
    return read.value >= floor and read.value > certainty_z * read.spread


def _over_reps(seen: Sequence[_Caved], read: Callable[[_Caved], Estimate]) -> Estimate:
    """Return the median over the caved reps; a signal's own error does not shrink with them."""
    found = [one for caved in seen if math.isfinite((one := read(caved)).value)]
    if not found:
        return _UNKNOWN
    values = [one.value for one in found]
    own = float(np.median([one.spread for one in found]))
    scatter = float(np.std(values, ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return Estimate(float(np.median(values)), math.hypot(own, scatter))


def _drop(at: _Caved) -> Estimate:
    """Return how far the other side's hip hangs lower than in standing, degrees.

    The hip landmarks follow a leaning trunk, which is taken away; of a true drop they show little.
    """
    tilt, here = at.signals.pelvic_drop_deg, _deep(at)
    change = _mean(tilt.value, here) - at.standing.pelvic_drop_deg.value
    lean = _lean(at)
    value = -at.leg.lateral_sign * change + _HIPS_FOLLOW * lean.value
    return Estimate(value, math.hypot(_mean(tilt.spread, here), _HIPS_FOLLOW * lean.spread))


def _lean(at: _Caved) -> Estimate:
    """Return how far the trunk leans toward the leg, against standing, degrees."""
    lean, here = at.signals.trunk_lean_deg, _deep(at)
    change = _mean(lean.value, here) - at.lean_deg
    return Estimate(at.leg.lateral_sign * change, _mean(lean.spread, here))


def _side_bend(at: _Caved) -> Estimate:
    """Return trunk lean and pelvic drop together, degrees: they tend to come together."""
    lean, drop = _lean(at), _drop(at)
    tilt = _mean(at.signals.pelvic_drop_deg.spread, _deep(at))
    return Estimate(lean.value + drop.value, math.hypot((1 + _HIPS_FOLLOW) * lean.spread, tilt))


def _foot_roll(at: _Caved) -> Estimate:
    """Return how far the foot has rolled inward against standing, degrees of eversion."""
    roll, here = at.signals.leg(at.leg).foot_drift_deg, _around(at.signals, at.at_s)
    return Estimate(_mean(roll.value, here), _mean(roll.spread, here))


def _roll(seen: Sequence[_Caved], floors: SignFloors, foot: FootRoll | None) -> _Read:
    """Return the foot's roll: from its pictures if it was seen at the caves, else from the joints.

    In the pictures it must be more than the smallest detectable change, and than what is usual.
    """
    if foot is not None:
        pictured = _over_reps(seen, lambda at: _seen_roll(foot, at.at_s))
        if math.isfinite(pictured.value):
            floor = max(foot.usual_deg, foot.detectable_deg)
            return Sign.FOOT_ROLL_SEEN, pictured, floor, Origin.FOOT
    return Sign.FOOT_ROLL, _over_reps(seen, _foot_roll), floors.foot_roll_deg, Origin.FOOT


def _seen_roll(foot: FootRoll, at_s: float) -> Estimate:
    """Return how far the foot has rolled inward in its pictures, degrees of eversion."""
    here = np.asarray(np.abs(foot.time_s - at_s) <= _PICTURES_S, dtype=np.bool_)
    return Estimate(_mean(foot.roll_deg.value, here), _mean(foot.roll_deg.spread, here))


def _heel_rise(at: _Caved) -> Estimate:
    """Return how far the ankle rises from the rep's ends to its bottom, of leg length.

    Only of a foot that stays where it is: a foot that steps goes up and down anyhow.
    """
    inside, foot = at.rep.is_low(at.signals.time_s), at.signals.leg(at.leg)
    if not foot.foot_stands[inside].mean() >= _PLANTED:
        return _UNKNOWN
    upright = inside & (at.signals.depth.value < _UPRIGHT_DEPTH)
    bottom = _around(at.signals, at.rep.bottom_s)
    rise = _mean(foot.foot_up, bottom) - median_known(foot.foot_up[upright])
    return Estimate(rise, _FOOT_UP_SPREAD)


def _hip_angle(at: _Caved) -> Estimate:
    """Return how far the thigh leans inward against the pelvis, more than in standing, degrees."""
    own, here = at.signals.leg(at.leg), _deep(at)
    change = _mean(_thigh_deg(own), here) - at.thigh_deg
    drop = _drop(at)
    return Estimate(
        change + drop.value, math.hypot(_mean(own.frontal_deg.spread, here), drop.spread)
    )


def _thigh_deg(own: LegSignals) -> KeptArray:
    """Return (T,) how far the thigh leans inward, degrees."""
    return own.frontal_deg.value - own.shank_lean_deg.value


def _deep(at: _Caved) -> BoolArray:
    """Return (T,) the frames of a rep in its lower part, where trunk and pelvis give way."""
    inside, depth = at.rep.is_low(at.signals.time_s), at.signals.depth.value
    deepest = np.nanmax(np.where(inside, depth, np.nan), initial=0.0)
    upright = ~(at.signals.hinge.value > _MOST_HINGE)
    return np.asarray(inside & upright & (depth >= _LOWER_PART * deepest), dtype=np.bool_)


def _around(signals: Signals, at_s: float) -> BoolArray:
    return np.asarray(np.abs(signals.time_s - at_s) <= _AROUND_S, dtype=np.bool_)


def _mean(values: KeptArray, frames: BoolArray) -> float:
    known = values[frames & np.isfinite(values)]
    return float(known.mean()) if len(known) else math.nan
