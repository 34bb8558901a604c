"""What a cave may come from, in words: never more than that something is consistent with it."""

from __future__ import annotations

import math

from kneecave.model.body import Leg
from kneecave.model.coaching import Contributor, Evidence, Origin, Sign
from kneecave.outputs import names, numbers
from kneecave.outputs.numbers import DEGREES, Unit

PERCENT = Unit(" %", 1)

ORIGINS = {
    Origin.HIP: "consistent with hip control",
    Origin.FOOT: "consistent with ankle mobility or the foot",
    Origin.BOTH: "consistent with both hip control and ankle mobility or the foot",
    Origin.UNDETERMINED: "this clip does not tell what it comes from",
}

PROVES_NOTHING = "One camera proves none of this: it is something to test."

CONTRADICTED = "The test and the signs of the first set contradict each other."
NO_SIGN = "No sign lay beyond what people without a cave show as well."


def contributor_sentence(one: Contributor) -> str:
    """Return what the caves of a leg are consistent with."""
    return f"{one.leg.value.capitalize()} knee: {ORIGINS[one.origin]}."


def why(one: Contributor) -> tuple[str, ...]:
    """Return the signs that decided, or why none did; then what was looked at besides."""
    deciding = [evidence_sentence(sign, one.leg) for sign in one.evidence if sign.counts]
    if one.origin is Origin.UNDETERMINED:
        deciding.insert(0, CONTRADICTED if deciding else NO_SIGN)
    return tuple(deciding)


def besides(one: Contributor) -> tuple[str, ...]:
    """Return the signs that were looked at and did not decide."""
    return tuple(evidence_sentence(sign, one.leg) for sign in one.evidence if not sign.counts)


def evidence_sentence(one: Evidence, leg: Leg) -> str:
    """Return one sign in a sentence, with its spread and what people without a cave show."""
    match one.sign:
        case Sign.PHASE:
            return _phase(one)
        case Sign.SIDE:
            return _side(one)
        case Sign.HEEL_TEST:
            return _heel_test(one)
        case Sign.HIP_ANGLE:
            amount = numbers.with_spread(one.value, one.spread, DEGREES)
            return f"Thigh against pelvis, + is in: {amount} more than standing; a cave adds to it."
        case _:
            return f"{_measured(one, leg)}{_beside(one)}."


def _measured(one: Evidence, leg: Leg) -> str:
    """Return the quantity with its spread, as ``Right hip lower than standing: 8.2° ± 1.6°``."""
    name = {
        Sign.PELVIC_DROP: f"{leg.other.value.capitalize()} hip lower than standing",
        Sign.TRUNK_LEAN: f"Trunk leaning to the {leg.value}",
        Sign.SIDE_BEND: f"Lean to the {leg.value} and drop of the {leg.other.value} hip together",
        Sign.HEEL_RISE: "Ankle higher at the bottom than standing (heel up), of leg length",
        Sign.FOOT_ROLL: "Foot rolled inward, by its joints (low confidence)",
        Sign.FOOT_ROLL_SEEN: "Foot rolled inward, in its pictures",
    }[one.sign]
    scale, unit = (100.0, PERCENT) if one.sign is Sign.HEEL_RISE else (1.0, DEGREES)
    return f"{name}: {numbers.with_spread(scale * one.value, scale * one.spread, unit)}"


def _beside(one: Evidence) -> str:
    """Return how the value lies to its floor and to its own spread."""
    if not math.isfinite(one.floor):
        return ""
    scale, unit = (100.0, PERCENT) if one.sign is Sign.HEEL_RISE else (1.0, DEGREES)
    floor = numbers.limit(scale * one.floor, unit)
    if one.counts:
        return f"; people without a cave usually stay under {floor}"
    if one.value >= one.floor:
        return "; too near to its own spread to count"
    return f"; under {floor}, so it does not count"


def _phase(one: Evidence) -> str:
    share = "These caves" if one.value >= 1.0 else "Most of these caves"
    where = "at different moments" if one.phase is None else names.PHASES[one.phase]
    return f"{share} were largest {where}; that alone tells nothing."


def _side(one: Evidence) -> str:
    if one.value >= 1.0:
        return "The other knee did not cave in in these reps."
    if one.value <= 0.0:
        return "The other knee caved in in the same reps."
    return "In some of these reps the other knee caved in too."


def _heel_test(one: Evidence) -> str:
    if one.value > 0:
        return "With raised heels the knee improved by more than the measurement error."
    return "With raised heels the knee did not really change."
