"""What a command consists of, each part alone on the same frames, in a process of its own."""

from __future__ import annotations

import os
import resource
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.live.desktop import play
from kneecave.model.engine import Engine
from kneecave.outputs.overlay import Overlay
from kneecave.pipeline import analyse
from kneecave.pose.blazepose import landmarks
from kneecave.pose.blazepose.region import Region, cut_out
from kneecave.pose.blazepose.runtime import Session
from kneecave.pose.bundles import verified_path
from kneecave.pose.following import open_follower
from kneecave.video.reader import open_video
from kneecave.video.writer import VideoWriter

MOST = 90
"""Frames that a stage is timed on: three seconds."""
_NETWORK = "pose_landmarks_detector.tflite"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one frame takes, in milliseconds: of the clock, and of all processors together."""

    wall_ms: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Job:
    """A clip, its saved joints (for drawing), the pose model, and the processors to be used."""

    clip: Path
    joints: Path
    model: str
    cores: int


def by_itself(work: Callable[[Job], Cost], job: Job) -> Cost:
    """Return what the work costs in a process of its own, on so many processors."""
    with ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=keep_to, initargs=(job.cores,)
    ) as pool:
        return pool.submit(work, job).result()


def live(job: Job) -> Cost:
    """Return what a picture takes live, in the median, while the clip is played in real time."""
    seen = play(job.clip, job.model)
    return Cost(seen.median_ms, seen.cpu_ms)


def keep_to(cores: int) -> None:
    """Use only the first processors from now on."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def timed(work: Callable[[], object], frames: int) -> Cost:
    """Return what each of so many frames took."""
    begin_s, before_s = time.perf_counter(), cpu_s()
    work()
    wall_s, used_s = time.perf_counter() - begin_s, cpu_s() - before_s
    return Cost(1000 * wall_s / frames, 1000 * used_s / frames)


def cpu_s() -> float:
    """Return the seconds of processors this process has used."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def network(job: Job) -> Cost:
    """Return what the landmark network takes, nothing around it: the limit of everything."""
    with zipfile.ZipFile(verified_path(job.model)) as bundle:
        session = Session(bundle.read(_NETWORK), landmarks.OUTPUTS)
    with open_video(job.clip) as reader:
        image_bgr = next(iter(reader)).image_bgr
    height, width = image_bgr.shape[:2]
    shown = cut_out(image_bgr, Region(width / 2, height / 2, float(height), 0.0), landmarks.SIDE)
    session.run(shown)
    with ThreadPoolExecutor(job.cores) as threads:
        return timed(lambda: list(threads.map(session.run, [shown] * MOST)), MOST)


def direct(job: Job) -> Cost:
    """Return what following the person takes, frames decoded before."""
    return _following(job, Engine.DIRECT, MOST)


def mediapipe(job: Job) -> Cost:
    """Return what MediaPipe's graph takes for the same."""
    return _following(job, Engine.MEDIAPIPE, MOST // 2)


def _following(job: Job, engine: Engine, count: int) -> Cost:
    with open_video(job.clip) as reader:
        frames = list(islice(reader, count))
    with open_follower(job.model, engine) as follow:
        follow(frames[:3])
        return timed(lambda: follow(frames), len(frames))


def decoding(job: Job) -> Cost:
    """Return what decoding takes, with the planes at hand."""

    def work() -> None:
        with open_video(job.clip) as reader:
            for frame in islice(reader, MOST):
                assert frame.planes is not None

    return timed(work, MOST)


def drawing(job: Job) -> Cost:
    """Return what drawing takes."""
    result = analyse(job.joints)
    overlay = Overlay(result.analysis, result.motion.track)
    times_s = result.motion.track.time_s
    with open_video(job.clip) as reader:
        planes = next(iter(reader)).planes
    assert planes is not None
    some = np.linspace(0, len(times_s) - 1, MOST).astype(int)
    overlay.draw_on_planes(planes, 0.0)
    return timed(lambda: [overlay.draw_on_planes(planes, float(times_s[k])) for k in some], MOST)


def encoding(job: Job) -> Cost:
    """Return what encoding takes."""
    target = job.clip.with_suffix(f".{os.getpid()}.mp4")
    with open_video(job.clip) as reader:
        frames = list(islice(reader, MOST))

    def work() -> None:
        with VideoWriter(target, size_px=reader.size_px, coding=reader.coding) as video:
            for frame in frames:
                assert frame.planes is not None
                video.write(frame.planes, frame.time_s)

    try:
        return timed(work, len(frames))
    finally:
        target.unlink(missing_ok=True)
