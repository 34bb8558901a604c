"""Workers of a Dask cluster, on any number of machines.

A Dask worker hands each job to a process of its own, so that a clip kills that and not the worker.
If a Dask worker dies all the same, the scheduler gives its jobs to another one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from kneecave.batch.engine import Begun, Outcome
from kneecave.batch.isolated import IsolatedWorker, Limits
from kneecave.batch.job import Job
from kneecave.errors import KneecaveError, UsageError
from kneecave.model.batch import Failure, FailureKind

AHEAD = 2
"""Jobs per thread of the cluster that it is given: the one it does, and the next."""
PATIENCE_S = 10
_TOPIC = "kneecave-begun"
_own = threading.local()


class ClusterError(KneecaveError):
    """The cluster does not do its work."""


@contextmanager
def open_cluster(scheduler: str, limits: Limits, begun: Begun) -> Iterator[Cluster]:
    """Give the cluster of a scheduler that runs already, as ``tcp://host:8786``.

    Raises
    ------
    UsageError
        Dask's ``distributed`` is not installed, or there is no scheduler at that address.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            "--scheduler needs distributed; pip install 'kneecave[cluster]'"
        ) from error
    try:
        client = Client(scheduler, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"there is no Dask scheduler at {scheduler}") from error
    with client:
        client.subscribe_topic(_TOPIC, lambda event: begun(*event[1]))
        cluster = Cluster(client, limits)
        try:
            yield cluster
        finally:
            cluster.cancel()


class Cluster:
    """The workers that a scheduler has at the moment; more may come while it works."""

    def __init__(self, client: Any, limits: Limits) -> None:
        self._client = client
        self._limits = limits
        self._running: dict[Any, Job] = {}

    @property
    def workers(self) -> int:
        """How many jobs run side by side now; 0 while no worker is there."""
        return sum(self._client.nthreads().values())

    def outcomes(self, jobs: Iterator[Job]) -> Iterator[Outcome]:
        """Give out how jobs end, as they do.

        Raises
        ------
        ClusterError
            The scheduler is gone, or workers cannot do jobs at all.
        """
        from distributed import as_completed  # noqa: PLC0415 - an extra

        ended = as_completed(loop=self._client.loop, raise_errors=False)
        most = self._most()
        while True:
            while len(self._running) < most and (job := next(jobs, None)) is not None:
                ended.add(self._submit(job))
            if not self._running:
                return
            future = next(ended)
            yield self._outcome(future, self._running.pop(future))
            most = self._most()

    def alone(self, job: Job) -> Outcome:
        """Return how a job ends that runs while nothing else of this batch does."""
        return next(self.outcomes(iter([job])))

    def cancel(self) -> None:
        """Give up the jobs that are not begun."""
        self._client.cancel(list(self._running))

    def _most(self) -> int:
        return AHEAD * max(1, self.workers)

    def _submit(self, job: Job) -> Any:
        future = self._client.submit(
            _do, job, self._limits, key=f"kneecave-{job.name}-{uuid4().hex}", pure=False
        )
        self._running[future] = job
        return future

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


def _do(job: Job, limits: Limits) -> Outcome:
    """Do a job in this thread's own process, on a worker of the cluster."""
    from distributed import get_worker  # noqa: PLC0415 - an extra

    worker = get_worker()
    isolated = _isolated(limits, beside=worker.state.nthreads)
    name = isolated.make_ready()
    worker.log_event(_TOPIC, (name, job.clip))
    return Outcome(job, name, isolated.run(job))


def _isolated(limits: Limits, *, beside: int) -> IsolatedWorker:
    """Return the process of this thread, another one if the limits have changed."""
    mine: tuple[Limits, IsolatedWorker] | None = getattr(_own, "isolated", None)
    if mine is None or mine[0] != limits:
        if mine is not None:
            mine[1].stop()
        mine = _own.isolated = (limits, IsolatedWorker(limits, beside=beside))
    return mine[1]
