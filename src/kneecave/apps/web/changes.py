"""Wakes those who listen for news of a clip."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Changes:
    """Events of an event loop, by clip; `tell` may be called by any thread.

    A listener that is slow misses news, and finds the newest when it looks: nothing piles up.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.closing = False

    def tell(self, clip: str | None) -> None:
        """Wake all who listen for a clip; None: for any."""
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._wake, clip)

    def close_soon(self) -> None:
        """Wake everybody for the last time; any thread, and signal handlers, may call."""
        self.closing = True
        self.tell(None)

    @contextmanager
    def listening(self, clip: str) -> Iterator[asyncio.Event]:
        """Give an event that is set, by us, when there is news, and cleared by the listener."""
        event = asyncio.Event()
        self._listeners[clip].add(event)
        try:
            yield event
        finally:
            self._listeners[clip].discard(event)
            if not self._listeners[clip]:
                del self._listeners[clip]

    def _wake(self, clip: str | None) -> None:
        found = [clip] if clip is not None else list(self._listeners)
        for name in found:
            for event in self._listeners.get(name, ()):
                event.set()
