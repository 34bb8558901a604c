"""Clips to be timed: a sample clip in other sizes and rates, and long ones without new pictures."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from itertools import chain, cycle, islice
from multiprocessing import get_context
from pathlib import Path

import av
import cv2
import numpy as np

from kneecave.model.arrays import ImageBgr
from kneecave.video.reader import open_video

SAMPLE = Path(__file__).parent.parent.parent / "sample_videos" / "squat_front.mp4"
_SAMPLE_HZ = 24
_TICK = Fraction(1, 90_000)


def write_clip(path: Path, *, seconds: float, size_px: tuple[int, int], rate_hz: int) -> int:
    """Write the sample in another size and rate, as long as asked for; return its frames.

    It goes forward and backward without an end; between its pictures it is blended, so that more
    frames a second show a smooth movement, at the sample's own pace.
    """
    count = round(seconds * rate_hz)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate_hz, options={"preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = *size_px, "yuv420p"
        for index, image_bgr in enumerate(islice(_pictures(rate_hz), count)):
            frame = av.VideoFrame.from_ndarray(_fitted(image_bgr, size_px), format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, rate_hz)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return count


def write_clip_apart(path: Path, *, seconds: float, size_px: tuple[int, int], rate_hz: int) -> int:
    """Do as `write_clip` in a process of its own.

    A process that is started from a large one would seem to be as large.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(
            write_clip, path, seconds=seconds, size_px=size_px, rate_hz=rate_hz
        ).result()


def write_long(path: Path, piece: Path, *, seconds: float) -> None:
    """Write a clip that repeats a short one, packet by packet, nothing encoded again."""
    with av.open(str(piece)) as source, av.open(str(path), "w") as long:
        stream = source.streams.video[0]
        copied = long.add_stream_from_template(stream)
        packets = [packet for packet in source.demux(stream) if packet.pts is not None]
        base = packets[0].time_base
        length = sum(packet.duration or 0 for packet in packets)
        contents = [(bytes(p), p.pts, p.dts, p.duration, p.is_keyframe) for p in packets]
        first_dts = min(dts for _, _, dts, _, _ in contents if dts is not None)
        for again in range(int(np.ceil(seconds / float(length * base)))):
            for content, pts, dts, duration, key in contents:
                packet = av.Packet(content)
                packet.stream, packet.time_base = copied, base
                packet.pts = (pts or 0) - first_dts + again * length
                packet.dts = (dts or 0) - first_dts + again * length
                packet.duration, packet.is_keyframe = duration, key
                long.mux(packet)


def _pictures(rate_hz: int) -> Iterator[ImageBgr]:
    """Give out the sample's pictures at another rate, forward and backward."""
    with open_video(SAMPLE) as reader:
        pictures = [frame.image_bgr for frame in reader]
    there_and_back = list(chain(pictures, pictures[-2:0:-1]))
    step = min(1.0, _SAMPLE_HZ / rate_hz) if rate_hz > 2 * _SAMPLE_HZ else 1.0
    for index in cycle(range(round(len(there_and_back) / step))):
        at = index * step
        first, share = int(at) % len(there_and_back), at % 1.0
        if not share:
            yield there_and_back[first]
            continue
        second = there_and_back[(first + 1) % len(there_and_back)]
        blend = cv2.addWeighted(there_and_back[first], 1 - share, second, share, 0)
        yield np.asarray(blend, dtype=np.uint8)


def _fitted(picture: ImageBgr, size_px: tuple[int, int]) -> ImageBgr:
    """Return the picture as large as fits, with its edges repeated around."""
    width, height = size_px
    scale = min(width / picture.shape[1], height / picture.shape[0])
    inner = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
    scaled = cv2.resize(picture, inner)
    left, above = (width - inner[0]) // 2, (height - inner[1]) // 2
    right, below = width - inner[0] - left, height - inner[1] - above
    return np.asarray(
        cv2.copyMakeBorder(scaled, above, below, left, right, cv2.BORDER_REPLICATE), dtype=np.uint8
    )
