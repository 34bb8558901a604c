"""A thread that is always waited for, whatever interrupts."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

_PATIENCE_S = 0.005


class Worker:
    """Runs a function in a thread.

    Files are closed after their thread has ended, never under it: that would crash the process.

    Parameters
    ----------
    work
        Runs once; must not raise.
    name
        Of the thread.
    """

    def __init__(self, work: Callable[[], None], *, name: str) -> None:
        self._work = work
        self._ended = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wait(self, *, nudge: Callable[[], None]) -> None:
        """Return when the work has ended.

        ``Thread.join`` is no help here: interrupted by Ctrl-C, Python 3.11 takes a running thread
        for stopped.

        Parameters
        ----------
        nudge
            Does what lets the work end; called until it has.  Must return soon.

        Raises
        ------
        KeyboardInterrupt
            If Ctrl-C was pressed meanwhile, after the work has ended.
        """
        interruption: KeyboardInterrupt | None = None
        while not self._ended.is_set():
            try:
                nudge()
                self._ended.wait(_PATIENCE_S)
            except KeyboardInterrupt as error:
                interruption = error
        if interruption is not None:
            raise interruption

    def _run(self) -> None:
        try:
            self._work()
        finally:
            del self._work  # it may hold its owner, who holds this: all would stay for a while
            self._ended.set()
