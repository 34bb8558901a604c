"""Frames to an H.264 file that browsers and phones play."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import cv2
import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, ColorTrc
from av.video.stream import VideoStream

from kneecave.errors import OutputError, UsageError
from kneecave.model.arrays import ImageBgr
from kneecave.model.planes import Coding, Planes
from kneecave.video.picture import numbers_of
from kneecave.video.soundtrack import Soundtrack
from kneecave.video.threads import codec_threads

_TICK = Fraction(1, 90_000)  # holds 24, 25, 30, 50, 60 and 30000/1001 Hz exactly
_NOMINAL_RATE_HZ = 30  # a hint for the encoder; frames keep their own times
_KEY_FRAME_EVERY = 60  # so that a player can jump to a rep
_BT601 = Coding(6, full_range=False)  # what OpenCV converts to
# The cheapest searches and packing of x264: sharper letters than "veryfast" at crf 23 in a third of
# its time for twice the bytes (docs/performance.md).  One quantizer for all, since what crf changes
# it by must be found out first.
_ENCODER_OPTIONS = {
    "preset": "superfast",
    "qp": "24",
    "x264-params": "cabac=0:b-adapt=0:scenecut=0:weightp=0:aq-mode=0:analyse=none:subme=0",
}
_USUAL_MOST_HZ = 60.5
# Of many frames a second each takes an eighth less this way, for a fifth more bytes.
_USUAL, _MANY = ":bframes=1", ":bframes=0:8x8dct=0"


class VideoWriter:
    """Writes a video: H.264 in mp4, index in front, each frame at its own time.

    Everything goes to a temporary file beside the target, which takes the target's name when the
    block ends well; after an error nothing is left and an older file stays as it was.

    Parameters
    ----------
    path
        The mp4 to be written.
    size_px
        (width, height) of every frame; an odd side gets one more row or column, as the format
        needs even ones.
    frame_rate_hz
        How many frames a second there will be, about: many are encoded with less care for bytes.
    coding
        How planes that are written are colours; what is written as BGR is brought to it.
    audio_from
        The clip whose sound goes along, in step with its pictures.

    Raises
    ------
    UsageError
        If the video would replace the clip it is made of.
    OutputError
        If the video cannot be written.
    InputError
        If the clip with the sound cannot be read.
    """

    def __init__(
        self,
        path: Path,
        *,
        size_px: tuple[int, int],
        frame_rate_hz: float = _NOMINAL_RATE_HZ,
        coding: Coding | None = None,
        audio_from: Path | None = None,
    ) -> None:
        self._path = path
        self._has_many_frames = frame_rate_hz > _USUAL_MOST_HZ
        self._part = path.with_name(f".{secrets.token_hex(8)}.part")
        self._size_px = size_px
        self._coding = coding or _BT601
        self._audio_from = audio_from
        self._soundtrack: Soundtrack | None = None
        self._last_pts: int | None = None
        self._encoded: deque[VideoFrame] = deque()

    def __enter__(self) -> Self:
        with self._telling():
            self._require_free_name()
            self._output = av.open(
                f"file:{self._part}", "w", format="mp4", options={"movflags": "+faststart"}
            )
        try:
            with self._telling():
                self._video = self._add_video()
            if self._audio_from is not None:
                self._soundtrack = Soundtrack(self._audio_from, self._output)
            with self._telling():
                self._output.start_encoding()
        except BaseException:
            self._abandon()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            self._abandon()
            return
        try:
            self._finish()
        except BaseException:
            self._abandon()
            raise

    def write(self, picture: ImageBgr | Planes, time_s: float) -> None:
        """Append a frame.

        Parameters
        ----------
        picture
            (H, W, 3) uint8, blue green red, or planes of the writer's coding, of the writer's
            size; not used any more after the call.
        time_s
            Seconds from the first frame, larger than that of the frame before.

        Raises
        ------
        ValueError
            If the picture's size or its planes' coding is another.
        OutputError
            If the video cannot be written.
        """
        width, height = picture.size_px if isinstance(picture, Planes) else picture.shape[1::-1]
        if (width, height) != self._size_px:
            raise ValueError(f"the frame is {width} x {height}, not {self._size_px}")
        planes = picture if isinstance(picture, Planes) else planes_of(picture, self._coding)
        if planes.coding != self._coding:
            raise ValueError(f"the frame is coded as {planes.coding}, not {self._coding}")
        frame = (planes if isinstance(planes, _Sheet) else self._copied(planes)).frame
        frame.time_base = _TICK
        frame.pts = self._next_pts(time_s)
        with self._telling():
            self._output.mux(self._video.encode(frame))
            self._encoded.append(frame)
            if self._soundtrack is not None:
                self._soundtrack.advance(time_s)

    def sheet(self) -> Planes:
        """Return planes of the writer's size and coding, any numbers in them, to draw a frame on.

        Written, they are encoded where they lie, and later given out again; others are copied.
        """
        return self._sheet()

    def _sheet(self) -> _Sheet:
        try:
            frame = self._encoded.pop()
        except IndexError:
            width, height = self._size_px
            frame = VideoFrame(width + width % 2, height + height % 2, "yuv420p")
        frame.make_writable()  # in case the encoder still looks at it
        return _Sheet.over(frame, self._coding)

    def _copied(self, planes: Planes) -> _Sheet:
        sheet = self._sheet()
        sheet.luma[:], sheet.blue[:], sheet.red[:] = planes.luma, planes.blue, planes.red
        return sheet

    def _require_free_name(self) -> None:
        if self._path.is_dir():
            raise OutputError(f"{self._path} is a folder; give the video another name")
        clip = self._audio_from
        if clip is not None and clip.exists() and self._path.exists() and clip.samefile(self._path):
            raise UsageError(f"{self._path} is the clip itself; give the video another name")

    def _add_video(self) -> VideoStream:
        width, height = self._size_px
        options = dict(_ENCODER_OPTIONS)
        options["x264-params"] += _MANY if self._has_many_frames else _USUAL
        stream = self._output.add_stream(
            "libx264", rate=_NOMINAL_RATE_HZ, options=options, time_base=_TICK
        )
        stream.width, stream.height = width + width % 2, height + height % 2
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = codec_threads()
        stream.gop_size = _KEY_FRAME_EVERY
        stream.color_primaries, stream.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        stream.colorspace = self._coding.matrix
        stream.color_range = ColorRange.JPEG if self._coding.full_range else ColorRange.MPEG
        return stream

    def _next_pts(self, time_s: float) -> int:
        pts = round(time_s / _TICK)
        if self._last_pts is not None:
            pts = max(pts, self._last_pts + 1)
        self._last_pts = pts
        return pts

    def _finish(self) -> None:
        if self._last_pts is None:
            raise OutputError(f"{self._path} would be empty: there is no frame to write")
        with self._telling():
            self._output.mux(self._video.encode(None))
            if self._soundtrack is not None:
                self._soundtrack.advance()
                self._soundtrack.close()
            self._output.close()
            self._part.replace(self._path)

    def _abandon(self) -> None:
        if self._soundtrack is not None:
            self._soundtrack.close()
        with suppress(FFmpegError, OSError):
            self._output.close()
        self._part.unlink(missing_ok=True)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn what goes wrong while writing into one line."""
        try:
            yield
        except (FFmpegError, OSError) as error:
            reason = error.strerror or "unknown error"
            raise OutputError(
                f"{self._path} cannot be written ({reason}); check the folder and its free space"
            ) from error


