"""What changed between two sessions of one person, and over many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kneecave.model.body import Leg
from kneecave.model.coaching import Contributor
from kneecave.model.rep import Movement
from kneecave.model.session import Session, Tried
from kneecave.model.verdict import Metric


class Change(StrEnum):
    """What can be said of a difference."""

    BETTER = "better"
    WORSE = "worse"
    NO_REAL_CHANGE = "no real change"
    UNMEASURABLE = "unmeasurable"


@dataclass(frozen=True, slots=True)
class Level:
    """Where a leg stands in one session.

    Attributes
    ----------
    value
        Median of the reps' peaks, in the metric's unit.
    spread
        One standard deviation of its error: what the reps share, and their scatter.
    peaks
        The peaks it rests on, in the order of the reps.
    limit
        Median of the reps' limits.
    caves, watches
        How many of the reps are a cave, or one to watch.
    """

    value: float
    spread: float
    peaks: tuple[float, ...]
    limit: float
    caves: int
    watches: int

    @property
    def flagged(self) -> int:
        """How many reps are not clear."""
        return self.caves + self.watches


@dataclass(frozen=True, slots=True)
class Difference:
    """A later level minus an earlier one, in the metric's unit.

    Attributes
    ----------
    value
        Later minus earlier.
    error
        Measurement error of ``value``, 95 %.
    smallest_real
        What it must exceed to be real: the larger of ``error`` and the published smallest
        detectable difference.
    change
        Better is further out, worse further in, where it is real.
    """

    value: float
    error: float
    smallest_real: float
    change: Change


@dataclass(frozen=True, slots=True)
class LegChange:
    """One leg in one movement, before and after.

    ``before`` or ``after`` is None where no rep of that session could be measured; then
    ``difference`` is None, ``change`` unmeasurable and ``missing`` says why, as reports word
    reasons.  ``meaning`` is what the outcome of a test is consistent with, if one was made.
    """

    movement: Movement
    leg: Leg
    before: Level | None
    after: Level | None
    difference: Difference | None
    missing: str | None = None
    meaning: str | None = None

    @property
    def change(self) -> Change:
        """The change in a word."""
        return Change.UNMEASURABLE if self.difference is None else self.difference.change


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sessions compared, leg by leg.

    ``notes`` say what else differs between them.  ``contributors`` are those of the earlier one
    after what a heel raise showed; empty for other tests, and where they are not known.
    """

    before: Session
    after: Session
    metric: Metric
    tried: Tried | None
    legs: tuple[LegChange, ...]
    notes: tuple[str, ...]
    contributors: tuple[Contributor, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One session in a trend; ``difference`` is against the first point, None for that one."""

    number: int
    at: datetime
    clip: str
    level: Level
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Trend:
    """One leg in one movement over a person's ordinary sessions, oldest first."""

    movement: Movement
    leg: Leg
    metric: Metric
    points: tuple[TrendPoint, ...]

    @property
    def band(self) -> float | None:
        """How far a level must be from the first to be a real change; None with one session.

        The largest of all points', each of which has its own.
        """
        wanted = (p.difference.smallest_real for p in self.points if p.difference is not None)
        return max(wanted, default=None)
