"""Packets of a file to decoded frames; what is damaged is skipped and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from kneecave.video.source import Source

S = TypeVar("S", VideoStream, AudioStream)

# Reading stops after this many failures in a row with no packet between: the rest is lost.
_FAILED_READS = 64


class Decoder:
    """The frames of a source in order of presentation, as the codec gives them.

    Every packet is read and decoded on its own, so that a damaged one costs only the frames that
    need it.

    Attributes
    ----------
    damaged_packets
        Packets that could not be read or decoded so far.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.damaged_packets = 0

    def __iter__(self) -> Iterator[VideoFrame]:
        container, stream = self._source.container, self._source.stream
        for packet in packets(container, stream, on_failure=self._count):
            try:
                frames = packet.decode()
            except FFmpegError:
                self._count()
            else:
                yield from frames

    def _count(self) -> None:
        self.damaged_packets += 1


def packets(
    container: InputContainer, stream: S, *, on_failure: Callable[[], None]
) -> Iterator[Packet[S]]:
    """Yield the packets of a stream, reading on behind damaged places.

    Parameters
    ----------
    on_failure
        Called for every failed read.
    """
    failed_reads = 0
    while failed_reads < _FAILED_READS:
        try:
            for packet in container.demux(stream):
                failed_reads = 0
                yield packet
        except FFmpegError:
            failed_reads += 1
            on_failure()
        else:
            return
