"""Tests to try, read from ``trials.toml`` and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kneecave.model.coaching import Origin, Trial
from kneecave.model.rep import Movement
from kneecave.model.session import Tried
from kneecave.model.verdict import RepVerdict
from kneecave.model.view import Standing

Footing = Literal["both", "still", "step"]
Text = Annotated[str, Field(min_length=3)]
_STILL = frozenset({Movement.SINGLE_LEG_SQUAT, Movement.STEP_DOWN, Movement.SPLIT_SQUAT})


class Offer(BaseModel):
    """A test with what must hold for it to be offered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tried: Tried
    title: Text
    how: Text
    better: Text
    same: Text
    source: Text
    movements: list[Footing]
    origins: list[Origin]
    stance_below: float | None = None
    stance_above: float | None = None

    @property
    def trial(self) -> Trial:
        """The test as it is handed on."""
        return Trial(self.tried, self.title, self.how, self.better, self.same, self.source)

    def fits(self, origin: Origin, footing: Footing, stance: float) -> bool:
        """Return whether it is to be offered; an unknown stance (NaN) fits no limit."""
        if origin not in self.origins or footing not in self.movements:
            return False
        if self.stance_below is not None:
            return stance < self.stance_below
        return self.stance_above is None or stance > self.stance_above


class Offers(BaseModel):
    """Every test, most telling first, and how many are given at most."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    most: Annotated[int, Field(ge=1, le=5)]
    test: list[Offer]


def trials(origin: Origin, reps: Sequence[RepVerdict], standing: Standing) -> tuple[Trial, ...]:
    """Return the tests that would tell most of these reps."""
    footing, stance = _footing(reps), standing.stance_width.value
    fitting = [one.trial for one in offers().test if one.fits(origin, footing, stance)]
    return tuple(fitting[: offers().most])


@cache
def offers() -> Offers:
    """Return the content of ``trials.toml``.

    Raises
    ------
    pydantic.ValidationError
        The file lacks something or says what cannot be; it ships with the package.
    """
    text = (files("kneecave.coaching") / "trials.toml").read_text(encoding="utf-8")
    return Offers.model_validate(tomllib.loads(text))


def _footing(reps: Sequence[RepVerdict]) -> Footing:
    if any(rep.rep.lead_leg is None for rep in reps):
        return "both"
    return "still" if all(rep.rep.movement in _STILL for rep in reps) else "step"
