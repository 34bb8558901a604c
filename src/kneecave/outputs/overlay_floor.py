"""Directions on the floor, as the picture shows them, from the foot that stands there.

The foot's own image gives the way along it.  Its heading against the camera (toe-out and the
camera's yaw) and the leg's length in pixels give the way across it, and how steeply the camera
looks down.  Good enough to draw with; nothing is measured here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import FloatArray

FOOT_OF_SHANK = 0.69
"""Heel to toe landmark, in shank lengths: measured on rendered people."""

ANKLE_ALONG_FOOT = 0.27
RAY_OF_SHANK = 0.75
_STEEPNESS = (0.15, 0.8)


@dataclass(frozen=True, slots=True)
class Footing:
    """A foot on the floor, in the picture.

    Attributes
    ----------
    origin_px
        (2,) where the ankle stands.
    along_px, inward_px
        (2,) the image of one ray's length along the foot, and at right angles to it on the floor,
        toward the other foot.
    knee_foot_px
        (2,) the point on the floor below the knee.
    """

    origin_px: FloatArray
    along_px: FloatArray
    inward_px: FloatArray
    knee_foot_px: FloatArray

    def ray(self, inward_deg: float | FloatArray, length: float = 1.0) -> FloatArray:
        """Return the ends of rays from the origin, turned inward from the foot's direction."""
        turn = np.radians(inward_deg)[..., None]
        way = np.cos(turn) * self.along_px + np.sin(turn) * self.inward_px
        return np.asarray(self.origin_px + length * way)


def footing(
    *,
    knee_px: FloatArray,
    ankle_px: FloatArray,
    heel_px: FloatArray,
    toe_px: FloatArray,
    shank_px: float,
    lateral_sign: int,
    heading_deg: float,
    roll_deg: float,
) -> Footing:
    """Return the footing of one leg; NaN where a joint is.

    Parameters
    ----------
    shank_px
        Length of the shank, standing.
    lateral_sign
        +1 for the left leg, -1 for the right.
    heading_deg
        Direction of the foot against the way to the camera, + = to the picture's right.
    roll_deg
        Camera roll, + = the picture's content is turned clockwise.
    """
    heading = np.radians(heading_deg)
    foot_px = FOOT_OF_SHANK * shank_px
    foot = toe_px - heel_px
    towards = foot_px * max(float(np.cos(heading)), 0.3)
    steep = _within(foot[1] / towards, *_STEEPNESS)
    across = heading - lateral_sign * np.pi / 2
    inward = foot_px * np.array([np.sin(across), steep * np.cos(across)])
    longer = RAY_OF_SHANK / FOOT_OF_SHANK
    origin = heel_px + ANKLE_ALONG_FOOT * foot
    down = origin[1] + steep * _ahead(knee_px - ankle_px, shank_px, steep) - knee_px[1]
    return Footing(
        origin_px=origin,
        along_px=longer * foot,
        inward_px=longer * inward,
        knee_foot_px=knee_px + down * np.array([-np.tan(np.radians(roll_deg)), 1.0]),
    )


def _ahead(shank: FloatArray, shank_px: float, steep: float) -> float:
    """Return how far the knee is ahead of the ankle: what the shank lacks of its own length."""
    upright = np.sqrt(max(shank_px**2 - float(shank[0]) ** 2, 1.0))
    lean = np.arccos(_within(-shank[1] / upright, -1.0, 1.0)) - np.arcsin(steep)
    return float(upright * np.sin(_within(lean, 0.0, np.pi / 3)))


def _within(value: float, least: float, most: float) -> float:
    """Return a number brought between two, NaN where it is: for one, `np.clip` is slow."""
    return float(np.minimum(np.maximum(value, least), most))
