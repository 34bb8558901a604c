"""A clip of the store: what is kept of it, and how far it is."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import TypeAdapter

from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric, Word

ID_LETTERS = 16
"""Length of ``secrets.token_urlsafe(12)``."""


class State(StrEnum):
    """How far a clip is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in (State.DONE, State.FAILED)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a clip is to be analysed: as ``kneecave analyze`` takes it."""

    model: str
    movement: Movement | None = None
    metric: Metric | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """What the store keeps of a clip.

    Attributes
    ----------
    id
        Random letters: its folder, and its place in addresses.
    name
        What the browser called it, only to be shown.
    wish
        How it is analysed; None for a live session, which comes analysed.
    attempts
        How often a worker has begun it.
    error
        One line, where it failed.
    verdict
        The answer's word, where it is done.
    made_at, ended_at
        UTC.
    """

    id: str
    name: str
    wish: Wish | None
    made_at: datetime
    state: State = State.QUEUED
    attempts: int = 0
    error: str | None = None
    verdict: Word | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """How far a clip is, as the browser is told.

    Attributes
    ----------
    stage
        What takes time now; None if it is not running or has not told yet.
    done, total
        Frames of the stage; ``total`` None where the clip does not tell.
    left_s
        Seconds left until the clip is done, as guessed; None before a guess can be made.
    ahead
        How many clips are before it, the running ones among them; 0 once it runs.
    """

    id: str
    name: str
    state: State
    stage: str | None
    done: int
    total: int | None
    left_s: float | None
    ahead: int
    error: str | None
    verdict: Word | None
    made_at: datetime


_clips = TypeAdapter(Clip)
_statuses = TypeAdapter(Status)


def new_id() -> str:
    """Return an id that nobody can guess."""
    return secrets.token_urlsafe(12)


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def to_bytes(clip: Clip) -> bytes:
    """Return a clip as JSON, to be kept."""
    return _clips.dump_json(clip, indent=1)


def from_bytes(text: bytes) -> Clip:
    """Return a clip that was kept.

    Raises
    ------
    ValueError
        It is none.
    """
    return _clips.validate_json(text)


def status_json(status: Status) -> str:
    """Return a status as JSON on one line."""
    return _statuses.dump_json(status).decode()
