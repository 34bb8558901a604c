"""Prints how fast the whole command is, and how much memory it takes, on a 1080p clip.

::

    python benchmarks/speed.py                      # 10 s and 60 s, heavy model
    python benchmarks/speed.py --seconds 600        # ten minutes
    python benchmarks/speed.py --model lite --no-video

The clip is made from a sample clip: made larger, and played forward and backward until it is long
enough.  What is timed is ``kneecave analyze`` as a user starts it, from the start of the process to
the last file written; memory is the largest resident size of that process.

Beside it stands the model alone: the same pictures, already decoded, through one landmarker on one
thread, before and after each run.  Machines differ and are shared; the ratio is what compares.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from itertools import chain, cycle, islice
from multiprocessing import get_context
from pathlib import Path

import av
import cv2
import numpy as np

from kneecave.model.arrays import ImageBgr
from kneecave.pose.landmarker import open_landmarker
from kneecave.video.reader import open_video

SAMPLE = Path(__file__).parent.parent / "sample_videos" / "squat_front.mp4"
SIZE_PX = (1080, 1920)
RATE_HZ = 30
ALONE = 90


def main() -> None:
    """Print one line per length of clip."""
    arguments = _arguments()
    print(f"{os.cpu_count()} cores, {arguments.model} model, 1080 x 1920 pixels, {RATE_HZ} Hz")
    print(
        f"{'clip':>8} {'frames':>7} {'time':>8} {'frames/s':>9} {'model alone':>12} {'ratio':>6} "
        f"{'peak memory':>12}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for seconds in arguments.seconds:
            clip = Path(folder) / f"speed_{seconds}.mp4"
            frames = write_clip(clip, seconds=seconds)
            options = ["--model", arguments.model, *(["--no-video"] * arguments.no_video)]
            before = by_itself(model_alone, clip, arguments.model)
            took_s, peak_mb = measure(clip, Path(folder) / "out", options)
            alone = (before + by_itself(model_alone, clip, arguments.model)) / 2
            print(
                f"{seconds:>6} s {frames:>7} {took_s:>6.1f} s {frames / took_s:>9.1f} "
                f"{alone:>8.1f} f/s {frames / took_s / alone:>6.2f} {peak_mb:>9.0f} MB",
                flush=True,
            )


def write_clip(path: Path, *, seconds: int) -> int:
    """Write a 1080p clip of that length from the sample clip; return its count of frames."""
    count = seconds * RATE_HZ
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE_HZ, options={"preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = *SIZE_PX, "yuv420p"
        for index, image_bgr in enumerate(islice(_there_and_back(), count)):
            frame = av.VideoFrame.from_ndarray(image_bgr, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, RATE_HZ)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return count


def _there_and_back() -> Iterator[ImageBgr]:
    """Give out the sample's pictures, enlarged, forward and backward without an end."""
    with open_video(SAMPLE) as reader:
        pictures = [frame.image_bgr for frame in reader]
    for picture in chain.from_iterable(cycle((pictures, pictures[-2:0:-1]))):
        yield _enlarged(picture)


def _enlarged(picture: ImageBgr) -> ImageBgr:
    """Return the picture as wide as ``SIZE_PX``, with its edge repeated above and below."""
    width, height = SIZE_PX
    scaled = cv2.resize(picture, (width, round(picture.shape[0] * width / picture.shape[1])))
    above = (height - scaled.shape[0]) // 2
    below = height - scaled.shape[0] - above
    return np.asarray(cv2.copyMakeBorder(scaled, above, below, 0, 0, cv2.BORDER_REPLICATE))


def by_itself(work: Callable[[Path, str], float], clip: Path, model: str) -> float:
    """Return what the work returns in a process of its own.

    A process that is started from a large one would seem to be as large.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, clip, model).result()


def model_alone(clip: Path, model: str) -> float:
    """Return frames a second of one landmarker on one thread, its pictures already decoded."""
    with open_video(clip) as reader:
        pictures = list(islice(reader, ALONE))
    with open_landmarker(model) as landmarker:
        landmarker.find(pictures[0].image_bgr, time_s=0.0)
        begin_s = time.perf_counter()
        for picture in pictures[1:]:
            landmarker.find(picture.image_bgr, time_s=picture.time_s)
        return (len(pictures) - 1) / (time.perf_counter() - begin_s)


def measure(clip: Path, out: Path, options: list[str]) -> tuple[float, float]:
    """Return seconds and peak megabytes of ``kneecave analyze`` on the clip."""
    command = [sys.executable, "-c", "from kneecave.apps.cli import main; main()", "analyze"]
    begin_s = time.perf_counter()
    process = subprocess.Popen([*command, str(clip), "--out", str(out), "--quiet", *options])
    _, status, usage = os.wait4(process.pid, 0)
    took_s = time.perf_counter() - begin_s
    if status:
        sys.exit(f"kneecave ended with {os.waitstatus_to_exitcode(status)}")
    return took_s, usage.ru_maxrss / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, nargs="+", default=[10, 60])
    parser.add_argument("--model", default="heavy", choices=["heavy", "full", "lite"])
    parser.add_argument("--no-video", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
