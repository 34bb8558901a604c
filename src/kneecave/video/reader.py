"""A clip on disk to upright frames with their own times."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, dropwhile, islice
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame

from kneecave.errors import InputError, NotAVideoError
from kneecave.model.clip import ClipInfo, Frame
from kneecave.model.planes import Coding
from kneecave.video.clock import FrameClock
from kneecave.video.decoding import Decoder
from kneecave.video.deinterlace import deinterlaced
from kneecave.video.picture import PictureMaker
from kneecave.video.source import Source, audio_stream, open_source

_FEWEST_FRAMES = 2
_BEFORE_LEAP_S = 1.0
_USUAL_RATE_HZ = 30  # where the file says nothing of its own


def open_video(path: Path) -> VideoReader:
    """Return a reader of a clip, its first frames already decoded; use it in a ``with``.

    Raises
    ------
    NotAVideoError
        If there are no moving pictures in the file: a still, sound only, a text.
    InputError
        If the file is missing, may not be read, is damaged beyond use or too large.
    """
    source = open_source(path)
    try:
        return VideoReader(path, source)
    except BaseException:
        source.container.close()
        raise


class VideoReader:
    """Iterates once over the frames of a clip; open the clip again for a second pass.

    Frames are upright, with square pixels, 8-bit, each a picture of its own; time 0 is the first
    frame.  They are converted when whoever has one reads its ``image_bgr``, in whatever thread.
    Packets that cannot be decoded are skipped.
    """

    def __init__(self, path: Path, source: Source) -> None:
        self._path = path
        self._source = source
        self._decoder = Decoder(source)
        self._frames = deinterlaced(self._decoder)
        first = list(islice(self._frames, _FEWEST_FRAMES))
        self._require_enough(len(first))
        self._pictures = PictureMaker(
            path, first[0], pixel_aspect=source.stream.sample_aspect_ratio
        )
        planes = self._pictures.planes(first[0])
        self._coding = planes.coding if planes else None
        self._clock = FrameClock(nominal_step_s=float(1 / self._nominal_rate_hz))
        self._first_stamp = _stamp(first[0])
        self._start_s = float(self._first_stamp or 0)
        self._frames = chain(first, self._frames)
        self._times_s = array("d")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; frames already handed out stay valid."""
        self._source.container.close()

    def __iter__(self) -> Iterator[Frame]:
        for index, frame in enumerate(self._frames, start=len(self._times_s)):
            time_s = self._clock.time_s(_stamp(frame))
            picture = self._pictures.picture(frame)
            self._times_s.append(time_s)
            yield Frame(index=index, time_s=time_s, image_bgr=picture)

    def leap_to(self, time_s: float) -> None:
        """Go on a little before a time, at a picture that needs none before it.

        Some formats can only be entered anywhere: what comes before such a picture is left out.
        Frames keep their times where the file's stamps are sound; they are counted on from those
        read so far.  A file that cannot be read from its middle goes on where it is.
        """
        stream, target_s = self._source.stream, time_s + self._start_s - _BEFORE_LEAP_S
        if self._first_stamp is None or stream.time_base is None or target_s <= self._start_s:
            return
        try:
            self._source.container.seek(int(target_s / stream.time_base), stream=stream)
        except FFmpegError:
            return
        self._clock.leap(self._first_stamp)
        whole = dropwhile(lambda frame: not frame.key_frame, self._decoder)
        self._frames = deinterlaced(whole)

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height) of every frame."""
        return self._pictures.size_px

    @property
    def coding(self) -> Coding | None:
        """How the first frame's planes are colours; None where it has none."""
        return self._coding

    @property
    def start_s(self) -> float:
        """The first frame's own stamp on the file's clock, which sound shares; seconds."""
        return self._start_s

    @property
    def expected_duration_s(self) -> float | None:
        """Length that the file declares, seconds; None where it says nothing."""
        stream, container = self._source.stream, self._source.container
        if stream.duration and stream.time_base:
            return float(stream.duration * stream.time_base)
        return container.duration / 1e6 if container.duration else None

    @property
    def expected_frames(self) -> int | None:
        """Number of frames to come, for progress; a guess, None where the file says nothing.

        The smaller of the declared count and length times rate: a trimmed clip still declares the
        frames that were cut off.
        """
        guesses = [self._declared_frames] if self._declared_frames else []
        if self.expected_duration_s:
            guesses.append(max(1, round(self.expected_duration_s * self._nominal_rate_hz)))
        return min(guesses, default=None)

    @property
    def info(self) -> ClipInfo:
        """Facts about the clip; counts and times hold for what was read so far."""
        times_s = np.frombuffer(self._times_s, dtype=np.float64).copy()
        stream = self._source.stream
        width, height = self.size_px
        rate_hz, variable = _rate(times_s, tick_s=float(stream.time_base or 0))
        return ClipInfo(
            name=_shown(self._path.name),
            width_px=width,
            height_px=height,
            frames=len(times_s),
            declared_frames=self._declared_frames,
            damaged_packets=self._decoder.damaged_packets,
            duration_s=float(times_s[-1]) if len(times_s) else 0.0,
            frame_rate_hz=rate_hz,
            variable_rate=variable,
            rotation_deg=self._pictures.orientation.rotation_deg,
            mirrored=self._pictures.orientation.mirrored,
            codec=stream.codec_context.codec.canonical_name,
            pixel_format=stream.pix_fmt or "unknown",
            has_audio=audio_stream(self._source.container) is not None,
        )

    @property
    def _declared_frames(self) -> int | None:
        return self._source.stream.frames or None

    @property
    def _nominal_rate_hz(self) -> Fraction:
        stream = self._source.stream
        return stream.average_rate or stream.guessed_rate or Fraction(_USUAL_RATE_HZ)

    def _require_enough(self, frames: int) -> None:
        if frames == 0:
            raise InputError(
                f"{self._path} is damaged: not one of its pictures can be decoded "
                f"({self._decoder.damaged_packets} damaged packets); copy or export it again"
            )
        if frames < _FEWEST_FRAMES:
            raise NotAVideoError(
                f"{self._path} holds only 1 frame; a clip needs at least {_FEWEST_FRAMES}"
            )


def _shown(name: str) -> str:
    """Return a file name as text that any file and terminal takes: other letters become ``?``."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _stamp(frame: VideoFrame) -> Fraction | None:
    """Return a frame's presentation stamp in seconds of the file's clock, exact.

    Where the container knows only when to decode (AVI), that order is the order of frames, too.
    """
    ticks = frame.pts if frame.pts is not None else frame.dts
    if frame.time_base is None or ticks is None:
        return None
    return ticks * frame.time_base


def _rate(
    times_s: np.ndarray[tuple[int], np.dtype[np.float64]], *, tick_s: float
) -> tuple[float, bool]:
    """Frames per second from the usual distances, and whether there are others.

    A distance is usual within a tenth of the median; a container that counts in whole ticks (1 ms
    in WebM) may be a tick off.
    """
    steps_s = np.diff(times_s)
    if not len(steps_s):
        return 0.0, False
    median_s = float(np.sort(steps_s)[len(steps_s) // 2])
    usual = np.abs(steps_s - median_s) <= max(median_s / 10, 1.01 * tick_s)
    return 1 / float(np.mean(steps_s[usual])), not bool(usual.all())
