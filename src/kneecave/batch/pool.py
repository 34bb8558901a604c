"""Worker processes on this machine, each with a thread that waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from kneecave.batch.engine import Begun, Outcome
from kneecave.batch.isolated import BATCH, IsolatedWorker, Limits, StoppedError
from kneecave.batch.job import Job
from kneecave.model.batch import ClipRow

AHEAD = 2
"""Jobs per worker that are taken: the one it does, and the next."""


@contextmanager
def open_pool(workers: int, limits: Limits, begun: Begun, *, scratch: Path) -> Iterator[LocalPool]:
    """Give a pool; at the end its processes are killed, whatever they do.

    ``scratch`` is an existing folder for their temporary files.
    """
    pool = LocalPool(workers, limits, begun, scratch=scratch)
    try:
        yield pool
    finally:
        pool.stop()


class LocalPool:
    """So many worker processes."""

    def __init__(self, workers: int, limits: Limits, begun: Begun, *, scratch: Path) -> None:
        self.workers = workers
        self._begun = begun
        self._todo: SimpleQueue[Job | None] = SimpleQueue()
        self._ended: SimpleQueue[Outcome | Exception] = SimpleQueue()
        self._isolated = [
            IsolatedWorker(BATCH, limits, beside=workers, place=scratch) for _ in range(workers)
        ]
        self._threads = [
            Thread(target=self._work, args=(isolated,), daemon=True) for isolated in self._isolated
        ]
        for thread in self._threads:
            thread.start()

    def outcomes(self, jobs: Iterator[Job]) -> Iterator[Outcome]:
        """Give out how jobs end, as they do.

        Raises
        ------
        WorkerStartError
            No worker can be started.
        """
        running = 0
        while True:
            while running < AHEAD * self.workers and (job := next(jobs, None)) is not None:
                self._todo.put(job)
                running += 1
            if not running:
                return
            ended = self._ended.get()
            if isinstance(ended, Exception):
                raise ended
            running -= 1
            yield ended

    def alone(self, job: Job) -> Outcome:
        """Return how a job ends that runs while nothing else does."""
        return next(self.outcomes(iter([job])))

    def stop(self) -> None:
        """Kill the processes and wait for the threads."""
        for isolated in self._isolated:
            isolated.stop()
        for _ in self._threads:
            self._todo.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self, isolated: IsolatedWorker[ClipRow]) -> None:
        try:
            while (job := self._todo.get()) is not None:
                name = isolated.make_ready()
                self._begun(name, job.clip)
                self._ended.put(Outcome(job, name, isolated.run(job)))
        except StoppedError:
            return
        except Exception as error:  # handed to the thread that waits for outcomes
            self._ended.put(error)
