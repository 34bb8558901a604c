"""Sound of the source clip into the annotated video."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from math import inf
from pathlib import Path

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import ArgumentError, FFmpegError, InvalidDataError
from av.packet import Packet

from kneecave.video.decoding import packets
from kneecave.video.reader import open_video
from kneecave.video.source import audio_stream, open_container

# What mp4 holds and browsers play from it; everything else becomes AAC.
_COPIED_CODECS = frozenset({"aac", "mp3", "opus"})
_AAC_RATES_HZ = frozenset({8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000})
_USUAL_RATE_HZ = 48_000


class Soundtrack:
    """Carries a clip's sound over to a video, in step with its pictures.

    Packets are copied where mp4 can hold them, else encoded as AAC.  Damaged packets are left out:
    sound never stops the pictures.

    Parameters
    ----------
    clip
        The clip with the sound; one without is fine.
    target
        Gets an audio stream if there is sound; its header must not be written yet.

    Raises
    ------
    InputError
        If the clip cannot be read.
    """

    def __init__(self, clip: Path, target: OutputContainer) -> None:
        self._target = target
        self._container = open_container(clip)
        self._start = Fraction(0)
        self._packets: Iterator[Packet[AudioStream]] = iter(())
        if (source := audio_stream(self._container)) is not None:
            with open_video(clip) as reader:
                self._start = Fraction(reader.start_s).limit_denominator(1_000_000)
            self._packets = self._carried(source)
        self._waiting = next(self._packets, None)

    def close(self) -> None:
        """Close the clip."""
        self._container.close()

    def advance(self, until_s: float = inf) -> None:
        """Hand over the packets up to a time of the video, seconds; all of them by default.

        Raises
        ------
        FFmpegError
            If the video cannot be written.
        """
        while (packet := self._waiting) is not None and _time_s(packet) <= until_s:
            with suppress(InvalidDataError, ArgumentError):
                self._target.mux(packet)
            self._waiting = next(self._packets, None)

    def _carried(self, source: AudioStream) -> Iterator[Packet[AudioStream]]:
        if source.codec_context.codec.canonical_name in _COPIED_CODECS:
            return self._copied(source, self._target.add_stream_from_template(source))
        rate = source.rate if source.rate in _AAC_RATES_HZ else _USUAL_RATE_HZ
        layout = "mono" if source.channels == 1 else "stereo"
        return self._encoded(source, self._target.add_stream("aac", rate=rate, layout=layout))

    def _copied(self, source: AudioStream, target: AudioStream) -> Iterator[Packet[AudioStream]]:
        last_dts: int | None = None
        for packet in packets(self._container, source, on_failure=_leave_out):
            if packet.pts is None or packet.dts is None:
                continue
            shift = round(self._start / packet.time_base)
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            starts_too_early = packet.pts + (packet.duration or 0) <= 0
            if starts_too_early or (last_dts is not None and packet.dts <= last_dts):
                continue
            last_dts = packet.dts
            packet.stream = target
            yield packet

    def _encoded(self, source: AudioStream, target: AudioStream) -> Iterator[Packet[AudioStream]]:
        for frame in self._decoded(source):
            if frame.pts is None or frame.time_base is None:
                continue
            frame.pts -= round(self._start / frame.time_base)
            if frame.pts >= 0:
                yield from target.encode(frame)
        yield from target.encode(None)

    def _decoded(self, source: AudioStream) -> Iterator[AudioFrame]:
        for packet in packets(self._container, source, on_failure=_leave_out):
            with suppress(FFmpegError):
                yield from packet.decode()


def _leave_out() -> None:
    """Let a damaged packet of sound go: the pictures matter."""


def _time_s(packet: Packet[AudioStream]) -> float:
    return float((packet.dts or 0) * packet.time_base)
