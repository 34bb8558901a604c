"""Whether the knees fall in while somebody just stands."""

from __future__ import annotations

from dataclasses import dataclass

from kneecave.model.body import Leg
from kneecave.model.signals import Estimate
from kneecave.model.verdict import Unmeasurable, Word


@dataclass(frozen=True, slots=True)
class StandingKnee:
    """One knee while standing.

    Attributes
    ----------
    word
        Cave: inside the limit beyond doubt; watch: past it, but not by enough to be sure; clear.
    frontal_deg
        Thigh against shank in the frontal plane, + = knee inside.
    limit_deg
        What it was judged against.
    """

    word: Word
    frontal_deg: Estimate
    limit_deg: float


@dataclass(frozen=True, slots=True)
class StandingCheck:
    """Both knees while standing, or why they cannot be told: then ``knees`` is empty."""

    knees: dict[Leg, StandingKnee]
    refusal: Unmeasurable | None

    @property
    def word(self) -> Word:
        """The worst word of both knees."""
        words = {knee.word for knee in self.knees.values()}
        return next((w for w in (Word.CAVE, Word.WATCH, Word.CLEAR) if w in words), _NONE)


_NONE = Word.UNMEASURABLE
