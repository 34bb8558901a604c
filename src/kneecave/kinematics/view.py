"""How the camera looks at the person: from where, how tilted, and what is in the picture."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kneecave.kinematics.upright import middle
from kneecave.model.arrays import BoolArray, FloatArray, median_known
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import Estimate
from kneecave.model.view import CameraView, ViewKind
from kneecave.settings import ViewLimits

_MARGIN = 0.005
_PAIRS = (
    (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER),
    (Joint.LEFT_HIP, Joint.RIGHT_HIP),
)
_BODY_LEAN_DEG = 1.5
_LEVEL_LINE_DEG = 2.0


def camera_view(
    track: PoseTrack,
    upright: BoolArray,
    *,
    in_place: BoolArray,
    yaw: Estimate,
    roll_deg: Estimate,
    cues_deg: dict[str, float],
    limits: ViewLimits,
) -> CameraView:
    """Return how the camera looks at the person of an uncleaned track.

    ``upright`` (T,) are the frames to judge by: the person's widths say little when bent.  What is
    in the picture is asked of the frames ``in_place`` (T,), not of walking in and off.
    """
    return CameraView(
        kind=_kind(track, upright, yaw, cues_deg, limits),
        yaw_deg=yaw,
        roll_deg=roll_deg,
        yaw_cues_deg=cues_deg,
        leg_length_px=_leg_length_px(track, upright),
        feet_in_picture=max(_share_inside(track, _foot(leg), in_place) for leg in Leg),
        body_in_picture=_share_inside(track, track.joints, in_place),
    )


def _kind(
    track: PoseTrack,
    upright: BoolArray,
    yaw: Estimate,
    cues_deg: dict[str, float],
    limits: ViewLimits,
) -> ViewKind:
    shoulders, _ = _widths(track, upright)
    if abs(shoulders) < limits.side_width_ratio:
        return ViewKind.SIDE
    if from_behind(track, upright):
        return ViewKind.REAR
    saturated = bool(cues_deg) and np.median(np.abs(list(cues_deg.values()))) > limits.max_yaw_deg
    turned = abs(yaw.value) > limits.max_yaw_deg or saturated
    return ViewKind.OBLIQUE if turned else ViewKind.FRONT


def _widths(track: PoseTrack, upright: BoolArray) -> tuple[float, float]:
    """Return the widths of shoulders and hips over the trunk's height, negative from behind."""
    shoulder, hip = (middle(track, left, right) for left, right in _PAIRS)
    trunk = median_known(np.linalg.norm(shoulder - hip, axis=1)[upright])
    shoulders, hips = (
        median_known((track.of(left) - track.of(right))[upright, 0]) / trunk
        for left, right in _PAIRS
    )
    return shoulders, hips


def from_behind(track: PoseTrack, upright: BoolArray) -> bool:
    """Return whether the person's left lies on the picture's left."""
    return max(_widths(track, upright)) < 0


def _leg_length_px(track: PoseTrack, upright: BoolArray) -> float:
    lengths = []
    for leg in Leg:
        hip, knee, ankle = (track.of(Joint.of(leg, p))[upright] for p in ("hip", "knee", "ankle"))
        both = np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1)
        lengths.append(median_known(both))
    return float(np.mean(lengths))


def inside_picture(track: PoseTrack, joints: Iterable[Joint]) -> BoolArray:
    """Return (T,) whether all the joints lie inside the picture; False where one is not seen.

    By coordinates: a model's confidence stays high for feet that are cut off.
    """
    size = np.asarray(track.image_size_px)
    inside = np.ones(len(track.time_s), dtype=np.bool_)
    for joint in joints:
        xy = track.of(joint)
        inside &= ((xy >= size * _MARGIN) & (xy <= size * (1.0 - _MARGIN))).all(axis=1)
    return inside


def _foot(leg: Leg) -> tuple[Joint, ...]:
    return tuple(Joint.of(leg, part) for part in ("heel", "foot_index"))


def _share_inside(track: PoseTrack, joints: Iterable[Joint], frames: BoolArray) -> float:
    seen = track.seen
    seen = seen & frames if (seen & frames).any() else seen
    return float(inside_picture(track, joints)[seen].mean()) if seen.any() else 0.0


def roll(track: PoseTrack, standing: BoolArray, yaw: Estimate, focal: float) -> Estimate:
    """Return the camera's roll in degrees, + = the picture's content is turned clockwise.

    From three lines of the standing person: ankles and shoulders (level, but tilted by yaw the
    farther they are from the horizon) and the way from the ankles up to the shoulders.
    """
    shoulder = middle(track, *_PAIRS[0])
    ankle = middle(track, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
    up = (shoulder - ankle)[standing]
    tilts = [
        float(np.degrees(median_known(np.arctan2(up[:, 0], -up[:, 1])))),
        _level(track, _PAIRS[0], standing, yaw, focal),
        _level(track, (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE), standing, yaw, focal),
    ]
    weight = np.array([_BODY_LEAN_DEG, _LEVEL_LINE_DEG, _LEVEL_LINE_DEG]) ** -2.0
    value = float(np.average(tilts, weights=weight))
    disagreement = float((weight * (np.array(tilts) - value) ** 2).sum()) / 2
    return Estimate(value, float(np.sqrt(max(1.0, disagreement) / weight.sum())))


def _level(
    track: PoseTrack,
    pair: tuple[Joint, Joint],
    standing: BoolArray,
    yaw: Estimate,
    focal: float,
) -> float:
    return median_known(level_tilt_deg(track, pair, yaw, focal)[standing])


def level_tilt_deg(
    track: PoseTrack, pair: tuple[Joint, Joint], yaw: Estimate, focal: float
) -> FloatArray:
    """Return the tilt of a line from right to left joint, less what yaw and perspective add, (T,).

    + = clockwise in the picture, which is the left end lower for a camera in front.
    """
    left, right = (track.of(joint) for joint in pair)
    tilt = np.degrees(np.arctan2((left - right)[:, 1], (left - right)[:, 0]))
    below = 0.5 * (left + right)[:, 1] - track.image_size_px[1] / 2.0
    return np.asarray(
        tilt - np.degrees(np.arctan(below / focal * np.tan(np.radians(yaw.value)))), np.float64
    )
