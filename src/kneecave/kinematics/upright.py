"""How far the person has gone down, and when the person just stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack

_STANDING_PERCENTILE = 92.0
_STANDING_DEPTH = 0.035
_STANDING_SPEED = 0.25
_LEAST_STILL = 5
_LIFTED = (0.08, 0.14)


@dataclass(frozen=True, slots=True)
class Upright:
    """The person's height over time.

    Attributes
    ----------
    depth
        (T,) share of the standing hip height that is lost; NaN where unseen.
    hinge
        (T,) share of the standing height of the trunk that is lost.
    standing
        (T,) upright and still.
    """

    depth: FloatArray
    hinge: FloatArray
    standing: BoolArray


def upright(track: PoseTrack) -> Upright:
    """Return depth, hinge and standing frames of a cleaned track; NaN where hips or ankles hide.

    Standing height is the 92nd percentile of the height of the hips over the ankles, so a few
    wrong frames do not set it and a clip that is mostly standing is not needed.
    """
    hip = middle(track, Joint.LEFT_HIP, Joint.RIGHT_HIP)
    ankle = middle(track, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
    shoulder = middle(track, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
    height = ankle[:, 1] - hip[:, 1]
    if not np.isfinite(height).any():
        return Upright(height, height, np.zeros(len(height), dtype=np.bool_))
    top = float(np.nanpercentile(height, _STANDING_PERCENTILE))
    standing = _standing(height, top, track.time_s)
    depth = 1.0 - _over_planted_foot(track, height, standing, top) / top
    trunk = hip[:, 1] - shoulder[:, 1]
    reference = np.nanmedian(trunk[standing]) if standing.any() else np.nanpercentile(trunk, 92)
    return Upright(depth, 1.0 - trunk / reference, standing)


def _standing(height: FloatArray, top: float, time_s: FloatArray) -> BoolArray:
    level = np.abs(1.0 - height / top) < _STANDING_DEPTH
    still = level & (np.abs(np.gradient(height, time_s)) < _STANDING_SPEED * top)
    return np.asarray(still if still.sum() >= _LEAST_STILL else level, dtype=np.bool_)


def _over_planted_foot(
    track: PoseTrack, height: FloatArray, standing: BoolArray, top: float
) -> FloatArray:
    """Return the hips' height over both feet, or over the one that stays when the other is lifted.

    A foot in the air, or one that reaches down from a step, would look like a change of height.
    """
    if not standing.any():
        return height
    rise, over = {}, {}
    for leg in Leg:
        ankle = track.of(Joint.of(leg, "ankle"))[:, 1]
        rise[leg] = np.abs(np.nanmedian(ankle[standing]) - ankle) / top
        over[leg] = height + ankle - middle(track, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)[:, 1]
    out = height
    for leg in Leg:
        low, high = _LIFTED
        lifted = np.clip((rise[leg.other] - low) / (high - low), 0.0, 1.0)
        stays = np.clip((high - rise[leg]) / (high - low), 0.0, 1.0)
        out = out + lifted * stays * (over[leg] - out)
    return out


def middle(track: PoseTrack, left: Joint, right: Joint) -> FloatArray:
    """Return the point half-way between two joints, (T, 2) pixels."""
    return 0.5 * (track.of(left) + track.of(right))
