"""What is kept of one analysis of one person: per rep and leg, no pictures, no signals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric, Word


class Tried(StrEnum):
    """What was tried in a set, to see whether the knees change."""

    HEEL_RAISE = "heel-raise"
    BAND = "band"
    STANCE = "stance"


@dataclass(frozen=True, slots=True)
class Found:
    """A rep's peak in the metric's unit, with its spread (one sd) and the limit it met."""

    value: float
    spread: float
    limit: float


@dataclass(frozen=True, slots=True)
class LegResult:
    """One leg in one rep.

    Attributes
    ----------
    rep
        The rep's number, from 1.
    found
        The peak; None where ``word`` is unmeasurable.
    reason
        Why it is unmeasurable, as the report words it; None otherwise.
    """

    rep: int
    movement: Movement
    lead_leg: Leg | None
    leg: Leg
    word: Word
    found: Found | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Session:
    """One analysis, as far as it is kept.

    Attributes
    ----------
    uid
        Made of the results: the same results have the same.
    at
        When, in UTC: when the report was made or saved, or as it was told.
    clip
        Name of the clip, without folder.
    schema_version
        That of the report it was read from.
    made_by
        Version of kneecave.
    pose_model
        heavy, full or lite.
    yaw_deg
        Camera against the person's front; None if unknown.
    tried
        What was tried in this set; None for an ordinary one.
    measured_with
        Those settings that change the numbers, by dotted name.
    results
        Reps in order, left before right.
    """

    uid: str
    at: datetime
    clip: str
    metric: Metric
    schema_version: int
    made_by: str
    pose_model: str
    yaw_deg: float | None
    tried: Tried | None
    measured_with: dict[str, float | str]
    results: tuple[LegResult, ...]

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("a session's time needs its zone")

    @property
    def movements(self) -> tuple[Movement, ...]:
        """The movements that were done, in the order of the reps."""
        return tuple(dict.fromkeys(result.movement for result in self.results))


@dataclass(frozen=True, slots=True)
class Kept:
    """A session as the history holds it, with its number there and whose it is."""

    number: int
    person: str
    session: Session


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the history knows: name, number of sessions, time of the first and the last."""

    name: str
    sessions: int
    first: datetime
    last: datetime
