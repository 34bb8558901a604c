"""A video of pictures that come one by one, for as long as somebody wants."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from pathlib import Path

from kneecave.errors import OutputError
from kneecave.model.arrays import ImageBgr
from kneecave.video.write_behind import write_behind
from kneecave.video.writer import VideoWriter

_WAITING = 8


class Recorder:
    """Writes a video behind the pictures' coming; end it with `finish` or `drop`.

    Raises
    ------
    OutputError
        The video cannot be written.
    """

    def __init__(self, path: Path, size_px: tuple[int, int]) -> None:
        self._path = path
        with ExitStack() as stack:
            video = stack.enter_context(VideoWriter(path, size_px=size_px))
            self._write = stack.enter_context(write_behind(video, most=_WAITING))
            self._open = stack.pop_all()

    def write(self, image_bgr: ImageBgr, time_s: float) -> None:
        """Add a picture, which must not be changed any more."""
        self._write(image_bgr, time_s)

    def finish(self) -> Path:
        """Return the finished video."""
        self._open.close()
        return self._path

    def drop(self) -> None:
        """Leave nothing behind; what could not be written is not told."""
        with suppress(OutputError):
            self._open.close()
        self._path.unlink(missing_ok=True)
