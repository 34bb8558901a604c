"""One person followed through a clip by several looks at a time.

All that a look needs to know of the ones before is where the person is.  People move steadily, so
it is told where one who was seen `LAG` pictures ago, and in the one before that, would have gone
since, and so many pictures are looked at side by side.  The path depends neither on timing nor on
the number of processors.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from kneecave.model.clip import Frame
from kneecave.pose.blazepose.direct import BlazePose, look_for
from kneecave.pose.blazepose.landmarks import Look
from kneecave.pose.blazepose.region import Region, ahead, apart_px
from kneecave.pose.poses import Pose

LAG = 2
"""Pictures from where the person was seen to where this is used."""
STEADY = 0.8
"""How much of the way to be expected from the last two looks is gone ahead; all of it trembles."""
_JUMP = 0.15
"""Who is so many sizes of the region from the place before was not followed but found anew; and
nobody is expected so far from there."""


def follow(networks: BlazePose, frames: Iterable[Frame]) -> Iterator[Pose | None]:
    """Give the pose of the person who is followed for every frame, None where nobody is seen.

    At most `LAG` + 1 frames are held at a time.
    """
    under_way: deque[tuple[float, Future[Look | None]]] = deque()
    trail = Trail()
    with ThreadPoolExecutor(LAG) as threads:
        for frame in frames:
            region = None
            if len(under_way) == LAG:
                time_s, future = under_way.popleft()
                look = future.result()
                trail.add(time_s, look.region if look else None)
                region = trail.region_at(frame.time_s)
                yield look.pose if look else None
            under_way.append((frame.time_s, threads.submit(look_for, networks, frame, region)))
        for _, future in under_way:
            look = future.result()
            yield look.pose if look else None


class Trail:
    """Where the person was in the last two looks."""

    def __init__(self) -> None:
        self._last: tuple[float, Region] | None = None
        self._before: tuple[float, Region] | None = None

    def add(self, time_s: float, region: Region | None) -> None:
        """Take the next look's; None where nobody was seen."""
        self._before, self._last = self._last, (time_s, region) if region else None

    def region_at(self, time_s: float) -> Region | None:
        """Return where the person will be; None if nobody was seen in the last look."""
        if self._last is None or self._before is None:
            return self._last and self._last[1]
        (before_s, before), (last_s, last) = self._before, self._last
        expected = ahead(last, before, STEADY * (time_s - last_s) / (last_s - before_s))
        farthest = _JUMP * last.size_px
        steady = apart_px(last, before) < farthest and apart_px(expected, last) < farthest
        return expected if steady else last
