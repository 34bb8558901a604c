"""One repetition of a movement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kneecave.model.body import Leg

if TYPE_CHECKING:  # the command's help needs the names of movements and no numpy
    from kneecave.model.arrays import BoolArray, FloatArray


class Movement(StrEnum):
    """What the person does."""

    SQUAT = "squat"
    SINGLE_LEG_SQUAT = "single-leg squat"
    SPLIT_SQUAT = "split squat"
    FORWARD_LUNGE = "forward lunge"
    REVERSE_LUNGE = "reverse lunge"
    ALTERNATING_LUNGE = "alternating lunge"
    SIDE_LUNGE = "side lunge"
    DEADLIFT = "deadlift"
    STEP_DOWN = "step-down"


class Phase(StrEnum):
    """Part of a rep."""

    DESCENT = "descent"
    BOTTOM = "bottom"
    ASCENT = "ascent"


@dataclass(frozen=True, slots=True)
class Rep:
    """One repetition, from leaving the upright to being upright again.

    Attributes
    ----------
    number
        From 1.
    lead_leg
        The leg that works in front (lunge) or alone (single-leg); None where both work alike.
    start_s, bottom_s, end_s
        Seconds of the clip; start <= bottom <= end.
    """

    number: int
    movement: Movement
    lead_leg: Leg | None
    start_s: float
    bottom_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not self.start_s <= self.bottom_s <= self.end_s:
            raise ValueError(f"rep {self.number}: {self.start_s}, {self.bottom_s}, {self.end_s}")

    def covers(self, time_s: FloatArray) -> BoolArray:
        """Return which of the times (T,) belong to the rep."""
        return (time_s >= self.start_s) & (time_s <= self.end_s)
