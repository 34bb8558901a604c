"""What is known of a clip and of one picture of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, overload

import numpy as np

from kneecave.model.arrays import ImageBgr
from kneecave.model.planes import Planes


class Decoded(Protocol):
    """A picture as it came from the file, turned into another form only where one is wanted."""

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height, upright."""
        ...

    @property
    def planes(self) -> Planes | None:
        """The picture as planes, None where it has another form."""
        ...

    def bgr(self) -> ImageBgr:
        """Return the picture as `Frame.image_bgr`; several threads may ask."""
        ...


class _Picture:
    """The field `Frame.image_bgr`: what is put in decoded comes out converted."""

    @overload
    def __get__(self, frame: None, owner: type[Frame]) -> ImageBgr: ...
    @overload
    def __get__(self, frame: Frame, owner: type[Frame]) -> ImageBgr: ...
    def __get__(self, frame: Frame | None, owner: type[Frame]) -> ImageBgr:
        if frame is None:
            raise AttributeError("image_bgr")  # so that the field has no default
        known: dict[str, ImageBgr] = frame.__dict__
        if "bgr" not in known:
            known["bgr"] = frame.__dict__["decoded"].bgr()
        return known["bgr"]

    def __set__(self, frame: Frame, value: ImageBgr | Decoded) -> None:
        frame.__dict__["bgr" if isinstance(value, np.ndarray) else "decoded"] = value


@dataclass(frozen=True)
class Frame:
    """One picture of a clip: upright, not mirrored by metadata, with square pixels.

    Attributes
    ----------
    index
        Count of decoded frames from 0.
    time_s
        The frame's own presentation time, in seconds from the first frame.  Strictly increasing.
    image_bgr
        (H, W, 3) uint8, C-contiguous; may be given as `Decoded`, and is converted when first read.
    """

    index: int
    time_s: float
    image_bgr: _Picture = _Picture()

    @property
    def planes(self) -> Planes | None:
        """The picture as its file holds it; None where it has another form, or was changed."""
        decoded: Decoded | None = self.__dict__.get("decoded")
        return None if decoded is None else decoded.planes

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height, known without a conversion."""
        decoded: Decoded | None = self.__dict__.get("decoded")
        if decoded is not None:
            return decoded.size_px
        height, width = self.image_bgr.shape[:2]
        return width, height


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """Facts about a clip after it was read from end to end.

    Attributes
    ----------
    name
        File name without folder; letters that cannot be printed as ``?``.
    width_px, height_px
        Size of an upright frame with square pixels.
    frames, declared_frames
        Decoded frames, and what the file says of itself (None where it says nothing).
    damaged_packets
        Packets that could not be decoded and were skipped.
    duration_s
        Time from the first frame to the last.
    frame_rate_hz
        1 / median distance between frames.
    variable_rate
        Whether distances between frames differ by more than a tenth.
    rotation_deg
        Clockwise turn that the player must make (0, 90, 180, 270), already made here.
    mirrored
        Whether the file's display matrix mirrors the picture, already undone here.
    codec, pixel_format
        As ffmpeg names them.
    has_audio
        Whether an audio stream can be copied to the annotated video.
    """

    name: str
    width_px: int
    height_px: int
    frames: int
    declared_frames: int | None
    damaged_packets: int
    duration_s: float
    frame_rate_hz: float
    variable_rate: bool
    rotation_deg: int
    mirrored: bool
    codec: str
    pixel_format: str
    has_audio: bool
