"""How long a clip will still take, guessed from how long it took so far."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from kneecave.apps.web.orders import News
from kneecave.pipeline import Stage

_LEAST_FRAMES = 5
_DRAWING = {"heavy": 0.12, "full": 0.3, "lite": 0.35}
"""Time a frame takes to be drawn, as a share of the time its joints take (two cores)."""


class Progress:
    """What a worker told of a clip.

    Parameters
    ----------
    model
        Pose bundle the clip is analysed with.
    """

    def __init__(self, model: str, *, now_s: Callable[[], float] = monotonic) -> None:
        self._drawing = _DRAWING[model]
        self._now_s = now_s
        self.news: News | None = None
        self._first = (0, 0.0)
        self._last_s = 0.0

    def hear(self, news: News) -> None:
        """Take what the worker tells."""
        before = self.news
        self._last_s = self._now_s()
        if before is None or before.stage != news.stage or news.done < before.done:
            self._first = (news.done, self._last_s)
        self.news = news

    def left_s(self) -> float | None:
        """Return the seconds left until all is done; None before they can be guessed."""
        news = self.news
        if news is None or not news.total:
            return None
        done, begun_s = self._first
        if news.done - done < _LEAST_FRAMES:
            return None
        frame_s = (self._last_s - begun_s) / (news.done - done)
        left_s = frame_s * max(0, news.total - news.done)
        if news.stage == Stage.JOINTS.value:
            left_s += frame_s * self._drawing * news.total
        return left_s
