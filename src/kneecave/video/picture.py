"""Decoded frames to upright 8-bit BGR pictures with square pixels."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from kneecave.errors import InputError
from kneecave.model.arrays import ImageBgr
from kneecave.video.orientation import orientation_of
from kneecave.video.source import require_handy_size
from kneecave.video.tone import tone_table

# Matrices (ITU-T H.273, table 4) and ranges that swscale converts from; others it refuses.
_KNOWN_MATRICES = frozenset({1, 4, 5, 6, 7, 9})
_KNOWN_RANGES = frozenset({0, 1, 2})
_BT709, _BT601 = 1, 6
_HD_LINES = 720  # from here on an unmarked clip means BT.709, as players take it
_SAME_ASPECT = 0.01


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
        self.orientation = orientation_of(first)
        self._tones = tone_table(first.color_trc)
        self._reformatter = VideoReformatter()

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height) of the upright pictures."""
        width, height = self._stored_size_px
        return (height, width) if self.orientation.swaps_sides else (width, height)

    def picture(self, frame: VideoFrame) -> ImageBgr:
        """Return the frame upright, (H, W, 3) uint8, C-contiguous.

        Raises
        ------
        InputError
            If the shape of the picture changed in the middle of the clip.
        """
        self._require_same_shape(frame)
        _mark_colours(frame)
        width, height = self._stored_size_px
        converted = self._reformatter.reformat(
            frame, width=width, height=height, format="bgr24", threads=1
        )
        image = np.ascontiguousarray(converted.to_ndarray(), dtype=np.uint8)
        if self._tones is not None:
            image = np.asarray(cv2.LUT(image, self._tones), dtype=np.uint8)
        return self.orientation.upright(image)

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


def _mark_colours(frame: VideoFrame) -> None:
    """Mark a frame that says nothing usable of its colours the way players take it."""
    if not frame.format.is_rgb and frame.colorspace not in _KNOWN_MATRICES:
        frame.colorspace = _BT709 if frame.height >= _HD_LINES else _BT601
    if frame.color_range not in _KNOWN_RANGES:
        frame.color_range = 0
