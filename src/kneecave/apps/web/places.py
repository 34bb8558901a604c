"""How much of the server each client holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from kneecave.errors import KneecaveError

_MANY_CLIENTS = 4096


class BusyError(KneecaveError):
    """A client, or all together, hold as much as they may."""


class Places:
    """So many places for one kind of thing.

    Parameters
    ----------
    each, together
        How many one client may hold, and all clients.
    what
        The thing, as in "too many uploads at once".
    """

    def __init__(self, what: str, *, each: int, together: int) -> None:
        self._what, self._each, self._together = what, each, together
        self._held: Counter[str] = Counter()

    @contextmanager
    def taken(self, client: str) -> Iterator[None]:
        """Hold a place for the time of the block.

        Raises
        ------
        BusyError
            There is none.
        """
        if self._held[client] >= self._each or self._held.total() >= self._together:
            raise BusyError(f"too many {self._what} at once; wait until one has ended")
        self._held[client] += 1
        try:
            yield
        finally:
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]


class Rate:
    """So many requests a client may make: a burst, given back bit by bit.

    Parameters
    ----------
    burst, per_s
        Requests at once, and requests a second that are given back.
    """

    def __init__(self, *, burst: int, per_s: float, now_s: Callable[[], float] = monotonic) -> None:
        self._burst, self._per_s, self._now_s = burst, per_s, now_s
        self._left: dict[str, tuple[float, float]] = {}

    def wait_s(self, client: str) -> float:
        """Return 0 and count a request, or the seconds until the client may make one."""
        now_s = self._now_s()
        left, at_s = self._left.pop(client, (float(self._burst), now_s))
        left = min(self._burst, left + (now_s - at_s) * self._per_s)
        allowed = left >= 1
        self._left[client] = (left - 1 if allowed else left, now_s)
        if len(self._left) > _MANY_CLIENTS:
            del self._left[next(iter(self._left))]  # the one not heard of for longest
        return 0.0 if allowed else (1 - left) / self._per_s
