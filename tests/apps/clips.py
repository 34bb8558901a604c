"""Small files to feed the command: clips without a person, and things that are no clips."""

from __future__ import annotations

import wave
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
from PIL import Image

from kneecave.model.arrays import ImageBgr
from kneecave.video.reader import open_video

TWO_REPS = 190
"""Frames of the sample clip until its second rep is over."""


def write_clip(path: Path, *, frames: int = 12, size_px: tuple[int, int] = (320, 240)) -> Path:
    """Write a clip of a grey ramp that moves: nobody is in it."""
    width, height = size_px
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        ramp = np.arange(width, dtype=np.uint8)
        for index in range(frames):
            row = np.roll(ramp, index * 4)[None, :, None]
            image = np.ascontiguousarray(np.broadcast_to(row, (height, width, 3)))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode())
    return path


def write_text(path: Path) -> Path:
    path.write_text("This is no video.\n" * 100)
    return path


def write_empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def write_picture(path: Path) -> Path:
    Image.new("RGB", (320, 240), "grey").save(path, format="PNG")
    return path


def write_sound(path: Path) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16000))
    return path


def write_truncated(path: Path) -> Path:
    """Write a clip whose table of contents, at the end of the file, is cut off."""
    whole = write_clip(path, frames=50).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def write_one_frame(path: Path) -> Path:
    return write_clip(path, frames=1)


def write_twins(sample: Path, path: Path) -> Path:
    """Write a clip in which the sample's person does the same reps twice, side by side."""
    return _rewrite(sample, path, lambda image: np.concatenate([image, image[:, ::-1]], axis=1))


def write_tiny(sample: Path, path: Path, *, size_px: tuple[int, int]) -> Path:
    """Write the sample so small that the legs are only a few pixels long."""

    def shrink(image: ImageBgr) -> ImageBgr:
        return np.asarray(cv2.resize(image, size_px, interpolation=cv2.INTER_AREA), dtype=np.uint8)

    return _rewrite(sample, path, shrink)


def _rewrite(sample: Path, path: Path, change: Callable[[ImageBgr], ImageBgr]) -> Path:
    with open_video(sample) as reader, av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.pix_fmt = "yuv420p"
        for frame in islice(reader, TWO_REPS):
            image = np.ascontiguousarray(change(frame.image_bgr))
            if frame.index == 0:
                stream.height, stream.width = image.shape[:2]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode())
    return path
