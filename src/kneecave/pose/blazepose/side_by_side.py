"""One person followed through a clip by several looks at a time.

All that a look needs to know of the ones before is where the person is.  People move little from
picture to picture, so it is told where the person was `LAG` pictures ago, and so many pictures are
looked at side by side.  The path depends neither on timing nor on the number of processors.
"""

from __future__ import annotations

from collections import deque
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
    under_way: deque[Future[Look | None]] = deque()
    with ThreadPoolExecutor(LAG) as threads:
        for frame in frames:
            region = None
            if len(under_way) == LAG:
                look = under_way.popleft().result()
                region = look.region if look else None
                yield look.pose if look else None
            under_way.append(threads.submit(look_for, networks, frame, region))
        for future in under_way:
            look = future.result()
            yield look.pose if look else None
