"""Whether the knees fall in while the person just stands."""

from __future__ import annotations

import math

from kneecave.findings import gates, words
from kneecave.model.motion import Motion
from kneecave.model.signals import Estimate
from kneecave.model.standing_check import StandingCheck, StandingKnee
from kneecave.model.verdict import Reason, Unmeasurable, Word
from kneecave.settings import Limits, Settings


def check_standing(motion: Motion, settings: Settings) -> StandingCheck:
    """Return the word on each standing knee, or why there is none."""
    refusal = _refusal(motion, settings)
    if refusal is not None or motion.standing is None:
        return StandingCheck({}, refusal or words.NOT_STANDING)
    legs = motion.standing.legs
    return StandingCheck(
        {leg: _knee(at.frontal_deg, settings.limits) for leg, at in legs.items()}, None
    )


def _refusal(motion: Motion, settings: Settings) -> Unmeasurable | None:
    if motion.view is None:
        return words.NOT_STANDING
    why = gates.unseen(motion, settings)
    return words.NOT_STANDING if why is not None and why.reason is Reason.NO_STANDING else why


def _knee(frontal: Estimate, limits: Limits) -> StandingKnee:
    beyond = frontal.value - limits.standing_deg
    if not math.isfinite(beyond):
        word = Word.UNMEASURABLE
    elif beyond >= limits.certainty_z * frontal.spread:
        word = Word.CAVE
    else:
        word = Word.WATCH if beyond >= 0 else Word.CLEAR
    return StandingKnee(word, frontal, limits.standing_deg)
