"""A clip as a camera shows it: 30 pictures a second, each a JPEG."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2

from kneecave.model.clip import Frame
from kneecave.video.reader import open_video

RATE_HZ = 30.0
STANDS_S = 2.5
"""Longer than the guided start asks for."""
_QUALITY = 92
_ROUNDING_S = 1e-3


def camera_jpegs(
    clip: Path, *, rate_hz: float = RATE_HZ, quality: int = _QUALITY, stands_s: float = 0.0
) -> Iterator[bytes]:
    """Return the clip's pictures as JPEGs at an even rate: frames are repeated or left out.

    The first one is shown for ``stands_s`` longer, so that the person stands still for a while.
    """
    count = 0
    with open_video(clip) as frames:
        for frame in frames:
            while count / rate_hz <= frame.time_s + stands_s + _ROUNDING_S:
                yield _jpeg(frame, quality)
                count += 1


def write_webcam(clip: Path, path: Path) -> Path:
    """Return the path after writing what Chromium takes for a camera; it begins anew at its end."""
    with path.open("wb") as file:
        file.writelines(camera_jpegs(clip, stands_s=STANDS_S))
    return path


def _jpeg(frame: Frame, quality: int) -> bytes:
    encoded, jpeg = cv2.imencode(".jpg", frame.image_bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert encoded, "every picture can be a JPEG"
    return jpeg.tobytes()