def planes_of(image_bgr: ImageBgr, coding: Coding) -> Planes:
    """Return a picture as planes; an odd side gets one more row or column, as the last one is.

    The usual coding is made by OpenCV, in a fifth of swscale's time; its colours are those of
    every other pixel.
    """
    height, width = image_bgr.shape[:2]
    even = cv2.copyMakeBorder(image_bgr, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    height, width = even.shape[:2]
    if coding == _BT601:
        numbers = np.asarray(cv2.cvtColor(even, cv2.COLOR_BGR2YUV_I420), np.uint8).ravel()
        luma, blue, red = np.split(numbers, (width * height, width * height * 5 // 4))
        half = height // 2, width // 2
        return Planes(luma.reshape(even.shape[:2]), blue.reshape(half), red.reshape(half), coding)
    toned = np.asarray(cv2.transform(even, coding.from_bgr()), dtype=np.uint8)
    small = cv2.resize(toned[..., 1:], (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    colours = np.asarray(small, dtype=np.uint8)
    return Planes(toned[..., 0], colours[..., 0], colours[..., 1], coding)


@dataclass(frozen=True, slots=True)
class _Sheet(Planes):
    """Planes that lie in a frame for the encoder."""

    frame: VideoFrame

    @classmethod
    def over(cls, frame: VideoFrame, coding: Coding) -> _Sheet:
        # plane by plane: PyAV's own way from an array takes only heights that 4 divides
        luma, blue, red = (numbers_of(plane) for plane in frame.planes)
        return cls(luma, blue, red, coding, frame)
