"""How far the ankle of a planted foot rolls over it, from how far its pixels shift sideways.

The ankle lies nearly a quarter of a shank over the floor; rearfoot eversion by an angle moves it
inward by that height times the angle's sine.  Measured on rendered feet of the tuning bodies with
known eversion, in ``docs/pronation.md``, as every number here.
"""

from __future__ import annotations

import numpy as np

from kneecave.kinematics.cleaning import runs
from kneecave.kinematics.upright import upright
from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Joint, Leg
from kneecave.model.feet import FootMarks, FootShift
from kneecave.model.motion import Motion
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import Measure
from kneecave.model.view import ViewKind

_BAND = {False: (-0.08, 0.04), True: (0.0, 0.08)}
_HEIGHT = {False: 0.230, True: 0.222}
"""Height of that part of the ankle over the floor, in shank lengths: from the front, from behind
(there the landmark of the ankle lies lower)."""
_SPREAD_DEG = {False: 0.5, True: 1.0}
_SPREAD_SHARE = {False: 0.12, True: 0.25}
_SOLE_STAYS = {False: 0.015, True: 0.030}
"""The sole may shift by this, in shank lengths; seen from behind a heel that rolls does."""
_STAYS = 0.16
"""The joints of a foot may wander by this while it stays planted, in shank lengths."""
_MOST_DEG = 25.0
"""Beyond this the foot has been moved."""
_USUAL_TOE_OUT_DEG = 12.0
_STANDING_DEPTH = 0.05


def ankle_band(*, behind: bool) -> tuple[float, float]:
    """Return which part of the ankle to follow: lowest and highest, over the ankle, in shanks."""
    return _BAND[behind]


def reference_frame(track: PoseTrack) -> int | None:
    """Return the standing frame whose feet lie nearest to where they mostly stand, None if none."""
    standing = upright(track).standing
    if not standing.any():
        return None
    feet = [Joint.of(leg, part) for leg in Leg for part in ("ankle", "heel", "foot_index")]
    place = np.stack([track.of(joint) for joint in feet], axis=1)
    away = np.linalg.norm(place - np.nanmedian(place[standing], axis=0), axis=2).max(axis=1)
    away = np.where(standing & np.isfinite(away), away, np.inf)
    return int(np.argmin(away)) if np.isfinite(away).any() else None


def foot_marks(track: PoseTrack, frame: int, leg: Leg) -> FootMarks:
    """Return where a leg is in a frame."""
    knee, ankle, heel, toe = (
        track.of(Joint.of(leg, part))[frame] for part in ("knee", "ankle", "heel", "foot_index")
    )
    return FootMarks(knee, ankle, heel, toe)


def foot_roll(shift: FootShift, leg: Leg, motion: Motion) -> Measure:
    """Return the foot's change of roll, (T,) degrees, + = inward (pronation).

    While standing against the reference picture, with bent knees against the pauses before and
    after.  NaN where the foot has moved, or too little of it is found again.
    """
    behind = motion.view is not None and motion.view.kind is ViewKind.REAR
    value = roll_deg(shift, leg, behind=behind, turned_deg=_turned_deg(leg, motion, behind=behind))
    value = np.where(_planted(shift, leg, motion), value, np.nan)
    still = standing_at(shift.time_s, motion)
    value = np.where(still, value, value - _between_pauses(value, still))
    spread = spread_deg(value, behind=behind, jitter_deg=_jitter_deg(value[still]))
    return Measure(value, np.where(np.isfinite(value), spread, np.nan))


def spread_deg(value: FloatArray, *, behind: bool, jitter_deg: float = 0.0) -> FloatArray:
    """Return one standard deviation of a roll's error: it grows with the roll itself."""
    floor = np.hypot(_SPREAD_DEG[behind], jitter_deg)
    return np.asarray(np.hypot(floor, _SPREAD_SHARE[behind] * value), dtype=np.float64)


def _between_pauses(values: FloatArray, still: BoolArray) -> FloatArray:
    """Return what the foot reads in the standing pauses, linear between them, (T,).

    People set their feet anew between reps, by less than the joints show; a rep is therefore
    compared with the pauses about it.
    """
    when, level = [], []
    for start, stop in runs(still & np.isfinite(values)):
        when.append(0.5 * (start + stop - 1))
        level.append(float(np.median(values[start:stop])))
    if not when:
        return np.zeros(len(values))
    return np.asarray(np.interp(np.arange(len(values)), when, level), dtype=np.float64)


def _planted(shift: FootShift, leg: Leg, motion: Motion) -> BoolArray:
    """Return (T,) whether the joints of the foot are where they are in the reference picture."""
    track, out = motion.track, np.ones(len(shift.time_s), dtype=np.bool_)
    for part in ("ankle", "heel", "foot_index"):
        for path in track.of(Joint.of(leg, part)).T:
            there = np.interp(shift.time_s, track.time_s, path)
            here = float(np.interp(shift.reference_s, track.time_s, path))
            out &= np.abs(there - here) <= _STAYS * shift.shank_px
    return np.asarray(out, dtype=np.bool_)


def roll_deg(shift: FootShift, leg: Leg, *, behind: bool, turned_deg: float) -> FloatArray:
    """Return the change of roll, (T,) degrees, + = inward; NaN where the foot itself has moved.

    ``turned_deg`` is the angle between the foot and the way to the camera: a foot that points aside
    rolls partly toward the camera.
    """
    inward = leg.lateral_sign * (1 if behind else -1)
    lever_px = shift.shank_px * _HEIGHT[behind] * np.cos(np.radians(turned_deg))
    value = np.degrees(np.arcsin(np.clip(inward * shift.ankle_px / lever_px, -1.0, 1.0)))
    gone = np.abs(shift.sole_px) > _SOLE_STAYS[behind] * shift.shank_px
    return np.where(gone | (np.abs(value) > _MOST_DEG), np.nan, value)


def detectable_deg(shift: FootShift, roll: Measure, motion: Motion) -> float:
    """Return the smallest detectable change: 1.96 times the spread of a difference of two."""
    behind = motion.view is not None and motion.view.kind is ViewKind.REAR
    jitter = _jitter_deg(roll.value[standing_at(shift.time_s, motion)])
    return float(1.96 * np.sqrt(2.0) * np.hypot(_SPREAD_DEG[behind], jitter))


def standing_at(time_s: FloatArray, motion: Motion) -> BoolArray:
    """Return (T,) whether the person stands upright at these times."""
    depth = np.interp(time_s, motion.signals.time_s, motion.signals.depth.value)
    return np.asarray(depth < _STANDING_DEPTH, dtype=np.bool_)


def _turned_deg(leg: Leg, motion: Motion, *, behind: bool) -> float:
    """Return how far the foot points past the camera; from behind that cannot be seen."""
    if behind or motion.standing is None or motion.view is None:
        return _USUAL_TOE_OUT_DEG
    toe_out, yaw = motion.standing.legs[leg].toe_out_deg.value, motion.view.yaw_deg.value
    turned = toe_out - leg.lateral_sign * yaw
    return float(np.clip(turned, -50.0, 50.0)) if np.isfinite(turned) else _USUAL_TOE_OUT_DEG


def _jitter_deg(values: KeptArray) -> float:
    """Return how much neighbours differ by chance: one standard deviation of a single value."""
    steps = np.diff(values[np.isfinite(values)])
    return float(1.4826 * np.median(np.abs(steps)) / np.sqrt(2.0)) if len(steps) else 0.0
