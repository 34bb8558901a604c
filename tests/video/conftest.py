"""Small clips made on the spot, with pictures that are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from kneecave.model.arrays import ImageBgr

MakeClip: TypeAlias = Callable[..., Path]
Draw: TypeAlias = Callable[..., NDArray[np.uint8]]


def draw_picture(index: int, *, width: int = 64, height: int = 48) -> ImageBgr:
    """Four corners of different colours on a ramp, and a bar that moves with the index."""
    across = np.linspace(40, 160, width)[None, :] * np.ones((height, 1))
    image = np.stack([across, across[:, ::-1], np.full_like(across, 90)], axis=2).astype(np.uint8)
    h, w = height // 4, width // 4
    image[:h, :w], image[:h, -w:] = (230, 30, 30), (30, 230, 30)
    image[-h:, :w], image[-h:, -w:] = (30, 30, 230), (210, 210, 210)
    bar = (3 * index) % (width - 4)
    image[height // 2 - 2 : height // 2 + 2, bar : bar + 4] = 250
    return image


@pytest.fixture(name="picture")
def _picture() -> Draw:
    """Return what the frame of an index shows."""
    return draw_picture


@pytest.fixture
def make_clip(tmp_path: Path) -> MakeClip:
    """Return a function that writes a clip of known pictures and returns its path."""

    def make(
        name: str = "clip.mp4",
        *,
        codec: str = "libx264",
        pix_fmt: str = "yuv420p",
        options: dict[str, str] | None = None,
        frames: int = 8,
        size_px: tuple[int, int] = (64, 48),
        rate_hz: int = 30,
        stamps: Sequence[int] | None = None,
        time_base: Fraction | None = None,
        matrix: Sequence[int] | None = None,
        pixel_aspect: Fraction | None = None,
        transfer: int | None = None,
        colours: int | None = None,
        converted_with: str | None = None,
        sound: str | None = None,
        sound_rate_hz: int = 48_000,
        draw: Draw = draw_picture,
        **container: object,
    ) -> Path:
        path = tmp_path / name
        with av.open(str(path), "w", **container) as output:  # type: ignore[call-overload]
            stream = output.add_stream(codec, rate=rate_hz, options=options or {})
            stream.width, stream.height = size_px
            stream.pix_fmt = pix_fmt
            if time_base is not None:
                stream.codec_context.time_base = time_base
            if pixel_aspect is not None:
                stream.codec_context.sample_aspect_ratio = pixel_aspect
            if transfer is not None:
                stream.codec_context.color_trc = transfer
            if colours is not None:
                stream.codec_context.colorspace = colours
            if matrix is not None:
                stream.set_display_matrix(matrix)
            audio = output.add_stream(sound, rate=sound_rate_hz) if sound else None
            for index in range(frames):
                image = draw(index, width=size_px[0], height=size_px[1])
                frame = av.VideoFrame.from_ndarray(image, format="bgr24")
                frame.time_base = time_base or Fraction(1, rate_hz)
                frame.pts = stamps[index] if stamps is not None else index
                frame = frame.reformat(format=pix_fmt, dst_colorspace=converted_with)
                output.mux(stream.encode(frame))
            output.mux(stream.encode(None))
            if audio is not None:
                _hum(output, audio, seconds=frames / rate_hz)
        return path

    return make


def _hum(output: av.container.OutputContainer, audio: av.AudioStream, *, seconds: float) -> None:
    rate = audio.rate
    time_s = np.arange(int(seconds * rate)) / rate
    tone = (8000 * np.sin(2 * np.pi * 440 * time_s)).astype(np.int16)
    for start in range(0, len(tone), 1024):
        samples = np.repeat(tone[None, start : start + 1024], 2, axis=0).T.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        output.mux(audio.encode(frame))
    output.mux(audio.encode(None))
