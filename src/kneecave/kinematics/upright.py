"""How far the person has gone down, and when the person just stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.kinematics.calibration import FOLDED, MOST_FOLDED
from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack

_STANDING_PERCENTILE = 92.0
_STANDING_DEPTH = 0.035
_STANDING_SPEED = 0.25
_LEAST_STILL = 5
_SAME_PLACE = 0.10
_ERECT = 1.2
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
        (T,) upright and still, in the clip's usual place.
    in_place
        (T,) where the person stands for most of the clip: not while walking in or off.
    """

    depth: FloatArray
    hinge: FloatArray
    standing: BoolArray
    in_place: BoolArray


def upright(track: PoseTrack) -> Upright:
    """Return depth, hinge and standing frames of a cleaned track; NaN where hips or ankles hide.

    Standing height is the 92nd percentile of the height of the hips over the ankles, in the usual
    place and on both feet, so a few wrong frames do not set it and a clip that is mostly standing
    is not needed.
    """
    hip = middle(track, Joint.LEFT_HIP, Joint.RIGHT_HIP)
    height = hip_height(track)
    if not np.isfinite(height).any():
        nowhere = np.zeros(len(height), dtype=np.bool_)
        return Upright(height, height, nowhere, nowhere)
    in_place, on_both_feet = _in_place(track, hip)
    top = float(np.nanpercentile(height[on_both_feet], _STANDING_PERCENTILE))
    standing = _standing(height, top, track.time_s) & on_both_feet
    depth = depth_below(track, standing, top)
    trunk = trunk_height(track)
    reference = np.nanmedian(trunk[standing]) if standing.any() else np.nanpercentile(trunk, 92)
    return Upright(depth, 1.0 - trunk / reference, standing, in_place)


def _in_place(track: PoseTrack, hip: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Return (T,) where the lower foot is where the person stands, and (T,) with both feet there.

    Who walks toward the phone grows in the picture, and who lifts a foot seems to shrink: neither
    may set what standing is.  Where the feet are never side by side, place alone counts.
    """
    left, right = (track.of(Joint.of(leg, "ankle"))[:, 1] for leg in Leg)
    floor = np.fmax(left, right)
    seen = np.isfinite(floor - hip[:, 1])
    erect = seen & _looks_erect(track, hip)
    place, near = _densest(floor, np.abs(floor - hip[:, 1]), erect if erect.any() else seen)
    in_place = np.abs(floor - place) < near
    beside = in_place & (np.abs(left - right) < near)
    if beside.sum() >= _LEAST_STILL:
        return in_place, beside
    return in_place, in_place if in_place.sum() >= _LEAST_STILL else seen


def _looks_erect(track: PoseTrack, hip: FloatArray) -> BoolArray:
    """Return (T,) whether the hips are high over the feet for the trunk's own height there."""
    ankle = middle(track, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
    trunk = hip[:, 1] - middle(track, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)[:, 1]
    legs = ankle[:, 1] - hip[:, 1]
    return np.asarray((trunk > 0) & (legs > _ERECT * trunk), dtype=np.bool_)


def _densest(floor: FloatArray, height: FloatArray, frames: BoolArray) -> tuple[float, float]:
    """Return the floor height that most frames share, and how far from it still is there."""
    order = np.sort(floor[frames])
    near = _SAME_PLACE * height[frames]
    around = np.searchsorted(order, floor[frames] + near) - np.searchsorted(
        order, floor[frames] - near
    )
    # a wider reach (nearer to the camera) must not win by its reach alone
    best = int(np.argmax(around / near))
    return float(floor[frames][best]), float(near[best])


def _standing(height: FloatArray, top: float, time_s: FloatArray) -> BoolArray:
    level = np.abs(1.0 - height / top) < _STANDING_DEPTH
    still = level & (np.abs(np.gradient(height, time_s)) < _STANDING_SPEED * top)
    return np.asarray(still if still.sum() >= _LEAST_STILL else level, dtype=np.bool_)


def hip_height(track: PoseTrack) -> FloatArray:
    """Return the height of the hips over the ankles in the picture, (T,) pixels."""
    hip = middle(track, Joint.LEFT_HIP, Joint.RIGHT_HIP)
    return (middle(track, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE) - hip)[:, 1]


def trunk_height(track: PoseTrack) -> FloatArray:
    """Return the height of the shoulders over the hips in the picture, (T,) pixels."""
    hip = middle(track, Joint.LEFT_HIP, Joint.RIGHT_HIP)
    return (hip - middle(track, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER))[:, 1]


def folded(hinge: FloatArray) -> FloatArray:
    """Return (T,) how far the trunk is folded over the hips, 0 to `MOST_FOLDED`: not in squats.

    ``hinge`` is the share of the trunk's standing height that is lost; where it is unknown, the
    trunk is folded as it was last seen.
    """
    last_known = np.maximum.accumulate(np.where(np.isfinite(hinge), np.arange(len(hinge)), 0))
    return np.clip(np.nan_to_num(hinge[last_known]) - FOLDED, 0.0, MOST_FOLDED)


def depth_below(track: PoseTrack, standing: BoolArray, top: float) -> FloatArray:
    """Return (T,) which share of the standing hip height ``top`` (pixels) is lost."""
    over = _over_planted_foot(track, hip_height(track), standing, top)
    return np.asarray(1.0 - over / top, dtype=np.float64)


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
