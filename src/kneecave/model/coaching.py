"""What a cave is consistent with, what would tell, and what to practise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kneecave.model.body import Leg
from kneecave.model.rep import Phase
from kneecave.model.session import Tried


class Origin(StrEnum):
    """What a cave is consistent with.  One camera proves none of it."""

    HIP = "hip control"
    FOOT = "ankle mobility or foot"
    BOTH = "both"
    UNDETERMINED = "undetermined"


class Sign(StrEnum):
    """What is looked at to tell where a cave may come from."""

    PELVIC_DROP = "pelvic drop"
    TRUNK_LEAN = "trunk lean"
    SIDE_BEND = "trunk against pelvis"
    HEEL_RISE = "heel rise"
    FOOT_ROLL = "foot roll"
    FOOT_ROLL_SEEN = "foot roll in its pictures"
    HIP_ANGLE = "hip angle"
    PHASE = "phase"
    SIDE = "side"
    HEEL_TEST = "heel-raise test"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One measured sign in the caved reps of one leg, against the own standing.

    Attributes
    ----------
    value, spread
        ``pelvic drop``: degrees, + = the hip of the other side lower.  ``trunk lean``: degrees,
        + = toward this leg.  ``trunk against pelvis``: both together.  ``hip angle``: degrees, + =
        thigh leaning inward against the pelvis.
        ``foot roll``, from the joints or in the foot's pictures: degrees of eversion, + = inward.
        ``heel rise``: height of the ankle, share of leg length.  ``phase``, ``side``: share of
        the caved reps that lie in that part of the rep, or in which this leg alone caved; no
        spread (NaN).  ``heel-raise test``: 1 better, 0 no change; no spread.
    floor
        What people without a cave show as well; same unit, NaN where there is none.
    counts
        Whether the value lies beyond its floor and beyond its own spread.
    points_to
        What it is consistent with if it counts; None for signs that are told but decide nothing.
    phase
        Which part of a rep, for ``phase``; None otherwise.
    """

    sign: Sign
    value: float
    spread: float
    floor: float
    counts: bool
    points_to: Origin | None
    phase: Phase | None = None


@dataclass(frozen=True, slots=True)
class Contributor:
    """What the caves of one leg are consistent with, and every sign that was looked at."""

    leg: Leg
    origin: Origin
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A test to try: a change for a second set, and what it means if the knee improves or not.

    ``tried`` is what a comparison of the two sets calls it.
    """

    tried: Tried
    title: str
    how: str
    better: str
    same: str
    source: str


class Level(StrEnum):
    """How used to exercise somebody is."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Equipment(StrEnum):
    """What is at hand; each holds what stands before it."""

    NONE = "none"
    BAND = "band"
    GYM = "gym"


class Grade(StrEnum):
    """What a recommendation rests on."""

    TRIAL = "trial"
    MECHANISM = "mechanism"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class MuscleGroup:
    """A muscle group with its weekly reps (per side where sides work alone)."""

    name: str
    larger: bool
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise: how it is done, why, and on what that rests."""

    key: str
    name: str
    group: str
    equipment: Equipment
    level: Level
    each_side: bool
    how: str
    why: str
    source: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of an exercise in one session; ``reps`` are per set, and per side."""

    exercise: Exercise
    sets: int
    reps: int


@dataclass(frozen=True, slots=True)
class Volume:
    """Reps of a muscle group in a week of the plan."""

    group: MuscleGroup
    reps_a_week: int

    def __post_init__(self) -> None:
        if not self.group.low <= self.reps_a_week <= self.group.high:
            raise ValueError(f"{self.group.name}: {self.reps_a_week} reps a week")


@dataclass(frozen=True, slots=True)
class Plan:
    """A week of practice.  The warm-up's reps are not counted in the volume.

    Attributes
    ----------
    origin
        What it was chosen for.
    sessions_a_week, weeks
        How often, and after how many weeks to film again.
    warm_up, session
        What each session consists of, in order.
    volumes
        Reps per muscle group and week.
    progression, stop, retest
        When to do more, when to stop, when to film again: sentences.
    """

    origin: Origin
    sessions_a_week: int
    weeks: int
    warm_up: tuple[Dose, ...]
    session: tuple[Dose, ...]
    volumes: tuple[Volume, ...]
    progression: tuple[str, ...]
    stop: str
    retest: str
