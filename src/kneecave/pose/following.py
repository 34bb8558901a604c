"""One person's path through a clip, by whichever engine."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.clip import Frame
from kneecave.model.engine import Engine
from kneecave.model.kept import Growing
from kneecave.model.outlines import NO_OUTLINES, Outlines
from kneecave.pose.bundles import find_bundle
from kneecave.pose.heap import share_heaps
from kneecave.pose.landmarker import open_landmarker
from kneecave.pose.poses import JOINTS, Pose

X, Y, DEPTH, CONFIDENCE = range(4)
"""Last axis of a path: pixels of the frame, then the model's visibility."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The person who is followed, in the frames that were looked at.

    Attributes
    ----------
    path
        (L, J, 4); NaN where nobody is seen.
    outlined
        (N,) the looks at which edges of the legs were seen too.
    edges_px
        (N, 2, ROWS, 2) as `Outlines` has them.
    """

    path: KeptArray
    outlined: NDArray[np.intp]
    edges_px: KeptArray

    def outlines(self, time_s: FloatArray, usable: BoolArray) -> Outlines:
        """Return the edges seen, given the looks' times (L,) and which of them are usable (L,)."""
        chosen = usable[self.outlined]
        return Outlines(time_s[self.outlined], self.edges_px).only(chosen)


Follow = Callable[[Iterable[Frame]], Looks]
"""From frames to the person who is followed through them."""


@contextmanager
def open_follower(model: str, engine: Engine) -> Iterator[Follow]:
    """Give what follows one person, any number of times, each time from nothing.

    Raises
    ------
    ModelError
        The pose model is missing or cannot be loaded.
    """
    share_heaps()
    if engine is Engine.MEDIAPIPE:
        with open_landmarker(model, engine=engine) as landmarker:

            def one_by_one(frames: Iterable[Frame]) -> Iterator[Pose | None]:
                landmarker.forget()
                for frame in frames:
                    yield landmarker.find(frame.image_bgr, time_s=frame.time_s)

            yield lambda frames: looks_of(one_by_one(frames))
    else:
        from kneecave.pose.blazepose.direct import BlazePose  # noqa: PLC0415 - if asked for
        from kneecave.pose.blazepose.side_by_side import follow  # noqa: PLC0415

        bundle = find_bundle(model)
        with ThreadPoolExecutor(1) as beside:
            checked = beside.submit(bundle.verify)
            try:
                outline = bundle.outline.path if bundle.outline else None
                networks = BlazePose(bundle.path, outline=outline)
            finally:  # what is wrong with another file than it should be does not matter
                checked.result()
        yield lambda frames: looks_of(follow(networks, frames))


def looks_of(poses: Iterable[Pose | None]) -> Looks:
    """Return what was seen, in 32 bits."""
    path, edges = Growing(len(JOINTS), 4), Growing(*NO_OUTLINES.edges_px.shape[1:])
    outlined = array("q")
    for at, pose in enumerate(poses):
        path.add(row_of(pose))
        if pose is not None and pose.edges_px is not None:
            outlined.append(at)
            edges.add(pose.edges_px)
    return Looks(path.all(), np.array(outlined, dtype=np.intp), edges.all())


def row_of(pose: Pose | None) -> FloatArray:
    """Return a pose as (J, 4): x, y, depth in pixels of the frame, confidence; NaN if none."""
    if pose is None:
        return np.full((len(JOINTS), 4), np.nan)
    return np.column_stack([pose.xy_px, pose.depth_px, pose.confidence])
