"""What is said of a knee in a rep: one of four words, with the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from kneecave.model.body import Leg
from kneecave.model.rep import Phase, Rep


class Metric(StrEnum):
    """The signal a verdict is made on."""

    KNEE_OVER_FOOT = "knee-over-foot"
    FRONTAL = "frontal"
    FPPA = "fppa"
    KASR = "kasr"

    @property
    def inward(self) -> int:
        """+1 where a larger value lies further inside, -1 where a smaller one does."""
        return -1 if self is Metric.KASR else 1


class Reason(StrEnum):
    """Why something cannot be measured."""

    NO_REP = "no-rep"
    SIDE_VIEW = "side-view"
    REAR_VIEW = "rear-view"
    TURNED_TOO_FAR = "turned-too-far"
    YAW_UNCLEAR = "yaw-unclear"
    FEET_CUT_OFF = "feet-cut-off"
    TOO_SMALL = "too-small"
    NO_STANDING = "no-standing"
    FOOT_HIDDEN = "foot-hidden"
    REAR_LEG = "rear-leg"
    FREE_LEG = "free-leg"
    TOO_SHALLOW = "too-shallow"
    LOST = "lost"
    FOOT_MOVED = "foot-moved"
    TOO_FEW_FRAMES = "too-few-frames"
    STAGGERED_FEET = "staggered-feet"
    TOO_UNCERTAIN = "too-uncertain"


@dataclass(frozen=True, slots=True)
class Peak:
    """The largest sustained value of the metric in a rep.

    Attributes
    ----------
    value, spread, limit
        In the metric's unit: degrees, or a ratio for KASR.  ``spread`` is one standard deviation.
    relative
        How much further inside than the leg's own best rep (its second best of four and more),
        in the metric's unit; NaN where there is only one rep.
    time_s, phase
        When.
    """

    value: float
    spread: float
    limit: float
    relative: float
    time_s: float
    phase: Phase


@dataclass(frozen=True, slots=True)
class Clear:
    """The knee stayed over the foot."""

    peak: Peak


@dataclass(frozen=True, slots=True)
class Watch:
    """The value lies beyond the limit, but not for sure, or a little over the own best rep."""

    peak: Peak


@dataclass(frozen=True, slots=True)
class Cave:
    """The value lies beyond the limit for sure, or stands out from the leg's own best rep."""

    peak: Peak


@dataclass(frozen=True, slots=True)
class Unmeasurable:
    """There is no honest number.  ``detail`` is one sentence for the user: why, and what to do."""

    reason: Reason
    detail: str


Verdict: TypeAlias = Clear | Watch | Cave | Unmeasurable


class Word(StrEnum):
    """The verdict's word, in order of rising concern from Clear to Cave."""

    CLEAR = "clear"
    WATCH = "watch"
    CAVE = "cave"
    UNMEASURABLE = "unmeasurable"


def word_of(verdict: Verdict) -> Word:
    """Return the verdict's word."""
    return Word(type(verdict).__name__.lower())


@dataclass(frozen=True, slots=True)
class RepVerdict:
    """A rep with the verdict on each leg."""

    rep: Rep
    legs: dict[Leg, Verdict]

    @property
    def word(self) -> Word:
        """The worst word of its legs; unmeasurable only if no leg could be judged."""
        words = {word_of(verdict) for verdict in self.legs.values()}
        return next(w for w in (Word.CAVE, Word.WATCH, Word.CLEAR, Word.UNMEASURABLE) if w in words)
