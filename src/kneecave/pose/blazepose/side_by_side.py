"""One person followed through a clip by several looks at a time.

All that a look needs to know of the ones before is where the person is.  People move little from
picture to picture, so it is told where the person was `LAG` pictures ago, and so many pictures are
looked at side by side.  The path depends neither on timing nor on the number of processors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from kneecave.model.clip import Frame
from kneecave.pose.blazepose.direct import BlazePose, look_for
from kneecave.pose.blazepose.landmarks import Look
from kneecave.pose.poses import Pose

LAG = 2
"""Pictures from where the person was seen to where this is used."""


def follow(networks: BlazePose, frames: Iterable[Frame]) -> Iterator[Pose | None]:
    """Give the pose of the person who is followed for every frame, None where nobody is seen.

    At most `LAG` + 1 frames are held at a time.
    """
    looks: list[Future[Look | None]] = []
    with ThreadPoolExecutor(LAG) as threads:
        for frame in frames:
            region = None
            if len(looks) == LAG:
                seen = looks.pop(0).result()
                yield seen.pose if seen else None
                region = seen.region if seen else None
            looks.append(threads.submit(look_for, networks, frame.image_bgr, region))
        for look in looks:
            seen = look.result()
            yield seen.pose if seen else None
