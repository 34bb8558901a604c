"""Drawing on the planes of a picture, without turning it into colours and back.

Ink is laid over a picture by mixing, channel by channel.  Brightness and the two differences of
colour are mixed colours just as blue, green and red are, so the same painters draw on them once
their colours are turned into these numbers.  Only the parts that get ink are gathered from the
planes and put back; all other pixels stay as the clip has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeAlias

import cv2
import numpy as np

from kneecave.model.arrays import ImageBgr
from kneecave.model.planes import Coding, Planes

Colour: TypeAlias = tuple[int, int, int]
"""Three channels, 0..255."""

Box: TypeAlias = tuple[int, int, int, int]
"""x0, y0, x1, y1, the last two outside."""


class Toned(np.ndarray[Any, np.dtype[np.uint8]]):
    """A picture whose channels are brightness and the differences of blue and red to it."""

    coding: Coding | None

    def __array_finalize__(self, parent: object) -> None:
        self.coding = getattr(parent, "coding", None)


def coding_of(image: ImageBgr) -> Coding | None:
    """Return how the picture's channels are colours, None where they are blue, green, red."""
    return image.coding if isinstance(image, Toned) else None


@lru_cache(maxsize=256)
def colour_in(coding: Coding | None, bgr: Colour) -> Colour:
    """Return a colour as a picture's channels have it."""
    if coding is None:
        return bgr
    bright, blue, red = np.rint(coding.from_bgr() @ (*bgr, 1)).astype(int).tolist()
    return bright, blue, red


def add_in(coding: Coding, add: ImageBgr, keep: ImageBgr | None) -> ImageBgr:
    """Return the ``add`` of a sprite, (h, w, 3) blue, green, red, for pictures of this coding."""
    turn = coding.from_bgr()
    made = np.empty_like(add)
    for row, colours in enumerate(add):  # one at a time: a strip of 4K is large
        share = 1.0 if keep is None else 1.0 - keep[row].mean(axis=1, keepdims=True) / 255
        numbers = colours @ turn[:, :3].T + share * turn[:, 3]
        made[row] = np.clip(np.rint(numbers), 0, 255)
    return made


class Easel:
    """Holds the parts of one frame's planes that are drawn on.

    Parameters
    ----------
    size_px
        Width and height of what is drawn, both even.
    coding
        Of its planes.
    """

    def __init__(self, size_px: tuple[int, int], coding: Coding) -> None:
        width, height = size_px
        self.image = np.zeros((height, width, 3), np.uint8).view(Toned)
        self.image.coding = coding
        self._wide = np.empty((height, width), np.uint8)

    def bring(self, planes: Planes, boxes: Iterable[Box]) -> None:
        """Copy parts of the planes to the picture, each of their colours to four pixels."""
        for x0, y0, x1, y1 in boxes:
            part, wide = self.image[y0:y1, x0:x1], self._wide[: y1 - y0, : x1 - x0]
            half = slice(y0 // 2, y1 // 2), slice(x0 // 2, x1 // 2)
            cv2.insertChannel(planes.luma[y0:y1, x0:x1], part, 0)
            for channel, plane in ((1, planes.blue), (2, planes.red)):
                cv2.resize(plane[half], wide.shape[::-1], wide, interpolation=cv2.INTER_NEAREST)
                cv2.insertChannel(wide, part, channel)

    def back(self, planes: Planes, boxes: Iterable[Box]) -> None:
        """Copy parts of the picture to the planes, colours as the mean of four pixels."""
        for x0, y0, x1, y1 in boxes:
            part = self.image[y0:y1, x0:x1]
            half = slice(y0 // 2, y1 // 2), slice(x0 // 2, x1 // 2)
            size = (x1 - x0) // 2, (y1 - y0) // 2
            small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
            cv2.extractChannel(part, 0, planes.luma[y0:y1, x0:x1])
            cv2.extractChannel(small, 1, planes.blue[half])
            cv2.extractChannel(small, 2, planes.red[half])


def grown(planes: Planes, size_px: tuple[int, int], below: Colour) -> Planes:
    """Return a copy, as high as asked for, with what comes below in one colour."""
    width, height = size_px
    bright, bluish, reddish = colour_in(planes.coding, below)
    return Planes(
        _grown(planes.luma, (width, height), bright),
        _grown(planes.blue, (width // 2, height // 2), bluish),
        _grown(planes.red, (width // 2, height // 2), reddish),
        planes.coding,
    )


def _grown(plane: ImageBgr, size_px: tuple[int, int], level: int) -> ImageBgr:
    whole = np.empty(size_px[::-1], np.uint8)
    whole[: plane.shape[0]] = plane
    whole[plane.shape[0] :] = level
    return whole


def even(box: tuple[float, float, float, float], size_px: tuple[int, int]) -> Box | None:
    """Return the smallest box of even places inside the picture about one; None if none is left."""
    width, height = size_px
    x0, y0 = (max(0, 2 * int(np.floor(edge / 2))) for edge in box[:2])
    x1, y1 = (
        min(side, 2 * int(np.ceil(edge / 2)))
        for edge, side in zip(box[2:], (width, height), strict=True)
    )
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None
