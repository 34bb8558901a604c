"""The colours of the video, and each verdict's shape: disc, triangle, diamond, dashed ring.

Colour means verdict, never leg, and never stands alone: shape, and word where there is room.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.verdict import Word
from kneecave.outputs.overlay_canvas import Bgr
from kneecave.outputs.overlay_ink import SCRIM, Sprite, lay, painted, tinted

VERDICT: dict[Word, Bgr] = {
    Word.CLEAR: (0x96, 0xC4, 0x2E),
    Word.WATCH: (0x42, 0xE4, 0xF0),
    Word.CAVE: (0x26, 0x7A, 0xFF),
    Word.UNMEASURABLE: (0xD6, 0xCF, 0xC8),
}
INK: Bgr = (255, 255, 255)
MUTED: Bgr = (220, 212, 205)
MARK: Bgr = SCRIM
BELOW: Bgr = (27, 21, 16)
"""Ground of the strip where the picture is made taller for it."""

_FINER = 4


@lru_cache(maxsize=64)
def glyph(word: Word, radius_px: float) -> Sprite:
    """Return the verdict's shape, centred in a square sprite, its disc of that radius."""
    half = int(np.ceil(1.4 * radius_px)) + 1

    def paint(image: ImageBgr) -> None:
        for points, width, colour in _parts(word):
            mask = _mask(points * radius_px + half, width * radius_px, 2 * half)
            lay(image, tinted(mask, colour), 0, 0)

    return painted((2 * half, 2 * half), paint)


def _parts(word: Word) -> list[tuple[FloatArray, float, Bgr]]:
    """Return polygons (width 0) or strokes of the shape, in radii about its centre."""
    colour = VERDICT[word]
    match word:
        case Word.CLEAR:
            tick = np.array([[-0.45, 0.02], [-0.1, 0.38], [0.48, -0.36]])
            return [(_arc(0, 360), 0.0, colour), (tick, 0.28, MARK)]
        case Word.WATCH:
            corners = 1.12 * np.array([[0, -1], [1.05, 0.78], [-1.05, 0.78]])
            bar = np.array([[0, -0.35], [0, 0.2]])
            dot = np.array([[0, 0.56], [0, 0.58]])
            return [(corners, 0.0, colour), (bar, 0.26, MARK), (dot, 0.3, MARK)]
        case Word.CAVE:
            return [(1.2 * np.array([[0, -1], [1, 0], [0, 1], [-1, 0]]), 0.0, colour)]
        case Word.UNMEASURABLE:
            dashes = [(_arc(at + 8, at + 46), 0.24, colour) for at in range(0, 360, 60)]
            return [*dashes, (np.array([[-0.42, 0.0], [0.42, 0.0]]), 0.24, colour)]


def _arc(from_deg: float, to_deg: float) -> FloatArray:
    turn = np.radians(np.linspace(from_deg, to_deg, 48))
    return np.stack([np.cos(turn), np.sin(turn)], axis=1)


def _mask(points: FloatArray, width_px: float, size_px: int) -> ImageBgr:
    """Return the cover of a filled polygon, or of a stroke if it has a width."""
    fine = np.zeros((size_px * _FINER, size_px * _FINER), np.uint8)
    corners = np.rint(points * _FINER).astype(np.int32)
    if width_px:
        cv2.polylines(fine, [corners], False, 255, max(_FINER, round(width_px * _FINER)))
    else:
        cv2.fillPoly(fine, [corners], 255)
    reduced = cv2.resize(fine, (size_px, size_px), interpolation=cv2.INTER_AREA)
    return np.asarray(reduced, dtype=np.uint8)
