"""Decoded frames to upright 8-bit pictures with square pixels, as BGR or as their own planes."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from pathlib import Path
from threading import Lock

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import VideoReformatter

from kneecave.errors import InputError
from kneecave.model.arrays import ImageBgr
from kneecave.model.planes import Coding, Planes, known
from kneecave.video.orientation import orientation_of
from kneecave.video.source import require_handy_size
from kneecave.video.tone import tone_table

# Matrices (ITU-T H.273, table 4) and ranges that swscale converts from; others it refuses.
_KNOWN_MATRICES = frozenset({1, 4, 5, 6, 7, 9})
_KNOWN_RANGES = frozenset({0, 1, 2})
_BT709, _BT601 = 1, 6
_HD_LINES = 720  # from here on an unmarked clip means BT.709, as players take it
_SAME_ASPECT = 0.01


_PLANAR = frozenset({"yuv420p", "yuvj420p"})
_FULL_RANGE = 2


class PictureMaker:
    """Makes the pictures of one clip, all of the size that its first frame asks for.

    Colour is converted and pixels made square in one step; turning is a second one, only where the
    file asks for it.

    Parameters
    ----------
    path
        Named in errors.
    first
        The clip's first frame; its orientation and brightness scale hold for the whole clip.
    pixel_aspect
        Width of a stored pixel over its height; None where the file says nothing.

    Attributes
    ----------
    orientation
        How stored pictures are turned and mirrored.

    Raises
    ------
    InputError
        If the pictures are too large.
    """

    def __init__(self, path: Path, first: VideoFrame, *, pixel_aspect: Fraction | None) -> None:
        self._path = path
        self._pixel_aspect = pixel_aspect or Fraction(1)
        self._stored_size_px = self._square(first)
        require_handy_size(path, *self._stored_size_px)
        _mark_colours(first)
        self.orientation = orientation_of(first)
        self._tones = tone_table(first.color_trc)
        self._reformatter = VideoReformatter()
        self._converting = Lock()

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height) of the upright pictures."""
        width, height = self._stored_size_px
        return (height, width) if self.orientation.swaps_sides else (width, height)

    def picture(self, frame: VideoFrame) -> StoredPicture:
        """Return the frame's picture, not yet converted.

        Raises
        ------
        InputError
            If the shape of the picture changed in the middle of the clip.
        """
        self._require_same_shape(frame)
        _mark_colours(frame)
        return StoredPicture(self, frame)

    def bgr(self, frame: VideoFrame) -> ImageBgr:
        """Return the frame upright, (H, W, 3) uint8, C-contiguous."""
        width, height = self._stored_size_px
        with self._converting:
            converted = self._reformatter.reformat(
                frame, width=width, height=height, format="bgr24", threads=1
            )
        image = np.ascontiguousarray(converted.to_ndarray(), dtype=np.uint8)
        if self._tones is not None:
            image = np.asarray(cv2.LUT(image, self._tones), dtype=np.uint8)
        return self.orientation.upright(image)

    def planes(self, frame: VideoFrame) -> Planes | None:
        """Return the frame's own planes, upright; None where another form must be made first."""
        width, height = frame.width, frame.height
        if (
            frame.format.name not in _PLANAR
            or self._tones is not None
            or (width, height) != self._stored_size_px
            or width % 2
            or height % 2
            or not known(frame.colorspace)
        ):
            return None
        luma, blue, red = (self.orientation.upright(numbers_of(plane)) for plane in frame.planes)
        full = frame.format.name == "yuvj420p" or frame.color_range == _FULL_RANGE
        return Planes(luma, blue, red, Coding(frame.colorspace, full))

    def _square(self, frame: VideoFrame) -> tuple[int, int]:
        """Size with square pixels: the longer way is stretched, so that no detail is lost."""
        if self._pixel_aspect >= 1:
            return round(frame.width * self._pixel_aspect), frame.height
        return frame.width, round(frame.height / self._pixel_aspect)

    def _require_same_shape(self, frame: VideoFrame) -> None:
        width, height = self._stored_size_px
        now_width, now_height = self._square(frame)
        if abs(now_width * height / (now_height * width) - 1) > _SAME_ASPECT:
            raise InputError(
                f"{self._path} changes its picture from {width} x {height} to "
                f"{now_width} x {now_height} pixels on the way; cut it into two clips"
            )


class StoredPicture:
    """A frame of a clip as the file holds it; a `Decoded` of the frame it becomes."""

    def __init__(self, maker: PictureMaker, frame: VideoFrame) -> None:
        self._maker, self._frame = maker, frame

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height, upright."""
        return self._maker.size_px

    @cached_property
    def planes(self) -> Planes | None:
        """The picture as planes, None where it has another form."""
        return self._maker.planes(self._frame)

    def bgr(self) -> ImageBgr:
        """Return the picture as BGR; several threads may ask."""
        return self._maker.bgr(self._frame)


def numbers_of(plane: VideoPlane) -> ImageBgr:
    """Return a plane (H, W) where it lies in its frame, without a copy."""
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def _mark_colours(frame: VideoFrame) -> None:
    """Mark a frame that says nothing usable of its colours the way players take it."""
    if not frame.format.is_rgb and frame.colorspace not in _KNOWN_MATRICES:
        frame.colorspace = _BT709 if frame.height >= _HD_LINES else _BT601
    if frame.color_range not in _KNOWN_RANGES:
        frame.color_range = 0
