"""Each leg lifted from the picture to three dimensions, in closed form.

Camera frame: x right, y down, z away.  Each leg is scaled by its own ankle: the ankle lies at
depth f, so lengths are "pixels at the ankle's depth" and the scale cancels in angles.
Person frame: X the subject's left, Y backward, Z up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.kinematics.calibration import SEGMENT_SCALE
from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.kept import kept


@dataclass(frozen=True, slots=True)
class LegRays:
    """Viewing rays of one leg's joints, (T, 3) each, camera frame, z = f."""

    hip: KeptArray
    knee: KeptArray
    ankle: KeptArray

    def kept(self) -> LegRays:
        """Return the same as they are kept of every frame of a clip, in 32 bits."""
        return LegRays(*(kept(ray) for ray in _each(self)))

    def only(self, frames: slice) -> LegRays:
        """Return some of the frames, without a copy."""
        return LegRays(self.hip[frames], self.knee[frames], self.ankle[frames])


@dataclass(frozen=True, slots=True)
class Segments:
    """Lengths of thigh and shank in pixels at the ankle's depth."""

    thigh: float
    shank: float

    @property
    def leg(self) -> float:
        """Thigh plus shank."""
        return self.thigh + self.shank


@dataclass(frozen=True, slots=True)
class LegPose:
    """One leg in three dimensions, (T, 3) each."""

    hip: FloatArray
    knee: FloatArray
    ankle: FloatArray


def focal_px(image_size_px: tuple[int, int], lens_deg: float) -> float:
    """Return the focal length in pixels of a lens that sees ``lens_deg`` on the long side."""
    return float(0.5 * max(image_size_px) / np.tan(np.radians(lens_deg) / 2))


def rays(xy_px: FloatArray, image_size_px: tuple[int, int], focal: float) -> FloatArray:
    """Return viewing rays (..., 3) of pixel positions (..., 2), through the picture's middle."""
    centred = xy_px - np.asarray(image_size_px) / 2.0
    return np.concatenate([centred, np.full((*xy_px.shape[:-1], 1), focal)], axis=-1)


def at_depth(ray: FloatArray, depth: float | FloatArray) -> FloatArray:
    """Return the point of each ray (T, 3) at a depth, one for all or (T, 1)."""
    return np.asarray(ray * (depth / ray[..., 2:3]), dtype=np.float64)


def standing_segments(
    leg: LegRays, standing: BoolArray, focal: float, *, scale: float = SEGMENT_SCALE
) -> Segments:
    """Return segment lengths from the standing frames, all joints taken at the ankle's depth.

    ``scale`` is true length over projected length.
    """
    hip, knee, ankle = (at_depth(_exact(r[standing]), focal) for r in _each(leg))
    thigh = np.nanmedian(np.linalg.norm(hip - knee, axis=-1))
    shank = np.nanmedian(np.linalg.norm(knee - ankle, axis=-1))
    return Segments(scale * float(thigh), scale * float(shank))


def lift(leg: LegRays, segments: Segments, ankle_depth: float | FloatArray) -> LegPose:
    """Return the leg's joints in three dimensions, the ankle at its depth.

    The knee is the near crossing of its ray with the sphere of the shank about the ankle, the hip
    the far crossing of its ray with the sphere of the thigh about the knee.  Where a ray misses
    its sphere, the point of the ray nearest to the centre stands for it.
    """
    hip_ray, knee_ray, ankle_ray = map(_exact, _each(leg))
    ankle = at_depth(ankle_ray, ankle_depth)
    knee = on_sphere(knee_ray, ankle, segments.shank, far=False)
    return LegPose(on_sphere(hip_ray, knee, segments.thigh, far=True), knee, ankle)


def _each(leg: LegRays) -> tuple[KeptArray, KeptArray, KeptArray]:
    return leg.hip, leg.knee, leg.ankle


def _exact(values: KeptArray) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def on_sphere(ray: FloatArray, centre: FloatArray, radius: float, *, far: bool) -> FloatArray:
    """Return the near or far crossing of rays (T, 3) with spheres about centres (T, 3)."""
    along = (ray * centre).sum(axis=-1)
    squared = (ray * ray).sum(axis=-1)
    inside = along**2 - squared * ((centre * centre).sum(axis=-1) - radius**2)
    half = np.sqrt(np.maximum(inside, 0.0))
    scale = (along + (half if far else -half)) / squared
    return np.asarray(ray * scale[..., None], dtype=np.float64)


def trunk_vector(
    shoulders: FloatArray,
    hips: FloatArray,
    hip_depth: FloatArray,
    standing: BoolArray,
    focal: float,
) -> FloatArray:
    """Return the way from the middle of the hips to that of the shoulders, (T, 3), camera frame.

    The trunk keeps its standing length and leans toward the camera.  ``shoulders`` and ``hips``
    are rays (T, 3); ``hip_depth`` (T, 1) is where the hips lie.
    """
    root = hips * (hip_depth / hips[:, 2:3])
    straight = at_depth(shoulders[standing], focal) - at_depth(hips[standing], focal)
    length = float(np.nanmedian(np.linalg.norm(straight, axis=-1)))
    return on_sphere(shoulders, root, length, far=False) - root


def to_person(vector: FloatArray, yaw_rad: float) -> FloatArray:
    """Return camera-frame vectors (..., 3) in the person frame."""
    x, y, z = vector[..., 0], vector[..., 1], vector[..., 2]
    cos, sin = np.cos(yaw_rad), np.sin(yaw_rad)
    return np.stack([x * cos - z * sin, x * sin + z * cos, -y], axis=-1)


def heading_deg(vector: FloatArray) -> FloatArray:
    """Return the heading of camera-frame vectors; that of the person's front is the yaw."""
    return np.asarray(np.degrees(np.arctan2(-vector[..., 0], -vector[..., 2])), dtype=np.float64)


def unit(vector: FloatArray) -> FloatArray:
    """Return vectors of length one."""
    return np.asarray(vector / np.linalg.norm(vector, axis=-1, keepdims=True), dtype=np.float64)


def across(vector: FloatArray, axis: FloatArray) -> FloatArray:
    """Return the part of vectors that is square to unit axes."""
    along = (vector * axis).sum(axis=-1, keepdims=True)
    return np.asarray(vector - along * axis, dtype=np.float64)
