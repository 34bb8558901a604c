"""A performance as a pose model would hand it on: landmarks in pixels, with a model's flaws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseSource, PoseTrack
from tests.posed.camera import CAMERA, Camera
from tests.posed.performance import Performance
from tests.posed.truth import Truth, truth_of

SOURCE = PoseSource(model="posed", engine="posed skeleton", sha256="0" * 64)


@dataclass(frozen=True, slots=True)
class Bias:
    """Where a model puts its landmarks against the joint centres, in leg lengths and degrees.

    ``depth_scale``: how much its own depth overstates the true one.
    """

    knee_inward: float = 0.0
    hip_outward: float = 0.0
    hip_forward: float = 0.0
    toe_in_deg: float = 0.0
    depth_scale: float = 1.0


CENTRES = Bias()
MEDIAPIPE = Bias(
    knee_inward=0.009, hip_outward=0.007, hip_forward=0.045, toe_in_deg=7.0, depth_scale=2.4
)
"""What was measured of the heavy model on rendered people."""


@dataclass(frozen=True, slots=True)
class Flaws:
    """What goes wrong in a track.  Shares are of single landmarks; spans are in seconds.

    ``noise_px`` white noise; ``outliers`` landmarks thrown ``outlier_px`` away; ``dropouts``
    landmarks lost; ``gaps_s`` nobody found; ``swaps_s`` left and right exchanged.
    """

    noise_px: float = 0.0
    outliers: float = 0.0
    outlier_px: float = 80.0
    dropouts: float = 0.0
    gaps_s: tuple[tuple[float, float], ...] = ()
    swaps_s: tuple[tuple[float, float], ...] = ()
    seed: int = 0


def landmarks(performance: Performance, bias: Bias) -> dict[Joint, FloatArray]:
    """(T, 3) metres in the person's frame of what the model takes for the joints."""
    joints, leg_m = dict(performance.joints), performance.person.leg_m
    for leg in Leg:
        outward = leg.lateral_sign * np.array([1.0, 0.0, 0.0])
        hip, knee, ankle = (Joint.of(leg, part) for part in ("hip", "knee", "ankle"))
        joints[knee] = joints[knee] - bias.knee_inward * leg_m * outward
        shift = bias.hip_outward * outward - bias.hip_forward * np.array([0.0, 1.0, 0.0])
        joints[hip] = joints[hip] + leg_m * shift
        turn = -leg.lateral_sign * np.radians(bias.toe_in_deg)
        rows = [[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]]
        for part in ("heel", "foot_index"):
            foot = Joint.of(leg, part)
            joints[foot] = joints[ankle] + (joints[foot] - joints[ankle]) @ np.array(rows).T
    return joints


def _within(time_s: FloatArray, spans_s: tuple[tuple[float, float], ...]) -> BoolArray:
    inside = np.zeros(len(time_s), dtype=bool)
    for start, end in spans_s:
        inside |= (time_s >= start) & (time_s < end)
    return inside


def make_track(
    performance: Performance,
    camera: Camera = CAMERA,
    *,
    bias: Bias = CENTRES,
    flaws: Flaws = Flaws(),
) -> tuple[PoseTrack, Truth]:
    """The performance as one camera and one pose model see it, and the truth about it."""
    names, time_s = tuple(Joint), performance.time_s
    points = landmarks(performance, bias)
    stacked = np.stack([points[joint] for joint in names], axis=1)
    xy, away = camera.project(stacked), camera.see(stacked)[..., 2]
    hips = [names.index(Joint.LEFT_HIP), names.index(Joint.RIGHT_HIP)]
    middle = away[:, hips].mean(axis=1, keepdims=True)
    depth = bias.depth_scale * (away - middle) * camera.focal_px / middle
    truth = truth_of(performance, camera, {joint: xy[:, i] for i, joint in enumerate(names)})
    xy, depth = _flawed(xy, depth, time_s, names, flaws)
    confidence = np.where(np.isfinite(xy).all(axis=2), 0.99, np.nan)
    track = PoseTrack(
        joints=names,
        time_s=time_s,
        xy_px=xy,
        depth_px=np.where(np.isfinite(confidence), depth, np.nan),
        confidence=confidence,
        image_size_px=camera.size_px,
        source=SOURCE,
        swapped=np.zeros(len(time_s), dtype=bool),
        people=1,
    )
    return track, truth


def _flawed(
    xy: FloatArray, depth: FloatArray, time_s: FloatArray, names: tuple[Joint, ...], flaws: Flaws
) -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(flaws.seed)
    xy = xy + flaws.noise_px * rng.standard_normal(xy.shape)
    depth = depth + 3 * flaws.noise_px * rng.standard_normal(depth.shape)
    thrown = rng.random(depth.shape) < flaws.outliers
    away = rng.uniform(0, 2 * np.pi, depth.shape)
    throw = flaws.outlier_px * np.stack([np.cos(away), np.sin(away)], axis=-1)
    xy = np.where(thrown[..., None], xy + throw, xy)
    swapped = _within(time_s, flaws.swaps_s)
    other = [names.index(joint.mirrored) for joint in names]
    xy[swapped], depth[swapped] = xy[swapped][:, other], depth[swapped][:, other]
    lost = (rng.random(depth.shape) < flaws.dropouts) | _within(time_s, flaws.gaps_s)[:, None]
    return np.where(lost[..., None], np.nan, xy), depth
