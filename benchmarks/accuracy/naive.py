"""What most tools do: angles of the landmarks as they stand in the picture, frame by frame.

They see the same BlazePose landmarks as kneecave does, without its cleaning, camera or lift.
"""

from __future__ import annotations

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack

LIMIT_DEG = 10.0
"""Of raw FPPA in common use; beyond it a rep is flagged."""


def fppa_deg(track: PoseTrack, leg: Leg) -> FloatArray:
    """Return the raw frontal plane projection angle, (T,) degrees, + = valgus.

    The person's left is taken to be on the picture's right.
    """
    hip, knee, ankle = (track.of(Joint.of(leg, part)) for part in ("hip", "knee", "ankle"))
    thigh, shank = (_tilt(bone, leg) for bone in (hip - knee, knee - ankle))
    return np.asarray(np.degrees(thigh - shank))


def flexion_deg(track: PoseTrack, leg: Leg) -> FloatArray:
    """Return knee flexion from position and the model's own depth, (T,) degrees."""
    hip, knee, ankle = (_in_space(track, Joint.of(leg, part)) for part in ("hip", "knee", "ankle"))
    thigh, shank = hip - knee, knee - ankle
    size = np.linalg.norm(thigh, axis=1) * np.linalg.norm(shank, axis=1)
    cosine = (thigh * shank).sum(axis=1) / size
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def yaw_deg(track: PoseTrack) -> float:
    """Return the camera's yaw from the shoulders' line and the model's own depth, median."""
    left, right = (_in_space(track, joint) for joint in (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER))
    line = left - right
    return float(-np.nanmedian(np.degrees(np.arctan2(line[:, 2], line[:, 0]))))


def sustained_peak(value: FloatArray, time_s: FloatArray, *, over_s: float = 0.2) -> float:
    """Return the largest mean over a time of the (T,) values; NaN if there are too few."""
    if len(value) < 2:
        return float("nan")
    count = max(1, round(over_s / float(np.median(np.diff(time_s)))))
    if len(value) < count:
        return float("nan")
    means = np.lib.stride_tricks.sliding_window_view(value, count).mean(axis=1)
    return float(np.nanmax(means)) if np.isfinite(means).any() else float("nan")


def _tilt(bone: FloatArray, leg: Leg) -> FloatArray:
    """Return how far (T, 2) bones lean outward from the upright of the picture, rad."""
    return np.asarray(np.arctan2(leg.lateral_sign * bone[:, 0], -bone[:, 1]))


def _in_space(track: PoseTrack, joint: Joint) -> FloatArray:
    depth = track.depth_px[:, track.joints.index(joint)]
    return np.column_stack((track.of(joint), depth))
