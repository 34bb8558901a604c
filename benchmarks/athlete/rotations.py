"""Rotations as 3 x 3 matrices that act on columns; angles in radians."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kneecave.model.arrays import FloatArray

FRONT = np.array([0.0, -1.0, 0.0])
UP = np.array([0.0, 0.0, 1.0])


def unit(vector: ArrayLike) -> FloatArray:
    """Return the vector at length 1."""
    vector = np.asarray(vector, dtype=float)
    return np.asarray(vector / np.linalg.norm(vector))


def about_x(angle: float) -> FloatArray:
    """Return the rotation about x; + tips what stands up toward the front (-y)."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def about_y(angle: float) -> FloatArray:
    """Return the rotation about y; + tips what stands up toward the left (+x)."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def about_z(angle: float) -> FloatArray:
    """Return the rotation about z; + turns the front toward the left."""
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def about(axis: ArrayLike, angle: float) -> FloatArray:
    """Return the rotation about any axis (Rodrigues)."""
    x, y, z = unit(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


def between(start: FloatArray, end: FloatArray, share: float) -> FloatArray:
    """Return the rotation that has gone ``share`` of the shortest way from start to end."""
    way = end @ start.T
    angle = float(np.arccos(np.clip((np.trace(way) - 1) / 2, -1, 1)))
    if angle < 1e-7:
        return start
    axis = [way[2, 1] - way[1, 2], way[0, 2] - way[2, 0], way[1, 0] - way[0, 1]]
    return about(axis, angle * share) @ start


def segment_axes(up: ArrayLike, ahead: ArrayLike) -> FloatArray:
    """Return columns (left, back, up) of a segment that points up, its face ahead."""
    z = unit(up)
    back = -np.asarray(ahead, dtype=float)
    y = unit(back - (back @ z) * z)
    return np.stack([np.cross(y, z), y, z], axis=1)
