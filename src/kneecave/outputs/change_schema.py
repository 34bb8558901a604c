"""The shapes of the JSON of comparisons and histories, key by key.

``docs/compare.schema.json`` and ``docs/history.schema.json`` are made from it.  Keys and words of
schema version 1 stay; more keys may be added.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from kneecave.model.body import Leg
from kneecave.model.change import Change
from kneecave.model.coaching import Origin
from kneecave.model.rep import Movement
from kneecave.model.session import Tried
from kneecave.model.verdict import Metric, Word


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )


class Unit(_Part):
    """The signal that was compared, and the unit of every number of levels and differences."""

    name: Metric
    """knee-over-foot: direction of the knee minus direction of the foot, + = inside."""
    unit: Literal["deg", "ratio"]
    """ratio for kasr (smaller is further inside), deg for every other (larger is)."""


class Side(_Part):
    """One of the two sessions."""

    clip: str
    """File name without folder."""
    at: datetime
    """When, in UTC."""
    reps: int
    """Reps found."""
    pose_model: str
    """heavy, full or lite."""
    yaw_deg: float | None
    """Camera against the person's front; null if unknown."""
    kneecave: str
    """The version that made it."""


class Level(_Part):
    """Where a leg stands in one session."""

    value: float
    """Median of the reps' peaks."""
    spread: float
    """One standard deviation of its error."""
    peaks: list[float]
    """The peaks it rests on."""
    limit: float
    """Median of the reps' limits."""
    caves: int
    """Reps that are a cave."""
    watches: int
    """Reps to watch."""


class Difference(_Part):
    """A later level minus an earlier one."""

    value: float
    """Later minus earlier."""
    error: float
    """Measurement error, 95 %."""
    smallest_real: float
    """The larger of the error and the published smallest detectable difference."""


class LegChange(_Part):
    """One leg in one movement."""

    movement: Movement
    leg: Leg | Literal["both"]
    """both where the metric is of both knees together."""
    change: Change
    """better: further out; worse: further in; each only beyond smallest_real."""
    before: Level | None
    """Null if no rep could be measured."""
    after: Level | None
    """Null if no rep could be measured."""
    difference: Difference | None
    """Null if before or after is."""
    sentence: str
    """The change in words."""
    meaning: str | None
    """What a test's outcome is consistent with; null if it was no test."""


class Contributor(_Part):
    """What the caves of one leg are consistent with, after a heel raise.  Nothing is proved."""

    leg: Leg
    origin: Origin
    """hip control, ankle mobility or foot, both, or undetermined."""
    sentence: str
    """The answer in words."""
    evidence: list[str]
    """What decided, or why nothing did."""


class Comparison(_Part):
    """What changed between two sessions.  Left and right are the person's own."""

    schema_version: Literal[1] = 1
    headline: str
    """The answer in one sentence."""
    metric: Unit
    tried: Tried | None
    """What the later session was a test of."""
    before: Side
    after: Side
    legs: list[LegChange]
    notes: list[str]
    """What else differs between the sessions."""
    contributors: list[Contributor]
    """Of the earlier session, with what a heel raise told; empty for other tests."""
    method: str
    notice: str


class Point(_Part):
    """One session in a trend."""

    session: int
    """The session's number in the history."""
    at: datetime
    clip: str
    level: Level
    difference: Difference | None
    """Against the first point; null for that one."""
    change: Change | None
    """The difference in a word; null for the first point."""


class Trend(_Part):
    """One leg in one movement, oldest session first; tests are left out."""

    movement: Movement
    leg: Leg | Literal["both"]
    metric: Unit
    points: list[Point]
    sentence: str
    """From the first session to the last."""


class SessionRow(_Part):
    """One session of the person."""

    session: int
    """Its number in the history."""
    at: datetime
    clip: str
    metric: Metric
    tried: Tried | None
    movements: list[Movement]
    reps: int
    cave_reps: list[int]
    """Reps in which a knee caved in."""
    verdict: Word
    """The worst word of all reps."""
    kneecave: str


class History(_Part):
    """One person's sessions and trends."""

    schema_version: Literal[1] = 1
    person: str
    sessions: list[SessionRow]
    trends: list[Trend]
    method: str
    notice: str


class PersonRow(_Part):
    """Somebody the history knows."""

    name: str
    sessions: int
    first: datetime
    last: datetime


class People(_Part):
    """Everybody the history knows."""

    schema_version: Literal[1] = 1
    people: list[PersonRow]
