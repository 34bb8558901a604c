"""Small files to feed the command: clips without a person, and things that are no clips."""

from __future__ import annotations

import wave
from pathlib import Path

import av
import numpy as np
from PIL import Image


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
