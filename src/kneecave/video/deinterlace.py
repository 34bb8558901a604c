"""Interlaced frames to whole ones; progressive frames pass through untouched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from av.error import BlockingIOError as NotYetError
from av.error import EOFError as FilterEndError
from av.filter import Graph
from av.video.frame import VideoFrame


def deinterlaced(frames: Iterable[VideoFrame]) -> Iterator[VideoFrame]:
    """Yield one whole frame for every frame, at the same time stamp.

    From the first frame marked as interlaced on, marked frames have their second field rebuilt
    (yadif); a change of size or format starts a new filter.
    """
    weaver: _Yadif | None = None
    for frame in frames:
        if weaver is not None and not weaver.fits(frame):
            yield from weaver.rest()
            weaver = None
        if weaver is None and frame.interlaced_frame:
            weaver = _Yadif(frame)
        if weaver is None:
            yield frame
        else:
            yield from weaver.push(frame)
    if weaver is not None:
        yield from weaver.rest()


class _Yadif:
    def __init__(self, frame: VideoFrame) -> None:
        self._shape = (frame.width, frame.height, frame.format.name)
        self._graph = Graph()
        source = self._graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format,
            time_base=frame.time_base or Fraction(1, 90_000),
        )
        yadif = self._graph.add("yadif", "mode=send_frame:deint=interlaced")
        self._graph.link_nodes(source, yadif, self._graph.add("buffersink")).configure()

    def fits(self, frame: VideoFrame) -> bool:
        return self._shape == (frame.width, frame.height, frame.format.name)

    def push(self, frame: VideoFrame) -> Iterator[VideoFrame]:
        self._graph.vpush(frame)
        return self._ready()

    def rest(self) -> Iterator[VideoFrame]:
        self._graph.vpush(None)
        return self._ready()

    def _ready(self) -> Iterator[VideoFrame]:
        while True:
            try:
                yield self._graph.vpull()
            except (NotYetError, FilterEndError):
                return
