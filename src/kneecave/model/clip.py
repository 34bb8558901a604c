"""What is known of a clip and of one picture of it."""

from __future__ import annotations

from dataclasses import dataclass

from kneecave.model.arrays import ImageBgr


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a clip: upright, not mirrored by metadata, with square pixels.

    Attributes
    ----------
    index
        Count of decoded frames from 0.
    time_s
        The frame's own presentation time, in seconds from the first frame.  Strictly increasing.
    image_bgr
        (H, W, 3) uint8, C-contiguous.
    """

    index: int
    time_s: float
    image_bgr: ImageBgr


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
