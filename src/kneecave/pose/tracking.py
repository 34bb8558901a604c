"""The lifter's joints over a whole clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import numpy as np

from kneecave.errors import NobodyFoundError
from kneecave.model.clip import Frame
from kneecave.model.pose_track import PoseTrack
from kneecave.pose.landmarker import JOINTS, Pose, follow_one, source_of

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
    poses: list[Pose | None] = []
    size = (0, 0)
    with follow_one(model) as landmarker, open_frames() as frames:
        for frame in frames:
            found = landmarker.find(frame.image_bgr, time_s=frame.time_s)
            times.append(frame.time_s)
            poses.append(found[0] if found else None)
            size = (frame.image_bgr.shape[1], frame.image_bgr.shape[0])
            on_frame(len(times))
    if not any(poses):
        raise NobodyFoundError("no person is seen in any frame; is the whole body in the picture?")
    blank = Pose(
        xy_px=np.full((len(JOINTS), 2), np.nan),
        depth_px=np.full(len(JOINTS), np.nan),
        confidence=np.full(len(JOINTS), np.nan),
    )
    filled = [pose or blank for pose in poses]
    return PoseTrack(
        joints=JOINTS,
        time_s=np.array(times),
        xy_px=np.stack([pose.xy_px for pose in filled]),
        depth_px=np.stack([pose.depth_px for pose in filled]),
        confidence=np.stack([pose.confidence for pose in filled]),
        image_size_px=size,
        source=source_of(model),
        swapped=np.zeros(len(times), dtype=np.bool_),
        people=1,
    )
