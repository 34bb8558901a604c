"""What a plan is made of, read from ``programme.toml`` and checked: the one place for content."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kneecave.model.coaching import Equipment, Exercise, Grade, Level, MuscleGroup, Origin

Text = Annotated[str, Field(min_length=3)]
Count = Annotated[int, Field(ge=1, le=1000)]
EQUIPMENT = tuple(Equipment)
LEVELS = tuple(Level)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Volume(_Part):
    """Weekly reps: (fewest, most) of a muscle group, and how far into it each level aims, 0..1."""

    larger: tuple[Count, Count]
    smaller: tuple[Count, Count]
    most_sets: Count
    source: Text
    share: dict[Level, Annotated[float, Field(ge=0, le=1)]]


class Item(_Part):
    """An exercise with the reps of one set, (fewest, most), and the sets of a warm-up."""

    key: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    name: Text
    part: Literal["warm-up", "session"]
    group: str
    equipment: Equipment
    level: Level
    each_side: bool
    reps: tuple[Count, Count]
    sets: dict[Level, Count] | None = None
    how: Text
    why: Text
    source: Text
    grade: Grade

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.reps[0] > self.reps[1]:
            raise ValueError(f"{self.key}: fewest reps above most")
        if (self.part == "warm-up") != (self.sets is not None):
            raise ValueError(f"{self.key}: a warm-up has sets, a session's exercise has none")
        if self.sets is not None and set(self.sets) != set(Level):
            raise ValueError(f"{self.key}: sets are needed for every level")
        return self

    @property
    def exercise(self) -> Exercise:
        """The exercise as it is handed on."""
        shared = set(Exercise.__dataclass_fields__)
        return Exercise(**{k: v for k, v in dict(self).items() if k in shared})

    def fits(self, equipment: Equipment, level: Level) -> bool:
        """Return whether it can be done with this equipment at this level."""
        return EQUIPMENT.index(self.equipment) <= EQUIPMENT.index(equipment) and LEVELS.index(
            self.level
        ) <= LEVELS.index(level)


class OriginPlan(_Part):
    """Muscle groups of the warm-up, and of the session with how many exercises each."""

    warm_up: list[str]
    session: dict[str, Annotated[int, Field(ge=1, le=3)]]


class Texts(_Part):
    """Sentences of a plan; ``retest`` holds ``{sessions}``."""

    progression: list[Text]
    stop: Text
    retest: Text
    retest_sessions: Count
    retest_source: Text


class Programme(_Part):
    """Everything a plan is made of.

    Every group of every origin has an exercise without equipment for beginners, so that there is a
    plan for all settings.
    """

    volume: Volume
    groups: dict[str, Literal["larger", "smaller"]]
    origins: dict[Origin, OriginPlan]
    texts: Texts
    exercise: list[Item]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        keys = [item.key for item in self.exercise]
        if len(set(keys)) < len(keys):
            raise ValueError("two exercises have the same key")
        if set(self.origins) != set(Origin) or set(self.volume.share) != set(Level):
            raise ValueError("every origin and every level must be there")
        if unknown := {item.group for item in self.exercise} - set(self.groups):
            raise ValueError(f"unknown group {', '.join(sorted(unknown))}")
        for origin, wanted in self.origins.items():
            for part, groups in (("warm-up", wanted.warm_up), ("session", wanted.session)):
                for group in groups:
                    if not self.choices(part, group, Equipment.NONE, Level.BEGINNER):
                        raise ValueError(f"{origin.value}: no {part} of {group} for everybody")
        return self

    def choices(self, part: str, group: str, equipment: Equipment, level: Level) -> list[Item]:
        """Return the exercises of a group that fit, the hardest that fit first."""
        fitting = [
            item
            for item in self.exercise
            if item.part == part and item.group == group and item.fits(equipment, level)
        ]
        return sorted(fitting, key=lambda item: -LEVELS.index(item.level))

    def group(self, name: str) -> MuscleGroup:
        """Return a muscle group with its weekly range."""
        larger = self.groups[name] == "larger"
        low, high = self.volume.larger if larger else self.volume.smaller
        return MuscleGroup(name, larger=larger, low=low, high=high)


@cache
def programme() -> Programme:
    """Return the content of ``programme.toml``.

    Raises
    ------
    pydantic.ValidationError
        The file lacks something or says what cannot be; it ships with the package.
    """
    text = (files("kneecave.coaching") / "programme.toml").read_text(encoding="utf-8")
    return Programme.model_validate(tomllib.loads(text))
