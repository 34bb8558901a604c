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
    """One repetition, from the first movement to the last.

    Attributes
    ----------
    number
        From 1.
    lead_leg
        The leg that works in front (lunge) or alone (single-leg); None where both work alike.
    start_s, bottom_s, end_s
        When the movement begins, the middle of the bottom, when the movement ends; seconds of the
        clip.  What a rep is for whoever does it, and what is told of it.
    low_from_s, low_to_s
        Between them the hips (deadlift: the trunk) are lower than a quarter of the rep's depth;
        seconds of the clip.  Knees are judged in this time alone.
    start_spread_s, end_spread_s
        One standard deviation of start and end, seconds.
    """

    number: int
    movement: Movement
    lead_leg: Leg | None
    start_s: float
    bottom_s: float
    end_s: float
    low_from_s: float
    low_to_s: float
    start_spread_s: float
    end_spread_s: float

    def __post_init__(self) -> None:
        times_s = (self.start_s, self.low_from_s, self.bottom_s, self.low_to_s, self.end_s)
        if list(times_s) != sorted(times_s):
            raise ValueError(f"rep {self.number}: {times_s} do not follow each other")

    def covers(self, time_s: FloatArray) -> BoolArray:
        """Return which of the times (T,) belong to the rep."""
        return (time_s >= self.start_s) & (time_s <= self.end_s)

    def is_low(self, time_s: FloatArray) -> BoolArray:
        """Return at which of the times (T,) the rep is low, and so may be judged."""
        return (time_s >= self.low_from_s) & (time_s <= self.low_to_s)
