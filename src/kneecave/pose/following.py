"""One person's path through a clip, by whichever engine."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np

from kneecave.model.arrays import FloatArray, KeptArray
from kneecave.model.clip import Frame
from kneecave.model.engine import Engine
from kneecave.pose.bundles import find_bundle
from kneecave.pose.heap import give_back, share_heaps
from kneecave.pose.landmarker import open_landmarker
from kneecave.pose.poses import JOINTS, Pose

X, Y, DEPTH, CONFIDENCE = range(4)
"""Last axis of a path: pixels of the frame, then the model's visibility."""

Follow = Callable[[Iterable[Frame]], KeptArray]
"""From frames to the path of the person who is followed, (T, J, 4); NaN where nobody is seen."""


@contextmanager
def open_follower(model: str, engine: Engine) -> Iterator[Follow]:
    """Give what follows one person, any number of times, each time from nothing.

    Raises
    ------
    ModelError
        The pose model is missing or cannot be loaded.
    """
    share_heaps()
    try:
        if engine is Engine.MEDIAPIPE:
            with open_landmarker(model, engine=engine) as landmarker:

                def one_by_one(frames: Iterable[Frame]) -> Iterator[Pose | None]:
                    landmarker.forget()
                    for frame in frames:
                        yield landmarker.find(frame.image_bgr, time_s=frame.time_s)

                yield lambda frames: path_of(one_by_one(frames))
        else:
            from kneecave.pose.blazepose.direct import BlazePose  # noqa: PLC0415 - if asked for
            from kneecave.pose.blazepose.side_by_side import follow  # noqa: PLC0415

            bundle = find_bundle(model)
            with ThreadPoolExecutor(1) as beside:
                checked = beside.submit(bundle.verify)
                try:
                    networks = BlazePose(bundle.path)
                finally:  # what is wrong with another file than it should be does not matter
                    checked.result()
            yield lambda frames: path_of(follow(networks, frames))
    finally:
        give_back()


def path_of(poses: Iterable[Pose | None]) -> KeptArray:
    """Return poses as a path, (T, J, 4), in 32 bits."""
    numbers = array("f")
    for pose in poses:
        numbers.frombytes(row_of(pose).astype(np.float32).tobytes())
    return np.frombuffer(numbers, dtype=np.float32).reshape(-1, len(JOINTS), 4)


def row_of(pose: Pose | None) -> FloatArray:
    """Return a pose as (J, 4): x, y, depth in pixels of the frame, confidence; NaN if none."""
    if pose is None:
        return np.full((len(JOINTS), 4), np.nan)
    return np.column_stack([pose.xy_px, pose.depth_px, pose.confidence])
