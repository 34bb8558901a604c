"""Where a person's legs end in the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Leg

_ROWS = np.array(
    [
        [0.7, 0.3, 0.0, 0.0],
        [0.4, 0.6, 0.0, 0.0],
        [0.15, 0.85, 0.0, 0.0],
        [0.0, 1.0, 0.0, -0.1],
        [0.0, 1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, 0.12],
        [0.0, 0.7, 0.3, 0.0],
        [0.0, 0.5, 0.5, 0.0],
        [0.0, 0.3, 0.7, 0.0],
        [0.0, 0.1, 0.9, 0.0],
    ]
)
"""Shares of hip, knee and ankle in the middle of each row, and how far below that it is, in lengths
of the shank as seen."""

ROWS = len(_ROWS)
"""How many rows of the picture are looked along for the edges of a leg."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """Where the legs end in the picture, in the frames of a track that were looked at.

    Attributes
    ----------
    time_s
        (L,) seconds of these frames, increasing.
    edges_px
        (L, 2, ROWS, 2) where a leg (as `Leg` counts) ends along the row of the picture through each
        of its `row_middles`: x of the first place to the left of the middle and of the first to
        the right of it that shows no person, in pixels.  The middle itself where no person is seen
        there; the farthest place that was looked at where the person goes on.
    """

    time_s: FloatArray
    edges_px: KeptArray

    def __post_init__(self) -> None:
        expected = (len(self.time_s), len(Leg), ROWS, 2)
        if self.edges_px.shape != expected:
            raise ValueError(f"edges_px is {self.edges_px.shape}, not {expected}")
        if not bool(np.all(np.diff(self.time_s) > 0) and np.all(np.isfinite(self.edges_px))):
            raise ValueError("time_s must be strictly increasing, and edges_px finite")

    def only(self, chosen: BoolArray) -> Outlines:
        """Return some of them, by a mask (L,)."""
        return Outlines(self.time_s[chosen], self.edges_px[chosen])


NO_OUTLINES = Outlines(np.empty(0), np.empty((0, len(Leg), ROWS, 2), np.float32))


def row_middles(hip_px: FloatArray, knee_px: FloatArray, ankle_px: FloatArray) -> FloatArray:
    """Return the points (..., ROWS, 2) of a leg with these joints (..., 2), in pixels."""
    joints = np.stack([hip_px, knee_px, ankle_px], axis=-2)
    middles = _ROWS[:, :3] @ joints
    shank = np.linalg.norm(np.subtract(ankle_px, knee_px), axis=-1)
    middles[..., 1] += _ROWS[:, 3] * shank[..., None]
    return np.asarray(middles, dtype=np.float64)
