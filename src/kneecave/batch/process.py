"""A process that does one job after the other, told through its stdin, answering on its stdout.

It ends when its stdin does, at once: whoever started it is gone then.  It also ends when it has
had nothing to do for a while, as on a cluster between two batches.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import IO, Any, Protocol

from kneecave.batch.memory import resident_mb
from kneecave.batch.messages import OUT_OF_MEMORY, receive, send

_LOOK_EVERY_S = 0.1
_IDLE_S = 300.0


class Do(Protocol):
    """Does a job, with a folder for temporary files, and tells of it on the way."""

    def __call__(self, job: Any, /, *, scratch: Path, tell: Callable[[object], None]) -> object:
        """Return the answer, which is of another type than what it tells."""


def own_name() -> str:
    """Return ``host:pid`` of this process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def work(do: Do, *, scratch: Path, memory_mb: float) -> None:
    """Do jobs until stdin ends; exit with `OUT_OF_MEMORY` beyond that resident size."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this decides
    orders, answers = taken(0, "rb"), taken(1, "wb")
    _look_at_memory(memory_mb)
    Thread(target=watch_memory, args=(memory_mb,), daemon=True).start()
    jobs: SimpleQueue[object] = SimpleQueue()
    Thread(target=_read, args=(orders, jobs), daemon=True).start()
    answering = Lock()

    def tell(message: object) -> None:
        with answering:
            send(answers, message)

    tell(own_name())
    with suppress(Empty):
        while True:
            tell(do(jobs.get(timeout=_IDLE_S), scratch=scratch, tell=tell))


def taken(descriptor: int, mode: str) -> IO[bytes]:
    """Return a stream of our own, and lead what libraries read or print there to nowhere."""
    own = os.fdopen(os.dup(descriptor), mode)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return own


def _read(orders: IO[bytes], jobs: SimpleQueue[object]) -> None:
    try:
        while True:
            jobs.put(receive(orders))
    finally:
        os._exit(0)


def watch_memory(limit_mb: float) -> None:
    """End the process with `OUT_OF_MEMORY` when its resident size is beyond the limit."""
    pause = Event()
    while not pause.wait(_LOOK_EVERY_S):
        _look_at_memory(limit_mb)


def _look_at_memory(limit_mb: float) -> None:
    if resident_mb() > limit_mb:
        os._exit(OUT_OF_MEMORY)
