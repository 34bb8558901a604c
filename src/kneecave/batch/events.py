"""What a batch tells while it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from kneecave.model.batch import ClipRow


@dataclass(frozen=True, slots=True)
class Listed:
    """All clips are known: how many, of how many the results are there, how many of those failed.

    ``workers`` is how many jobs run side by side.
    """

    clips: int
    done: int
    failed: int
    workers: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """No worker is at the scheduler; the batch waits for one."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A worker has begun with a clip."""

    worker: str
    clip: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A clip has its row."""

    worker: str
    row: ClipRow


@dataclass(frozen=True, slots=True)
class Suspected:
    """A clip was the death of its worker; it is tried once more, alone, at the end."""

    worker: str
    clip: str
    message: str


@dataclass(frozen=True, slots=True)
class Summarising:
    """The summary is being written."""


Event: TypeAlias = Listed | Waiting | Begun | Finished | Suspected | Summarising
Hear: TypeAlias = Callable[[Event], None]
