"""Lettering: words rendered once by Pillow with the shipped font, then laid over as sprites."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kneecave.model.arrays import ImageBgr
from kneecave.outputs.overlay_canvas import Bgr, Ground
from kneecave.outputs.overlay_ink import SCRIM, Sprite, lay, painted, tinted

LEAST_PX = 10
"""Height of the smallest letters, em square, that can be read in a video."""

_EDGE_OPACITY = 0.59


@dataclass(frozen=True, slots=True)
class Type:
    """A way of lettering: em height in pixels, weight, colour, and width of a dark edge."""

    size_px: int
    colour: Bgr
    bold: bool = False
    edge_px: int = 0

    def __post_init__(self) -> None:
        if self.size_px < LEAST_PX:
            raise ValueError(f"letters of {self.size_px} px; {LEAST_PX} is the least")


def sized(height: float, unit_px: float) -> int:
    """Return ``height`` units as whole pixels, never less than ``LEAST_PX``."""
    return max(LEAST_PX, round(height * unit_px))


@cache
def _file(bold: bool) -> bytes:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return (files("kneecave.outputs") / "fonts" / name).read_bytes()


@lru_cache(maxsize=64)
def _font(size_px: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO(_file(bold)), size_px)


@lru_cache(maxsize=1024)
def width_px(words: str, style: Type) -> float:
    """Return how far the words reach on their line."""
    return float(_font(style.size_px, style.bold).getlength(words))


def write(ground: Ground, words: str, x: float, baseline_y: float, style: Type) -> None:
    """Write words on the picture, from x on the left, standing on a baseline."""
    sprite, left, top = _lettered(words, style)
    lay(ground, sprite, x + left, baseline_y + top)


def write_centred(ground: Ground, words: str, x: float, middle_y: float, style: Type) -> None:
    """Write words with their middle, at half the height of a capital, at (x, middle_y)."""
    left = x - width_px(words, style) / 2
    write(ground, words, left, middle_y + cap_px(style) / 2, style)


def cap_px(style: Type) -> float:
    """Return the height of a capital letter."""
    return 0.73 * style.size_px


@lru_cache(maxsize=256)
def _lettered(words: str, style: Type) -> tuple[Sprite, int, int]:
    """Return the words' sprite and where its corner lies from the start of the baseline."""
    font = _font(style.size_px, style.bold)
    left, top, right, bottom = font.getbbox(words, anchor="ls", stroke_width=style.edge_px)
    box = round(left) - 1, round(top) - 1, round(right) + 1, round(bottom) + 1
    size = box[2] - box[0], box[3] - box[1]

    def mask(stroke_px: int) -> ImageBgr:
        cover = Image.new("L", size, 0)
        pen = ImageDraw.Draw(cover)
        at = (-box[0], -box[1])
        pen.text(at, words, font=font, fill=255, anchor="ls", stroke_width=stroke_px)
        return np.array(cover, dtype=np.uint8)

    def paint(image: ImageBgr) -> None:
        lay(image, tinted(mask(style.edge_px), SCRIM, _EDGE_OPACITY), 0, 0)
        lay(image, letters, 0, 0)

    letters = tinted(mask(0), style.colour)
    return painted(size, paint) if style.edge_px else letters, box[0], box[1]
