"""How far the person has gone down, and when the person just stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.body import Joint
from kneecave.model.pose_track import PoseTrack

_STANDING_PERCENTILE = 92.0
_STANDING_DEPTH = 0.035
_STANDING_SPEED = 0.25
_LEAST_STILL = 5


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
    """Return depth, hinge and standing frames of a cleaned track (needs one frame with the person).

    Standing height is the 92nd percentile of the height of the hips over the ankles, so a few
    wrong frames do not set it and a clip that is mostly standing is not needed.
    """
    hip = middle(track, Joint.LEFT_HIP, Joint.RIGHT_HIP)
    ankle = middle(track, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
    shoulder = middle(track, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
    height = ankle[:, 1] - hip[:, 1]
    top = float(np.nanpercentile(height, _STANDING_PERCENTILE))
    depth = 1.0 - height / top
    level = np.abs(depth) < _STANDING_DEPTH
    still = level & (np.abs(np.gradient(height, track.time_s)) < _STANDING_SPEED * top)
    standing = still if still.sum() >= _LEAST_STILL else level
    trunk = hip[:, 1] - shoulder[:, 1]
    reference = np.nanmedian(trunk[standing]) if standing.any() else np.nanpercentile(trunk, 92)
    return Upright(depth, 1.0 - trunk / reference, standing)


def middle(track: PoseTrack, left: Joint, right: Joint) -> FloatArray:
    """Return the point half-way between two joints, (T, 2) pixels."""
    return 0.5 * (track.of(left) + track.of(right))
