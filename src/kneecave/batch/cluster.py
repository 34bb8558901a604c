"""Workers of a Dask cluster, on any number of machines.

A Dask worker hands each job to a process of its own, so that a clip kills that and not the worker.
If a Dask worker dies all the same, the scheduler gives its jobs to another one.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from uuid import uuid4

from kneecave.batch.engine import Begun, Outcome
from kneecave.batch.isolated import BATCH, IsolatedWorker, Limits
from kneecave.batch.job import Job
from kneecave.errors import KneecaveError, UsageError
from kneecave.model.batch import ClipRow, Failure, FailureKind

AHEAD = 2
"""Jobs per thread of the cluster that it is given: the one it does, and the next."""
PATIENCE_S = 10
LOOK_EVERY_S = 1.0
"""How often the scheduler is asked for its workers, at most."""
_TOPIC = "kneecave-begun"
_own = threading.local()


class ClusterError(KneecaveError):
    """The cluster does not do its work."""


@contextmanager
def open_cluster(
    scheduler: str, limits: Limits, begun: Begun, *, waiting: Callable[[], None]
) -> Iterator[Cluster]:
    """Give the cluster of a scheduler that runs already, as ``tcp://host:8786``.

    ``waiting`` is told whenever its last worker is gone, or none has come yet.

    Raises
    ------
    UsageError
        Dask's ``distributed`` is not installed, that is no address, or no scheduler is there.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            "--scheduler needs distributed; pip install 'kneecave[cluster]'"
        ) from error
    _check_address(scheduler)
    try:
        client = Client(scheduler, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"there is no Dask scheduler at {scheduler}") from error
    with client:
        client.subscribe_topic(_TOPIC, lambda event: begun(*event[1]))
        cluster = Cluster(client, limits, waiting)
        try:
            yield cluster
        finally:
            cluster.cancel()


class Cluster:
    """The workers that a scheduler has at the moment; more may come while it works."""

    def __init__(self, client: Any, limits: Limits, waiting: Callable[[], None]) -> None:
        self._client = client
        self._limits = limits
        self._waiting = waiting
        self._waits = False
        self._running: dict[Any, Job] = {}
        self._ended: SimpleQueue[Any] = SimpleQueue()
        self._threads = 0
        self._counted_s = -math.inf

    @property
    def workers(self) -> int:
        """How many jobs run side by side now; 0 while no worker is there."""
        if time.monotonic() - self._counted_s >= LOOK_EVERY_S:
            with suppress(OSError):  # the scheduler is gone, which the jobs will show
                self._threads = sum(self._client.nthreads().values())
            self._counted_s = time.monotonic()
        return self._threads

    def outcomes(self, jobs: Iterator[Job]) -> Iterator[Outcome]:
        """Give out how jobs end, as they do.

        Raises
        ------
        ClusterError
            The scheduler is gone, or workers cannot do jobs at all.
        """
        while True:
            while len(self._running) < self._most() and (job := next(jobs, None)) is not None:
                self._submit(job)
            if not self._running:
                return
            self._tell_if_nobody_works()
            with suppress(Empty):
                future = self._ended.get(timeout=LOOK_EVERY_S)
                yield self._outcome(future, self._running.pop(future))

    def alone(self, job: Job) -> Outcome:
        """Return how a job ends that runs while nothing else of this batch does."""
        return next(self.outcomes(iter([job])))

    def cancel(self) -> None:
        """Give up the jobs that are not begun."""
        self._client.cancel(list(self._running))

    def _most(self) -> int:
        return AHEAD * max(1, self.workers)

    def _tell_if_nobody_works(self) -> None:
        waited, self._waits = self._waits, not self.workers
        if self._waits and not waited:
            self._waiting()

    def _submit(self, job: Job) -> None:
        future = self._client.submit(
            _do, job, self._limits, key=f"kneecave-{job.name}-{uuid4().hex}", pure=False
        )
        self._running[future] = job
        future.add_done_callback(self._ended.put)

    def _outcome(self, future: Any, job: Job) -> Outcome:
        from distributed import KilledWorker  # noqa: PLC0415 - an extra

        if future.status == "finished":
            outcome: Outcome = future.result()
            return outcome
        error = future.exception() if future.status == "error" else None
        if isinstance(error, KilledWorker):
            told = "the clip ended several workers of the cluster"
            failure = Failure(FailureKind.CRASHED, KneecaveError.exit_code, told)
            return Outcome(job, "cluster", failure)
        if error is None:
            raise ClusterError("the scheduler is gone; start it and run the same command again")
        raise ClusterError(
            f"a worker of the cluster cannot do its work: {type(error).__name__}: {error}"
        )


def _check_address(scheduler: str) -> None:
    """Refuse what is no address before a client is made, which would complain for long."""
    from distributed.comm.addressing import (  # noqa: PLC0415 - an extra
        parse_address,
        parse_host_port,
    )
    from distributed.comm.registry import get_backend  # noqa: PLC0415 - an extra

    try:
        scheme, location = parse_address(scheduler, strict=True)
        get_backend(scheme)
        host, port = parse_host_port(location)
    except ValueError:
        host, port = "", 0
    if not host or not 0 < port < 1 << 16:
        raise UsageError(f"{scheduler} is no address of a Dask scheduler; give tcp://HOST:8786")


def _do(job: Job, limits: Limits) -> Outcome:
    """Do a job in this thread's own process, on a worker of the cluster."""
    from distributed import get_worker  # noqa: PLC0415 - an extra

    worker = get_worker()
    place = Path(worker.local_directory)  # which Dask removes, if need be when the next one starts
    isolated = _isolated(limits, beside=worker.state.nthreads, place=place)
    name = isolated.make_ready()
    worker.log_event(_TOPIC, (name, job.clip))
    return Outcome(job, name, isolated.run(job))


def _isolated(limits: Limits, *, beside: int, place: Path) -> IsolatedWorker[ClipRow]:
    """Return the process of this thread, another one if the limits have changed."""
    mine: tuple[Limits, IsolatedWorker[ClipRow]] | None = getattr(_own, "isolated", None)
    if mine is None or mine[0] != limits:
        if mine is not None:
            mine[1].stop()
        mine = _own.isolated = (limits, IsolatedWorker(BATCH, limits, beside=beside, place=place))
    return mine[1]
