"""The look at planted feet in words."""

from __future__ import annotations

from kneecave.model.body import Leg
from kneecave.model.feet import FeetCheck, FootRoll, RollPeak
from kneecave.model.verdict import Unmeasurable
from kneecave.outputs import numbers
from kneecave.outputs.numbers import DEGREES

_SET_ANEW = "unless the foot was set anew"


def feet_lines(check: FeetCheck) -> tuple[str, ...]:
    """Return one line for each foot: how it rolls, or why that cannot be told.

    Where both feet have the same reason, it is said once.
    """
    reasons = [foot for foot in check.feet.values() if isinstance(foot, Unmeasurable)]
    if len(reasons) == len(Leg) and len(set(reasons)) == 1:
        return (f"The feet's roll cannot be measured. {reasons[0].detail}",)
    return tuple(f"{_name(leg)}: {_foot(foot)}" for leg, foot in check.feet.items())


def peak_words(peak: RollPeak) -> str:
    """Return a peak as ``6.6° ± 0.9° inward at 12.4 s``."""
    way = "inward" if peak.value_deg >= 0 else "outward"
    amount = numbers.with_spread(abs(peak.value_deg), peak.spread_deg, DEGREES)
    return f"{amount} {way} at {numbers.seconds(peak.time_s)}"


def _name(leg: Leg) -> str:
    return f"{leg.value.capitalize()} foot"


def _foot(foot: FootRoll | Unmeasurable) -> str:
    if isinstance(foot, Unmeasurable):
        return foot.detail
    told = [peak for peak in (foot.inward, foot.outward) if peak.sure]
    if not told:
        least = numbers.number(foot.detectable_deg, DEGREES)
        return f"no roll beyond {least}, the smallest change that can be told."
    return f"rolls {', and '.join(_told(peak, foot.usual_deg) for peak in told)}."


def _told(peak: RollPeak, usual_deg: float) -> str:
    where = "with bent knees" if peak.bent else f"while standing, {_SET_ANEW}"
    text = f"{peak_words(peak)} {where}"
    if not peak.bent:
        return text
    if abs(peak.value_deg) <= usual_deg:
        return f"{text}: no more than in clean squats"
    if peak.value_deg < 0:
        return f"{text}, as where shins travel out over turned-out feet"
    return f"{text}: consistent with pronation"
