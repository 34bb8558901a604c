"""The turned square of a picture in which a person is looked for, and what the network is shown."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.planes import Planes
from kneecave.pose.blazepose.runtime import Tensor

MARGIN = 1.25
"""The region is larger by this than the circle about the person: the network was trained so."""


@dataclass(frozen=True, slots=True)
class Region:
    """A square in a picture.

    Attributes
    ----------
    x_px, y_px
        Its middle.
    size_px
        Length of a side.
    turn
        Radians by which it is turned, clockwise as seen (x right, y down); 0 for a person upright.
    """

    x_px: float
    y_px: float
    size_px: float
    turn: float

    def to_picture(self) -> FloatArray:
        """Return (2, 3): from places in the region (0..1 across, 0..1 down) to pixels."""
        across, down = self.size_px * math.cos(self.turn), self.size_px * math.sin(self.turn)
        return np.array(
            [
                [across, -down, self.x_px - (across - down) / 2],
                [down, across, self.y_px - (across + down) / 2],
            ]
        )


def apart_px(one: Region, other: Region) -> float:
    """Return how far the middles of two regions are apart."""
    return math.hypot(one.x_px - other.x_px, one.y_px - other.y_px)


def region_about(hips: FloatArray, edge: FloatArray) -> Region | None:
    """Return the region of a person, from two points (2,) in pixels; None if they are the same.

    BlazePose marks people by the middle of the hips, and a point on the circle about the whole
    body, above the head of somebody upright.
    """
    x_px, y_px = float(edge[0] - hips[0]), float(edge[1] - hips[1])
    radius = math.hypot(x_px, y_px)
    if not (math.isfinite(radius) and radius > 1):
        return None
    turn = math.atan2(x_px, -y_px)
    return Region(float(hips[0]), float(hips[1]), 2 * radius * MARGIN, turn)


def cut_out(picture: ImageBgr | Planes, region: Region, side: int) -> Tensor:
    """Return a region as the landmark network takes it: (1, 3, side, side), RGB in 0..1.

    Where the picture is much finer than that, squares of its pixels are averaged first: single
    pixels picked out of many would make the landmarks tremble.  Of planes, only what is cut out
    is turned into colours.
    """
    into = region.to_picture() @ np.diag([1 / side, 1 / side, 1.0])
    crop = warped_bgr(picture, into, side, step=int(region.size_px / side))
    return np.asarray(cv2.dnn.blobFromImage(crop, 1 / 255, swapRB=True), dtype=np.float32)


def size_px(picture: ImageBgr | Planes) -> tuple[int, int]:
    """Return width and height of a picture."""
    if isinstance(picture, Planes):
        return picture.size_px
    height, width = picture.shape[:2]
    return width, height


def warped_bgr(
    picture: ImageBgr | Planes,
    into: FloatArray,
    side: int,
    *,
    step: int = 1,
    beyond: int = cv2.BORDER_REPLICATE,
) -> ImageBgr:
    """Return a square of a picture, of planes only what is in it being turned into colours.

    Parameters
    ----------
    into
        (2, 3) the way from pixels of the square to pixels of the picture.
    side
        Of the square, in pixels.
    step
        How many pixels of the picture, across and down, are averaged before they are picked.
    beyond
        What is shown of what lies outside the picture, as OpenCV numbers it; else its edge.
    """
    if not isinstance(picture, Planes):
        return _warped(picture, into, side, step, (beyond, 0.0))
    # a pixel of the colours' planes lies in the middle of four
    colours_into = into / 2 - [[0, 0, 0.25], [0, 0, 0.25]]
    black = picture.coding.from_bgr()[:, 3]
    luma = _warped(picture.luma, into, side, step, (beyond, black[0]))
    blue, red = (
        _warped(plane, colours_into, side, step // 2, (beyond, none))
        for plane, none in ((picture.blue, black[1]), (picture.red, black[2]))
    )
    numbers = cv2.merge([luma, blue, red])
    return np.asarray(cv2.transform(numbers, picture.coding.to_bgr()), dtype=np.uint8)


def _warped(
    picture: ImageBgr, into: FloatArray, side: int, step: int, beyond: tuple[int, float]
) -> ImageBgr:
    """Return a square of the picture, ``into`` (2, 3) being the way from its pixels to there.

    ``beyond`` is OpenCV's number for what lies outside the picture, and its value if constant.
    """
    if step > 1:
        picture, first = _averaged(picture, into @ _corners(side), step)
        into = (into - [[0, 0, first[0]], [0, 0, first[1]]]) / step
    warped = cv2.warpAffine(
        picture,
        into,
        (side, side),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=beyond[0],
        borderValue=beyond[1],
    )
    return np.asarray(warped, dtype=np.uint8)


def _corners(side: int) -> FloatArray:
    return np.array([[0, side, 0, side], [0, 0, side, side], [1, 1, 1, 1]], dtype=np.float64)


def _averaged(picture: ImageBgr, corners: FloatArray, step: int) -> tuple[ImageBgr, FloatArray]:
    """Return the part about some corners (2, N), smaller by ``step``, and what its pixel 0 shows.

    The latter are pixels of the picture, x and y: the middle of the first square averaged.
    """
    height, width = picture.shape[:2]
    most = np.array([width, height]) // step * step
    start = np.clip(np.floor(corners.min(axis=1)) - step, 0, np.maximum(most - step, 0))
    start = start.astype(int)
    end = np.minimum(np.ceil(corners.max(axis=1)) + step, most).astype(int)
    count = np.maximum((end - start) // step, 1)
    part = picture[start[1] : start[1] + count[1] * step, start[0] : start[0] + count[0] * step]
    small = cv2.resize(part, (int(count[0]), int(count[1])), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), start + (step - 1) / 2
