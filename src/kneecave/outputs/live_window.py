"""The window of a live session.  What could abort the program is tried in another one first."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from types import TracebackType
from typing import Self

import cv2

from kneecave.errors import UsageError
from kneecave.model.arrays import ImageBgr

TITLE = "kneecave"
_WAYS_OUT = (
    "; kneecave serve shows it in a browser, and kneecave live --no-window tells it in words"
)
_PATIENCE_S = 60.0
_TRIAL = "import cv2; cv2.namedWindow('kneecave'); cv2.waitKey(1); cv2.destroyAllWindows()"
_ESCAPE = 27


def require_display() -> None:
    """Raise if no window can be shown.

    Raises
    ------
    UsageError
        There is no display, it cannot be reached, or OpenCV was built without windows.
    """
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        raise UsageError(f"there is no display to open a window on{_WAYS_OUT}")
    try:
        trial = subprocess.run(
            [sys.executable, "-c", _TRIAL], capture_output=True, timeout=_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise UsageError(f"the display does not answer{_WAYS_OUT}") from None
    if trial.returncode != 0:
        raise UsageError(f"no window can be opened on this display{_WAYS_OUT}")


class Window:
    """Shows pictures and tells which key was pressed; use it in a ``with``."""

    def __init__(self) -> None:
        self._was_visible = False

    def __enter__(self) -> Self:
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(cv2.error):
            cv2.destroyAllWindows()
            cv2.waitKey(1)

    def show(self, image: ImageBgr, *, first: bool) -> str:
        """Show a picture; return the small letter pressed since, "q" if the window was closed."""
        try:
            if first:
                cv2.resizeWindow(TITLE, image.shape[1], image.shape[0])
            cv2.imshow(TITLE, image)
            key = cv2.waitKey(1)
            visible = cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) >= 1
        except cv2.error:  # the window is gone
            return "q"
        closed = self._was_visible and not visible  # some systems never say that it is visible
        self._was_visible = visible
        if key == _ESCAPE or closed:
            return "q"
        return chr(key & 0xFF).lower() if key >= 0 else ""
