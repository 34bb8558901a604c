"""The standing check in words."""

from __future__ import annotations

from kneecave.model.body import Leg
from kneecave.model.standing_check import StandingCheck, StandingKnee
from kneecave.model.verdict import Word
from kneecave.outputs import names, numbers
from kneecave.outputs.numbers import DEGREES

STANDING_ROLL = (
    "How far a foot is rolled in while just standing cannot be told, only how that changes: on "
    "rendered feet outlines missed the standing angle by 3.5 to 6.5° and joints by 4 to 5.5°, "
    "about as much as saying the mean to everybody (3.5 to 5.3°)."
)
"""From the table of what failed in ``docs/pronation.md``."""

FEET = f"{STANDING_ROLL} kneecave feet measures how it changes in a rep."
NOT_MEASURED = "The standing knees could not be measured."


def standing_headline(check: StandingCheck) -> str:
    """Return the answer in one sentence."""
    caved, watched = (_legs(check, word) for word in (Word.CAVE, Word.WATCH))
    if caved:
        return names.sentence(f"{_fall(caved)} in while standing")
    if watched:
        return names.sentence(
            f"{names.knees(watched)} may fall in while standing, but not for sure"
        )
    if clear := _legs(check, Word.CLEAR):
        return names.sentence(f"{_stays(clear)} in while standing")
    return NOT_MEASURED


def standing_lead(check: StandingCheck) -> tuple[str, ...]:
    """Return how far each knee stands inside, or why that cannot be told."""
    if check.refusal is not None:
        return (check.refusal.detail,)
    return tuple(_how_far(leg, knee) for leg, knee in check.knees.items())


def _how_far(leg: Leg, knee: StandingKnee) -> str:
    name = f"The {leg.value} knee"
    if knee.word is Word.UNMEASURABLE:
        return f"{name} was not seen well enough."
    amount = numbers.with_spread(abs(knee.frontal_deg.value), knee.frontal_deg.spread, DEGREES)
    side = "outward" if round(knee.frontal_deg.value, 1) < 0 else "inward"
    limit = numbers.limit(knee.limit_deg, DEGREES)
    return f"{name} is angled {amount} {side}, thigh against shank; {_near(knee, limit)}."


def _near(knee: StandingKnee, limit: str) -> str:
    match knee.word:
        case Word.WATCH:
            return f"past the limit of {limit} inward, but not by enough to be sure"
        case _:
            return f"the limit is {limit} inward"


def _legs(check: StandingCheck, word: Word) -> list[Leg]:
    return [leg for leg, knee in check.knees.items() if knee.word is word]


def _fall(legs: list[Leg]) -> str:
    return f"{names.knees(legs)} {'fall' if len(legs) == len(Leg) else 'falls'}"


def _stays(legs: list[Leg]) -> str:
    if len(legs) == len(Leg):
        return "neither knee falls"
    return f"{names.knees(legs)} does not fall"
