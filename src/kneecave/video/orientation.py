"""A file's display matrix to one of the eight ways a picture can lie, and back upright.

Cameras store the picture as the sensor saw it and write a 3 x 3 matrix beside it that says how to
show it: turned by quarter turns and, for some front cameras, mirrored.  The angle alone cannot
tell a mirrored picture from a turned one, so the 2 x 2 part of the matrix is read whole.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from av.buffer import Buffer
from av.video.frame import VideoFrame

from kneecave.model.arrays import ImageBgr

_MATRIX = struct.Struct("=9i")


@dataclass(frozen=True, slots=True)
class Orientation:
    """What a player must do with a stored picture: first mirror it, then turn it.

    Attributes
    ----------
    rotation_deg
        Clockwise turn: 0, 90, 180 or 270.
    mirrored
        Whether left and right are exchanged before the turn.
    """

    rotation_deg: int = 0
    mirrored: bool = False

    @property
    def swaps_sides(self) -> bool:
        """Whether width and height change places."""
        return self.rotation_deg % 180 == 90

    def upright(self, image: ImageBgr) -> ImageBgr:
        """Return the picture as it is to be shown, C-contiguous."""
        if self.mirrored:
            image = _as_image(cv2.flip(image, 1))
        match self.rotation_deg:
            case 90:
                image = _as_image(cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE))
            case 180:
                image = _as_image(cv2.rotate(image, cv2.ROTATE_180))
            case 270:
                image = _as_image(cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE))
        return image


def orientation_of(frame: VideoFrame) -> Orientation:
    """Return how a decoded frame is to be shown; as stored where the file says nothing."""
    try:
        matrix = cast(Mapping[str, Buffer], frame.side_data)["DISPLAYMATRIX"]
    except KeyError:
        return Orientation()
    except ValueError:  # PyAV cannot list side data of a kind it does not know, such as EXIF
        return Orientation(rotation_deg=-frame.rotation % 360)
    a, b, _, c, d, *_ = _MATRIX.unpack(bytes(matrix))
    return orientation_from_matrix(a, b, c, d)


def orientation_from_matrix(a: int, b: int, c: int, d: int) -> Orientation:
    """Return the orientation nearest to a display matrix.

    A stored point (x, y), y down, is shown at (a x + c y, b x + d y); any unit.  A matrix without
    area says nothing and counts as "as stored".
    """
    area = a * d - b * c
    if area == 0:
        return Orientation()
    mirrored = area < 0
    across, down = (-a, -b) if mirrored else (a, b)
    turn_deg = math.degrees(math.atan2(down, across))
    return Orientation(rotation_deg=round(turn_deg / 90) * 90 % 360, mirrored=mirrored)


def _as_image(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> ImageBgr:
    return np.asarray(array, dtype=np.uint8)
