"""The JSON report's shape of what to try next and of the standing check, key by key."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kneecave.model.body import Leg
from kneecave.model.coaching import Equipment, Grade, Level, Origin, Sign
from kneecave.model.rep import Phase
from kneecave.model.session import Tried
from kneecave.model.verdict import Reason, Word
from kneecave.outputs.schema_part import Part, Quantity


class StandingKnee(Part):
    """One knee while standing."""

    verdict: Word
    """cave: inside the limit beyond doubt; watch: past it, not beyond doubt; clear."""
    frontal_deg: Quantity
    """Thigh against shank in the frontal plane, + = knee inside."""
    limit_deg: float
    """What it was judged against."""


class StandingCheck(Part):
    """Whether the knees fall in while the person just stands."""

    verdict: Word
    """The worst word of both knees; unmeasurable where neither can be told."""
    left: StandingKnee | None
    """Null where it cannot be told."""
    right: StandingKnee | None
    """Null where it cannot be told."""
    reason: Reason | None
    """Why nothing can be told."""
    detail: str | None
    """The reason in a sentence."""
    headline: str
    """The answer in one sentence."""
    lead: list[str]
    """How much, how sure."""


class Evidence(Part):
    """One sign that was looked at in the caved reps of a leg."""

    sign: Sign
    """What was looked at."""
    value: float | None
    """Degrees; share of leg length for heel rise; share of the caved reps for phase and side."""
    spread: float | None
    """One standard deviation; null where there is none."""
    floor: float | None
    """What people without a cave show as well; null where there is none."""
    counts: bool
    """Whether it lies beyond its floor and beyond its own spread."""
    points_to: Origin | None
    """What it is consistent with if it counts; null where it decides nothing."""
    phase: Phase | None
    """Part of the rep, for the sign phase; null otherwise."""
    text: str
    """The sign in a sentence."""


class Contributor(Part):
    """What the caves of one leg are consistent with.  One camera proves none of it."""

    leg: Leg
    """The person's own left or right."""
    origin: Origin
    """hip control, ankle mobility or foot, both, or undetermined."""
    text: str
    """The answer in a sentence."""
    evidence: list[Evidence]
    """Every sign that was looked at, the most telling first."""


class Trial(Part):
    """A test to try: a change for a second set, and what it would mean."""

    tried: Tried
    """What a comparison of the two sets calls it."""
    title: str
    """What is changed."""
    how: str
    """How it is done."""
    better: str
    """What it means if the knees improve."""
    same: str
    """What it means if they do not."""
    source: str
    """What it rests on."""


class Exercise(Part):
    """An exercise, and how much of it in one session."""

    key: str
    """Name of its drawing and of its entry in the data file."""
    name: str
    """Its name."""
    muscle_group: str
    """What it works."""
    equipment: Equipment
    """The least that is needed."""
    level: Level
    """The least that is needed."""
    sets: int
    """In one session."""
    reps: int
    """In one set, and of each side where ``each_side`` is true."""
    each_side: bool
    """Whether the reps are of each side."""
    how: str
    """How it is done."""
    why: str
    """What it is for."""
    source: str
    """What it rests on."""
    grade: Grade
    """trial of training, laboratory mechanism, or practice."""


class Volume(Part):
    """Reps of a muscle group in a week."""

    muscle_group: str
    """What it works."""
    reps_a_week: int
    """Of all its exercises."""
    fewest: int
    """Least of the usual range."""
    most: int
    """Most of the usual range."""


class Plan(Part):
    """A week of practice; the warm-up's reps are not counted in the volume."""

    origin: Origin
    """What it was chosen for."""
    sessions_a_week: int
    """How often."""
    weeks: int
    """After how many weeks to film again."""
    warm_up: list[Exercise]
    """Before each session."""
    session: list[Exercise]
    """Each session, in order."""
    volumes: list[Volume]
    """Reps of each muscle group in a week."""
    progression: list[str]
    """When to do more."""
    stop: str
    """When to stop."""
    retest: str
    """When to film again."""


class Advice(Part):
    """What to try next."""

    cues: Annotated[list[str], Field(max_length=2)]
    """At most two cues for the next set."""
    filming: list[str]
    """How to film better."""
    contributors: list[Contributor]
    """One for each leg that caved in."""
    trials: list[Trial]
    """Tests to try, the most telling first; empty without a cave."""
    plan: Plan | None
    """Null without a cave."""
