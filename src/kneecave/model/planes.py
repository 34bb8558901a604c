"""Pictures as video codecs hold them: brightness at every pixel, colour at every other one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneecave.model.arrays import FloatArray

_WEIGHTS = {
    1: (0.2126, 0.0722),
    4: (0.30, 0.11),
    5: (0.299, 0.114),
    6: (0.299, 0.114),
    7: (0.212, 0.087),
    9: (0.2627, 0.0593),
}
"""What red and blue count in brightness, by matrix."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How numbers of planes are colours.

    Attributes
    ----------
    matrix
        As numbered in ITU-T H.273, table 4: 1 is BT.709, 6 is BT.601.
    full_range
        Whether black is 0 and white 255; else 16 and 235.
    """

    matrix: int
    full_range: bool

    def from_bgr(self) -> FloatArray:
        """Return (3, 4): from blue, green, red, 1 (each 0..255) to brightness, blue, red."""
        red, blue = _WEIGHTS[self.matrix]
        bright = np.array([blue, 1 - red - blue, red])
        bluish = (np.array([1.0, 0.0, 0.0]) - bright) / (2 * (1 - blue))
        reddish = (np.array([0.0, 0.0, 1.0]) - bright) / (2 * (1 - red))
        scale = np.array([1.0, 1.0, 1.0] if self.full_range else [219 / 255, 224 / 255, 224 / 255])
        zero = np.array([0.0 if self.full_range else 16.0, 128.0, 128.0])
        return np.column_stack([scale[:, None] * np.stack([bright, bluish, reddish]), zero])

    def to_bgr(self) -> FloatArray:
        """Return (3, 4): from brightness, blue, red, 1 to blue, green, red (each 0..255)."""
        there = self.from_bgr()
        back = np.linalg.inv(there[:, :3])
        return np.column_stack([back, -back @ there[:, 3]])


def known(matrix: int) -> bool:
    """Return whether numbers of this matrix are understood."""
    return matrix in _WEIGHTS


@dataclass(frozen=True, slots=True)
class Planes:
    """An upright picture of even width and height, 8 bits deep.

    Attributes
    ----------
    luma
        (H, W) brightness.
    blue, red
        (H / 2, W / 2) differences of blue and of red to it, each the mean of four pixels.
    coding
        How the numbers are colours.
    """

    luma: NDArray[np.uint8]
    blue: NDArray[np.uint8]
    red: NDArray[np.uint8]
    coding: Coding

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        return self.luma.shape[1], self.luma.shape[0]

    def bgr_at(self, x: NDArray[np.intp], y: NDArray[np.intp]) -> NDArray[np.uint8]:
        """Return the colours of some pixels (N,), (N, 3) as blue, green, red."""
        half = y // 2, x // 2
        numbers = np.stack([self.luma[y, x], self.blue[half], self.red[half], np.ones_like(x)])
        colours = (self.coding.to_bgr() @ numbers).T
        return np.asarray(np.clip(np.rint(colours), 0, 255), dtype=np.uint8)
