"""A pinhole camera that looks at the person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera without distortion, aimed over the origin of the person's frame.

    ``yaw_deg`` + = camera on the subject's left; ``pitch_deg`` + = looking down; ``roll_deg`` + =
    the picture's content is turned clockwise; the field of view is that of the long side.
    """

    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    height_m: float = 0.9
    distance_m: float = 3.2
    fov_long_side_deg: float = 66.0
    size_px: tuple[int, int] = (720, 960)

    @property
    def focal_px(self) -> float:
        return 0.5 * max(self.size_px) / float(np.tan(np.radians(self.fov_long_side_deg / 2)))

    @property
    def axes(self) -> FloatArray:
        """(3, 3) rows: the picture's right, down and away, in the person's frame."""
        yaw, pitch, roll = np.radians([self.yaw_deg, self.pitch_deg, self.roll_deg])
        right = np.array([np.cos(yaw), np.sin(yaw), 0.0])
        level = np.array([-np.sin(yaw), np.cos(yaw), 0.0])
        up = np.array([0.0, 0.0, 1.0])
        away = np.cos(pitch) * level - np.sin(pitch) * up
        down = -np.sin(pitch) * level - np.cos(pitch) * up
        return np.stack(
            [
                np.cos(roll) * right - np.sin(roll) * down,
                np.sin(roll) * right + np.cos(roll) * down,
                away,
            ]
        )

    @property
    def place_m(self) -> FloatArray:
        """(3,) where the camera stands."""
        yaw = np.radians(self.yaw_deg)
        across = self.distance_m * np.array([np.sin(yaw), -np.cos(yaw)])
        return np.array([*across, self.height_m])

    def see(self, points_m: FloatArray) -> FloatArray:
        """(..., 3) metres to the picture's right, down and away of the camera."""
        return np.asarray((np.asarray(points_m) - self.place_m) @ self.axes.T)

    def project(self, points_m: FloatArray) -> FloatArray:
        """(..., 2) pixels; the principal point is the middle of the picture."""
        seen = self.see(points_m)
        if (seen[..., 2] <= 0.05).any():
            raise ValueError("a point lies behind the camera")
        middle = np.asarray(self.size_px) / 2
        return np.asarray(self.focal_px * seen[..., :2] / seen[..., 2:] + middle)


CAMERA = Camera()
