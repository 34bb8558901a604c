"""The pinhole camera of a scene, in the scene's frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from benchmarks.athlete.rotations import UP, about_x, about_y, about_z
from benchmarks.athlete.scene import Camera, Picture
from kneecave.model.arrays import FloatArray

_SHAKE_S = 0.12
"""A hand's slow swaying and quick tremor, as one smooth noise of this time constant."""


@dataclass(frozen=True, eq=False)
class View:
    """Where a camera is and what falls on which pixel.

    ``axes`` (3, 3) rows: the picture's right, down, and away; pixel (0, 0) is the corner, pixel
    centres lie at halves.
    """

    size_px: tuple[int, int]
    focal_px: float
    place_m: FloatArray
    axes: FloatArray

    def seen(self, points_m: FloatArray) -> FloatArray:
        """Return (..., 3) metres right, down and away of the camera."""
        return np.asarray((np.asarray(points_m) - self.place_m) @ self.axes.T)

    def project(self, points_m: FloatArray) -> FloatArray:
        """Return (..., 2) pixels of points in front of the camera."""
        seen = self.seen(points_m)
        middle = np.asarray(self.size_px) / 2
        return np.asarray(self.focal_px * seen[..., :2] / seen[..., 2:] + middle)

    @property
    def yaw_deg(self) -> float:
        """Where the camera stands by its optical axis: + = on the left of who faces -y."""
        away = self.axes[2]
        return float(np.degrees(np.arctan2(-away[0], away[1])))

    def turned(self, turn: FloatArray) -> View:
        """Return the view of the camera turned in its own axes."""
        return replace(self, axes=turn @ self.axes)


def view_of(camera: Camera, picture: Picture, *, aim_m: float) -> View:
    """Return the camera's view; it aims at the height ``aim_m`` where no pitch is given."""
    pitch_deg = camera.pitch_deg
    if pitch_deg is None:
        pitch_deg = float(np.degrees(np.arctan2(camera.height_m - aim_m, camera.distance_m)))
    turn = about_z(np.radians(camera.yaw_deg))
    right, level = turn[:, 0], turn[:, 1]
    pitch, roll = np.radians([pitch_deg, camera.roll_deg])
    away = np.cos(pitch) * level - np.sin(pitch) * UP
    down = -np.sin(pitch) * level - np.cos(pitch) * UP
    long_side_px = max(picture.width_px, picture.height_px)
    return View(
        size_px=(picture.width_px, picture.height_px),
        focal_px=0.5 * long_side_px / float(np.tan(np.radians(camera.fov_deg) / 2)),
        place_m=camera.height_m * UP - camera.distance_m * level,
        axes=np.stack(
            [
                np.cos(roll) * right - np.sin(roll) * down,
                np.sin(roll) * right + np.cos(roll) * down,
                away,
            ]
        ),
    )


def shaking(camera: Camera, *, frames: int, fps: float, seed: int) -> FloatArray:
    """Return (frames, 3, 3) turns of a hand-held camera in its own axes."""
    if camera.shake_deg == 0:
        return np.tile(np.eye(3), (frames, 1, 1))
    rng = np.random.default_rng([seed, 2])
    # one noise for every frame rate: made at 240 Hz and then read
    times = np.arange(frames) / fps
    steps = int(np.ceil(times[-1] * 240)) + 2
    slow = gaussian_filter1d(rng.normal(size=(steps, 3)), 240 * 4 * _SHAKE_S, axis=0)
    quick = gaussian_filter1d(rng.normal(size=(steps, 3)), 240 * _SHAKE_S / 2, axis=0)
    noise = slow / slow.std() + 0.5 * quick / quick.std()
    angle = np.radians(camera.shake_deg) * noise / np.sqrt(1.25)
    grid = np.arange(steps) / 240
    x, y, z = (np.interp(times, grid, angle[:, axis]) for axis in range(3))
    return np.stack(
        [about_x(a) @ about_y(b) @ about_z(c) for a, b, c in zip(x, y, 0.5 * z, strict=True)]
    )
