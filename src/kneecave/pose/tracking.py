"""The lifter's joints over a whole clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import numpy as np

from kneecave.errors import NobodyFoundError
from kneecave.model.clip import Frame
from kneecave.model.pose_track import PoseTrack
from kneecave.pose.following import CONFIDENCE, DEPTH, Picture, Y, follow, reduced
from kneecave.pose.landmarker import JOINTS, source_of

OpenFrames = Callable[[], AbstractContextManager[Iterator[Frame]]]


def track_lifter(
    open_frames: OpenFrames,
    *,
    model: str = "heavy",
    person: int | None = None,
    on_frame: Callable[[int], None] = lambda _done: None,
) -> PoseTrack:
    """Return the lifter's joints in every frame of a clip.

    Parameters
    ----------
    open_frames
        Opens the clip's frames from the beginning.
    model
        Name of the pose bundle.
    person
        Which person, counted from the left; by default the one who does the reps.
    on_frame
        Told how many frames are done.

    Raises
    ------
    NobodyFoundError
        No person is seen in any frame.
    ModelError
        The pose model is missing or cannot be loaded.
    """
    times: list[float] = []
    size = (0, 0)

    def shown(frames: Iterator[Frame]) -> Iterator[Picture]:
        nonlocal size
        for frame in frames:
            times.append(frame.time_s)
            size = (frame.image_bgr.shape[1], frame.image_bgr.shape[0])
            yield reduced(frame)
            on_frame(len(times))

    with open_frames() as frames:
        path = follow(shown(frames), model=model)
    if not np.isfinite(path).any():
        raise NobodyFoundError("no person is seen in any frame; is the whole body in the picture?")
    return PoseTrack(
        joints=JOINTS,
        time_s=np.array(times),
        xy_px=path[..., : Y + 1],
        depth_px=path[..., DEPTH],
        confidence=path[..., CONFIDENCE],
        image_size_px=size,
        source=source_of(model),
        swapped=np.zeros(len(times), dtype=np.bool_),
        people=1,
    )
