"""Changes in words: one headline, then leg by leg how much, and beyond what it would be real."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from kneecave.model.body import Leg
from kneecave.model.change import Change, Comparison, Difference, LegChange, Level, Trend
from kneecave.model.rep import Movement
from kneecave.model.session import Tried
from kneecave.model.verdict import Metric
from kneecave.outputs import names, numbers

CHANGES = {
    Change.BETTER: "Better",
    Change.WORSE: "Worse",
    Change.NO_REAL_CHANGE: "No real change",
    Change.UNMEASURABLE: "Unmeasurable",
}

TESTS = {
    Tried.HEEL_RAISE: "heels raised",
    Tried.BAND: "band",
    Tried.STANCE: "another stance",
}

METHOD = (
    "A level is the median of the reps' peaks. A change is real if it is larger than the "
    "measurement error (95 %: spread of the measurement, scatter of the reps, camera set up anew) "
    "and than the smallest difference that is published as detectable between sessions."
)

CHANCE = "chance alone (measurement, and reps that differ)"

ONE_SESSION = "One session so far: a change needs a second one."
TESTS_LEFT_OUT = "Sessions that were a test (heels raised, band, another stance) are left out."


def headline(comparison: Comparison) -> str:
    """Return the answer in one sentence."""
    parts = []
    several = len({one.movement for one in comparison.legs}) > 1
    for movement, of_movement in groupby(comparison.legs, key=lambda one: one.movement):
        told = _both(list(of_movement), comparison.metric)
        parts.append(f"{names.MOVEMENTS[movement][0]}: {told}" if several else told)
    return names.sentence("; ".join(parts))


def trends_headline(trends: Sequence[Trend]) -> str:
    """Return what became of every leg since its first session; empty where there is only one."""
    followed = [one for one in trends if one.points[-1].difference is not None]
    several = len({(one.movement, one.metric) for one in followed}) > 1
    parts = []
    for (movement, metric), of_one in groupby(followed, key=lambda one: (one.movement, one.metric)):
        changes = [
            (one.leg, last.change)
            for one in of_one
            if (last := one.points[-1].difference) is not None
        ]
        told = _legs_told(changes, metric)
        name = names.MOVEMENTS[movement][0]
        parts.append(f"{name}, by {names.METRICS[metric]}: {told}" if several else told)
    return names.sentence("; ".join(parts)) if parts else ""


def _both(legs: Sequence[LegChange], metric: Metric) -> str:
    return _legs_told([(one.leg, one.change) for one in legs], metric)


def _legs_told(legs: Sequence[tuple[Leg, Change]], metric: Metric) -> str:
    if len({change for _, change in legs}) == 1:
        leg, change = legs[0]
        return _of("both knees" if metric is Metric.KASR or len(legs) > 1 else knee(leg), change)
    return "; ".join(_of(knee(leg), change) for leg, change in legs)


def _of(whose: str, change: Change) -> str:
    match change:
        case Change.BETTER | Change.WORSE:
            return f"{whose} {change.value}"
        case Change.NO_REAL_CHANGE:
            return f"{whose}: no real change"
        case Change.UNMEASURABLE:
            return f"{whose}: could not be compared"


def knee(leg: Leg) -> str:
    """Return ``left knee`` or ``right knee``."""
    return f"{leg.value} knee"


def whose_title(leg: Leg, metric: Metric) -> str:
    """Return whose change it is, as a title."""
    return "Both knees" if metric is Metric.KASR else knee(leg).capitalize()


def sentence(change: LegChange, metric: Metric) -> str:
    """Return one leg's change with its numbers."""
    if change.difference is None:
        return _not_measured(change)
    told = _told(change.difference, metric, since="before")
    if change.change in (Change.BETTER, Change.WORSE) and not _ever_flagged(change):
        told += ". The knee was within the limit both times"
    return names.sentence(told)


def _ever_flagged(change: LegChange) -> bool:
    return any(level is not None and level.flagged for level in (change.before, change.after))


def _not_measured(change: LegChange) -> str:
    if change.before is None and change.after is None:
        when = "in either session"
    else:
        when = "before" if change.before is None else "after"
    known = {reason.value: told for reason, told in names.REASONS.items()}
    why = "" if change.missing is None else f" ({known.get(change.missing, change.missing)})"
    return f"Not measured {when}{why}, so nothing can be compared."


def _told(difference: Difference, metric: Metric, *, since: str) -> str:
    """Return how much, and whether it is real, without a full stop."""
    unit = numbers.unit_of(metric)
    smallest = numbers.number(difference.smallest_real, unit)
    error = f"{CHANCE} gives up to {numbers.number(difference.error, unit)}"
    amount = numbers.number(abs(difference.value), unit)
    way = "in" if metric.inward * difference.value > 0 else "out"
    same = amount == numbers.number(0.0, unit)
    apart = f"the same as {since}" if same else f"{amount} further {way} than {since}"
    real = difference.change in (Change.BETTER, Change.WORSE)
    if difference.error >= difference.smallest_real:
        return f"{apart}, {'a real change' if real else 'no real change'}: {error}"
    if real:
        return f"{apart}, a real change: it is more than {smallest}, and {error}"
    return f"{apart}: no real change, which would be more than {smallest}; {error}"


def level(one: Level | None, metric: Metric) -> str:
    """Return a level with its spread, as ``21.5° ± 2.1°``; a dash for none."""
    return (
        "–" if one is None else numbers.with_spread(one.value, one.spread, numbers.unit_of(metric))
    )


def reps(one: Level | None) -> str:
    """Return what the reps of a level were, as ``5 reps, 2 caves``."""
    if one is None:
        return "not measured"
    parts = [names.counted(len(one.peaks), ("rep", "reps"))]
    if one.caves:
        parts.append(names.counted(one.caves, ("cave", "caves")))
    if one.watches:
        parts.append(f"{one.watches} to watch")
    return ", ".join(parts)


def day(at: datetime) -> str:
    """Return the day of a time where the reader is, as ``2026-03-01``."""
    return f"{at.astimezone():%Y-%m-%d}"


def day_and_time(at: datetime) -> str:
    """Return a time where the reader is, as ``2026-03-01 18:30``."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def trend_sentence(trend: Trend) -> str:
    """Return what became of a leg from its first session to its last."""
    last = trend.points[-1]
    if last.difference is None:
        return ONE_SESSION
    since = f"on {day(trend.points[0].at)}"
    return names.sentence(_told(last.difference, trend.metric, since=since))


def title(movement: Movement, leg: Leg, metric: Metric) -> str:
    """Return what a trend is of, as ``Squat, left knee``."""
    whose = "both knees" if metric is Metric.KASR else knee(leg)
    return f"{names.MOVEMENTS[movement][0].capitalize()}, {whose}"
