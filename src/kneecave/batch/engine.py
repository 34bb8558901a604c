"""What runs jobs: a pool of processes here, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from kneecave.batch.job import Job
from kneecave.model.batch import ClipRow, Failure


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: with the clip's row, or with the death of the worker that had it."""

    job: Job
    worker: str
    end: ClipRow | Failure


Begun = Callable[[str, str], None]
"""Is told that a worker, by name, has begun with a clip."""


class Engine(Protocol):
    """Runs jobs side by side."""

    def outcomes(self, jobs: Iterator[Job]) -> Iterator[Outcome]:
        """Give out how jobs end, in any order; jobs are taken a few ahead of the workers."""
        ...

    def alone(self, job: Job) -> Outcome:
        """Return how a job ends that runs while nothing else does."""
        ...

    @property
    def workers(self) -> int:
        """How many jobs run side by side now."""
        ...


OpenEngine = Callable[[Begun], AbstractContextManager[Engine]]
