"""From pose landmarks to joint centres, by a small network fitted to rendered people.

A landmark is not the centre that a leg turns about: it lies in front of the hip, on the kneecap,
at the ankle's bone, and how far beside the centre that is seen changes with the bend, the view and
the build.  ``python -m benchmarks.joint_centres`` renders people, lets the pose model look at them
and writes ``joint_centres.npz``; docs/method.md says what it gains.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from kneecave.kinematics.calibration import (
    HIP_BACKWARD,
    HIP_FOLDED_BACKWARD,
    HIP_INWARD,
    KNEE_OUTWARD,
)
from kneecave.kinematics.legs import beside
from kneecave.kinematics.lifting import LegRays, rays
from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack

PARTS = ("hip", "knee", "ankle", "heel", "foot_index", "shoulder")
"""What the network looks at, of both legs."""

MOVED = ("hip", "knee", "ankle")
"""What it moves."""

FITTED_TO = frozenset({"heavy"})
"""Pose models whose landmarks it was fitted to."""

_FARTHEST = 0.08
_USUAL = 3.0
_AT_ONCE = 256
"""Frames that go through the network at a time: it makes far more numbers than it takes."""


@dataclass(frozen=True, slots=True)
class Network:
    """A network of one hidden layer, several times over; its answer is their mean.

    Attributes
    ----------
    mean, scale
        (F,) what is taken off the features and what they are divided by.
    hidden, hidden_bias, out, out_bias
        (N, F, H), (N, H), (N, H, O), (N, O) weights of the N networks.
    """

    mean: FloatArray
    scale: FloatArray
    hidden: FloatArray
    hidden_bias: FloatArray
    out: FloatArray
    out_bias: FloatArray

    def offsets(self, seen: FloatArray) -> FloatArray:
        """Return where the centres lie from the landmarks, (T, len(MOVED), 2) in leg lengths.

        x outward, y down.  Features far from all that was rendered are pulled back to what was,
        and no centre is moved by more than 8 % of the leg.  NaN where a feature is NaN.
        """
        near = np.clip((seen - self.mean) / self.scale, -_USUAL, _USUAL)
        middle = np.tanh(np.einsum("tf,nfh->nth", near, self.hidden) + self.hidden_bias[:, None])
        each = np.einsum("nth,nho->nto", middle, self.out) + self.out_bias[:, None]
        found = each.mean(axis=0).reshape(len(seen), len(MOVED), 2)
        return np.asarray(np.clip(found, -_FARTHEST, _FARTHEST), dtype=np.float64)


@cache
def network() -> Network:
    """Return the network that comes with the package."""
    with (
        resources.as_file(resources.files(__package__) / "joint_centres.npz") as path,
        np.load(path) as file,
    ):
        names = Network.__dataclass_fields__
        return Network(**{name: np.asarray(file[name], dtype=np.float64) for name in names})


def centres(track: PoseTrack, leg: Leg, standing: BoolArray, focal: float) -> LegRays:
    """Return the rays of a leg's joint centres, of a cleaned track with standing frames."""
    parts = _features(track, leg, standing, focal)
    moved = np.concatenate([network().offsets(part) for part in parts])
    moved *= mean_leg_px(track, standing) * np.array([leg.lateral_sign, 1])
    return LegRays(
        *(
            rays(track.of(Joint.of(leg, part)) + moved[:, at], track.image_size_px, focal)
            for at, part in enumerate(MOVED)
        )
    )


def usual_centres(seen: LegRays, leg: Leg, leg_px: float, yaw_rad: float) -> LegRays:
    """Return rays moved by what landmarks are beside the centres in the mean, seen at this yaw.

    For landmarks of a pose model that the network was not fitted to.
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
    """Return what the network sees, (T, F): a right leg is mirrored to be a left one.

    Landmarks and the model's own depth of both legs and shoulders, from the middle of the ankles
    and in leg lengths: now, and of the standing person; then where in the picture the feet are
    and how large the leg is, as tangents of the viewing angle; last which leg it is, as its lateral
    sign: the pose model does not see the two alike.
    """
    return np.concatenate(list(_features(track, leg, standing, focal)))


def _features(
    track: PoseTrack, leg: Leg, standing: BoolArray, focal: float
) -> Iterator[FloatArray]:
    leg_px = mean_leg_px(track, standing)
    usual, _ = _about_ankles(track, np.flatnonzero(standing), leg, leg_px)
    still = np.nanmedian(usual, axis=0)
    del usual
    every = np.arange(len(standing))
    for frames in np.split(every, range(_AT_ONCE, len(every), _AT_ONCE)):
        now, ankles = _about_ankles(track, frames, leg, leg_px)
        place = (ankles - np.asarray(track.image_size_px) / 2) / focal * [leg.lateral_sign, 1]
        size = np.full((len(now), 1), leg_px / focal)
        side = np.full((len(now), 1), float(leg.lateral_sign))
        yield np.concatenate([now, np.broadcast_to(still, now.shape), place, size, side], axis=1)


def _about_ankles(
    track: PoseTrack, frames: NDArray[np.intp], leg: Leg, leg_px: float
) -> tuple[FloatArray, FloatArray]:
    """Return landmarks and depth about the ankles' middle, in leg lengths, and where that is."""
    columns = [
        track.joints.index(Joint.of(side, part)) for side in (leg, leg.other) for part in PARTS
    ]
    part = np.ix_(frames, np.array(columns))
    depth_px = track.depth_px[part][..., None]
    seen = np.concatenate([track.xy_px[part], depth_px], axis=-1, dtype=np.float64)
    ankles = seen[:, [PARTS.index("ankle"), len(PARTS) + PARTS.index("ankle")], :2].mean(axis=1)
    seen[..., :2] -= ankles[:, None]
    seen[..., 0] *= leg.lateral_sign
    return np.divide(seen, leg_px, out=seen).reshape(len(seen), -1), ankles


def standing_leg_px(track: PoseTrack, leg: Leg, standing: BoolArray) -> float:
    """Return the length of thigh and shank in the picture, standing."""
    hip, knee, ankle = (track.of(Joint.of(leg, part))[standing] for part in MOVED)
    both = np.linalg.norm(hip - knee, axis=-1) + np.linalg.norm(knee - ankle, axis=-1)
    return float(np.nanmedian(both))


def mean_leg_px(track: PoseTrack, standing: BoolArray) -> float:
    """Return the unit of the network's lengths: the mean of both legs, standing, in pixels."""
    return float(np.mean([standing_leg_px(track, leg, standing) for leg in Leg]))
