"""Which picture comes next in a live process, whose time it has, and whether a model keeps up."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from statistics import median
from threading import Condition

from kneecave.apps.web.live_wire import Finish, Picture
from kneecave.errors import InputError

_CLOCKS_APART_S = 10.0
_WARMING_UP, _JUDGED = 2, 5


class Inbox:
    """What came in and was not looked at: the newest picture, and the order to finish."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._picture: Picture | None = None
        self._finish: Finish | None = None

    def put(self, came: Picture | Finish) -> None:
        """Keep what came, in the place of an older picture that nobody has looked at."""
        with self._changed:
            if isinstance(came, Finish):
                self._finish = came
            else:
                self._picture = came
            self._changed.notify()

    def next(self) -> Picture | Finish:
        """Return the order to finish, or else the newest picture; waits for one of them."""
        with self._changed:
            self._changed.wait_for(lambda: self._finish or self._picture)
            if self._finish is not None:
                return self._finish
            picture, self._picture = self._picture, None
            assert picture is not None, "it was waited for"
            return picture


class CameraClock:
    """The pictures' own times, from the first one, held against the clock on the wall."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._first: tuple[float, float] | None = None
        self._last_s = -math.inf

    def time_s(self, client_s: float) -> float | None:
        """Return a picture's time; None if it is not later than the one before.

        Raises
        ------
        InputError
            It is no number, or the times run away from the time that has passed.
        """
        if not math.isfinite(client_s):
            raise InputError("the picture's time is not a number")
        if self._first is None:
            self._first = client_s, self._now()
        first_s, began = self._first
        time_s = client_s - first_s
        if abs(time_s - (self._now() - began)) > _CLOCKS_APART_S:
            raise InputError(
                "the camera's clock does not fit the time that has passed; start again"
            )
        if time_s <= self._last_s:
            return None
        self._last_s = time_s
        return time_s


class Pace:
    """Whether a model keeps up on this machine, told by its first pictures of a person.

    Parameters
    ----------
    most_s
        What a picture may take, in the median.
    """

    def __init__(self, most_s: float) -> None:
        self._most_s = most_s
        self._took_s: list[float] = []

    def is_too_slow(self, took_s: float) -> bool:
        """Take what one more picture took; True once, at the picture that decides against it."""
        if len(self._took_s) >= _WARMING_UP + _JUDGED:
            return False
        self._took_s.append(took_s)
        judged = self._took_s[_WARMING_UP:]
        return len(judged) == _JUDGED and median(judged) > self._most_s
