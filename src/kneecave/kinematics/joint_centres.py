"""From pose landmarks to joint centres, by a regression fitted to rendered people.

A landmark is not the centre that a leg turns about: it lies in front of the hip, on the kneecap,
at the ankle's bone, and how far beside the centre that is seen changes with the bend, the view and
the build.  Where the pose model tells the edges of the legs too, a second one sees these as
well.  ``python -m benchmarks.joint_centres`` renders people, lets the pose model look at them
and writes ``joint_centres.npz`` and ``joint_centres_outlined.npz``; docs/method.md says what they
gain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from kneecave.kinematics.calibration import (
    FITTED_SPREAD,
    HIP_BACKWARD,
    HIP_FOLDED_BACKWARD,
    HIP_INWARD,
    KNEE_OUTWARD,
    OUTLINED_SPREAD,
    CentreSpread,
)
from kneecave.kinematics.legs import beside
from kneecave.kinematics.lifting import LegRays, rays
from kneecave.kinematics.outlined import edge_features, over_time
from kneecave.kinematics.upright import middle
from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack

PARTS = ("hip", "knee", "ankle", "heel", "foot_index", "shoulder")
"""What is looked at, of both legs."""

MOVED = ("hip", "knee", "ankle")
"""What is moved."""

FITTED_TO = frozenset({"heavy"})
"""Pose models whose landmarks the regression was fitted to."""

FARTHEST = 0.08
"""No regression moves a centre by more, in leg lengths."""

_USUAL = 3.0
_AT_ONCE = 256
"""Frames at a time: far more numbers are made than taken."""
_MANY = 4096
"""Of so many standing frames not all landmarks are looked at together."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A smooth function of what is seen: linear, and waves across it.

    Ridge regression on the features and on random Fourier features of them, which stand for a
    Gaussian kernel (Rahimi and Recht 2007, doi:10.5555/2981562.2981710).

    Attributes
    ----------
    mean, scale
        (F,) what is taken off the features and what they are divided by.
    waves, phases
        (F, N), (N,) of the N waves.
    weights
        (1 + F + N, 2 * len(MOVED)) of one, of the features, and of the waves.
    """

    mean: FloatArray
    scale: FloatArray
    waves: FloatArray
    phases: FloatArray
    weights: FloatArray

    def basis(self, seen: FloatArray) -> FloatArray:
        """Return what is weighted, (T, 1 + F + N), of features (T, F).

        Features far from all that was rendered are pulled back to what was.
        """
        near = np.clip((seen - self.mean) / self.scale, -_USUAL, _USUAL)
        waves = np.cos(near @ self.waves + self.phases)
        return np.concatenate([np.ones((len(seen), 1)), near, waves], axis=1)

    def offsets(self, seen: FloatArray) -> FloatArray:
        """Return where the centres lie from the landmarks, (T, len(MOVED), 2) in leg lengths.

        x outward, y down.  No centre is moved by more than `FARTHEST`.  NaN where a feature is
        NaN.
        """
        found = (self.basis(seen) @ self.weights).reshape(len(seen), len(MOVED), 2)
        return np.asarray(np.clip(found, -FARTHEST, FARTHEST), dtype=np.float64)


@cache
def regression(*, outlined: bool = False) -> Regression:
    """Return the regression that comes with the package; that which sees edges of legs too."""
    name = "joint_centres_outlined.npz" if outlined else "joint_centres.npz"
    with (
        resources.as_file(resources.files(__package__) / name) as path,
        np.load(path) as file,
    ):
        names = Regression.__dataclass_fields__
        return Regression(**{name: np.asarray(file[name], dtype=np.float64) for name in names})


def centres(
    track: PoseTrack, leg: Leg, standing: BoolArray, focal: float
) -> tuple[LegRays, CentreSpread]:
    """Return the rays of a leg's joint centres, of a cleaned track with standing frames.

    What the edges of the legs tell of the centres' places sideways, in the frames in which they
    were seen, is carried over to those in between; the spread says whether they did.
    """
    every, leg_px = np.arange(len(standing)), mean_leg_px(track, standing)
    parts = _features(track, leg, standing, focal, every)
    moved = np.concatenate([regression().offsets(part) for part in parts])
    frames, better_x = _by_edges(track, leg, standing, focal, leg_px)
    if len(frames):
        moved[..., 0] += over_time(better_x - moved[frames, :, 0], frames, track.time_s)
    moved *= leg_px * np.array([leg.lateral_sign, 1])
    spread = OUTLINED_SPREAD if len(frames) else FITTED_SPREAD
    centred = (
        rays(track.of(Joint.of(leg, part)) + moved[:, at], track.image_size_px, focal)
        for at, part in enumerate(MOVED)
    )
    return LegRays(*centred), spread


def _by_edges(
    track: PoseTrack, leg: Leg, standing: BoolArray, focal: float, leg_px: float
) -> tuple[NDArray[np.intp], FloatArray]:
    """Return frames (N,) and the sideways offsets (N, len(MOVED)) that edges tell in them."""
    frames, edges = edge_features(track, leg, standing, leg_px)
    if not len(frames):
        return frames, np.empty((0, len(MOVED)))
    parts = _features(track, leg, standing, focal, frames)
    beside = np.split(edges, range(_AT_ONCE, len(edges), _AT_ONCE))
    offsets = np.concatenate(
        [
            regression(outlined=True).offsets(np.concatenate(both, axis=1))[..., 0]
            for both in zip(parts, beside, strict=True)
        ]
    )
    known = np.isfinite(offsets).all(axis=1)
    return frames[known], offsets[known]


def usual_centres(seen: LegRays, leg: Leg, leg_px: float, yaw_rad: float) -> LegRays:
    """Return rays moved by what landmarks are beside the centres in the mean, seen at this yaw.

    For landmarks of a pose model that the regression was not fitted to.
    """
    square, turned, side = np.cos(yaw_rad), np.sin(yaw_rad), leg.lateral_sign
    knee = side * KNEE_OUTWARD * leg_px * square
    hip = leg_px * (HIP_BACKWARD * turned - side * HIP_INWARD * square)
    return replace(seen, knee=beside(seen.knee, knee), hip=beside(seen.hip, hip))


def behind_fold(seen: LegRays, folded: FloatArray, leg_px: float, yaw_rad: float) -> LegRays:
    """Return rays whose hips are moved back from the fold of a trunk that leans far forward.

    There the landmark stays at the front of the fold, whatever the pose model and the person.
    """
    return replace(
        seen, hip=beside(seen.hip, leg_px * HIP_FOLDED_BACKWARD * folded * np.sin(yaw_rad))
    )


def features(track: PoseTrack, leg: Leg, standing: BoolArray, focal: float) -> FloatArray:
    """Return what the regression sees, (T, F): a right leg is mirrored to be a left one.

    Landmarks and the model's own depth of both legs and shoulders, from the middle of the ankles
    and in leg lengths: now, and of the standing person; then where in the picture the feet are
    and how large the leg is, as tangents of the viewing angle; last which leg it is, as its lateral
    sign: the pose model does not see the two alike.
    """
    every = np.arange(len(standing))
    return np.concatenate(list(_features(track, leg, standing, focal, every)))


def _features(
    track: PoseTrack, leg: Leg, standing: BoolArray, focal: float, chosen: NDArray[np.intp]
) -> Iterator[FloatArray]:
    leg_px = mean_leg_px(track, standing)
    columns, upright = _columns(track, leg), np.flatnonzero(standing)
    ankles = middle(track, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
    parts = np.array_split(columns, min(len(columns), 1 + len(upright) // _MANY))
    usual = (_about(track, leg, ankles, upright, part, leg_px=leg_px) for part in parts)
    still = np.concatenate([np.nanmedian(part, axis=0) for part in usual])
    for frames in np.split(chosen, range(_AT_ONCE, len(chosen), _AT_ONCE)):
        now = _about(track, leg, ankles, frames, columns, leg_px=leg_px)
        centred = ankles[frames] - np.asarray(track.image_size_px) / 2
        place = centred / focal * [leg.lateral_sign, 1]
        size = np.full((len(now), 1), leg_px / focal)
        side = np.full((len(now), 1), float(leg.lateral_sign))
        yield np.concatenate([now, np.broadcast_to(still, now.shape), place, size, side], axis=1)


def _columns(track: PoseTrack, leg: Leg) -> NDArray[np.intp]:
    joints = [Joint.of(side, part) for side in (leg, leg.other) for part in PARTS]
    return np.array([track.joints.index(joint) for joint in joints])


def _about(
    track: PoseTrack,
    leg: Leg,
    ankles: FloatArray,
    frames: NDArray[np.intp],
    columns: NDArray[np.intp],
    *,
    leg_px: float,
) -> FloatArray:
    """Return landmarks (C,) and depth in frames (N,) of a track, (N, 3 C) in leg lengths.

    Landmarks are seen from ``ankles``, the middle of the ankles, (T, 2).
    """
    part = np.ix_(frames, columns)
    depth_px = track.depth_px[part][..., None]
    seen = np.concatenate([track.xy_px[part], depth_px], axis=-1, dtype=np.float64)
    seen[..., :2] -= ankles[frames, None]
    seen[..., 0] *= leg.lateral_sign
    return np.divide(seen, leg_px, out=seen).reshape(len(seen), -1)


def standing_leg_px(track: PoseTrack, leg: Leg, standing: BoolArray) -> float:
    """Return the length of thigh and shank in the picture, standing."""
    hip, knee, ankle = (track.of(Joint.of(leg, part))[standing] for part in MOVED)
    both = np.linalg.norm(hip - knee, axis=-1) + np.linalg.norm(knee - ankle, axis=-1)
    return float(np.nanmedian(both))


def mean_leg_px(track: PoseTrack, standing: BoolArray) -> float:
    """Return the unit of the regression's lengths: the mean of both legs, standing, in pixels."""
    return float(np.mean([standing_leg_px(track, leg, standing) for leg in Leg]))
