"""A process that does one job after the other, told through its stdin, answering on its stdout.

It ends when its stdin does, at once: whoever started it is gone then.  It also ends when it has
had nothing to do for a while, as on a cluster between two batches.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import IO

from kneecave.batch.job import Job
from kneecave.batch.memory import resident_mb
from kneecave.batch.messages import OUT_OF_MEMORY, receive, send
from kneecave.batch.work import do

_LOOK_EVERY_S = 0.1
_IDLE_S = 300.0


def own_name() -> str:
    """Return ``host:pid`` of this process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def main(scratch: Path, memory_mb: float) -> None:
    """Do jobs until stdin ends; exit with `OUT_OF_MEMORY` beyond that resident size."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this decides
    orders, answers = _taken(0, "rb"), _taken(1, "wb")
    _look_at_memory(memory_mb)
    Thread(target=_watch_memory, args=(memory_mb,), daemon=True).start()
    jobs: SimpleQueue[Job] = SimpleQueue()
    Thread(target=_read, args=(orders, jobs), daemon=True).start()
    name = own_name()
    send(answers, name)
    with suppress(Empty):
        while True:
            send(answers, do(jobs.get(timeout=_IDLE_S), scratch=scratch, worker=name))


def _taken(descriptor: int, mode: str) -> IO[bytes]:
    """Return a stream of our own, and lead what libraries read or print there to nowhere."""
    own = os.fdopen(os.dup(descriptor), mode)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return own


def _read(orders: IO[bytes], jobs: SimpleQueue[Job]) -> None:
    try:
        while isinstance(job := receive(orders), Job):
            jobs.put(job)
    finally:
        os._exit(0)


def _watch_memory(limit_mb: float) -> None:
    pause = Event()
    while not pause.wait(_LOOK_EVERY_S):
        _look_at_memory(limit_mb)


def _look_at_memory(limit_mb: float) -> None:
    if resident_mb() > limit_mb:
        os._exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
