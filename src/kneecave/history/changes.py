"""Whether a difference between two sessions is real."""

from __future__ import annotations

from collections import Counter
from math import sqrt

from kneecave.errors import UsageError
from kneecave.history.levels import legs_of, level
from kneecave.model.body import Leg
from kneecave.model.change import Change, Comparison, Difference, LegChange, Level
from kneecave.model.rep import Movement
from kneecave.model.session import Session, Tried
from kneecave.model.verdict import Metric
from kneecave.settings import ChangeLimits

ANOTHER_YAW_DEG = 15.0
"""Cameras this far apart are told: 15 degrees are what a phone put down anew may differ by."""


def compare(
    before: Session, after: Session, limits: ChangeLimits, *, tried: Tried | None = None
) -> Comparison:
    """Return what changed in every movement that both sessions hold, leg by leg.

    ``tried`` is what the later session was a test of; where it is None, what that session says of
    itself.

    Raises
    ------
    UsageError
        The sessions were judged by different metrics, or have no movement in common.
    """
    if before.metric is not after.metric:
        raise UsageError(
            f"{before.clip} was judged by {before.metric.value} and {after.clip} by "
            f"{after.metric.value}; analyse both with the same --metric"
        )
    common = [movement for movement in before.movements if movement in after.movements]
    if not common:
        raise UsageError(
            f"{before.clip} shows {_listed(before)} and {after.clip} {_listed(after)}; "
            "only the same movement can be compared"
        )
    return Comparison(
        before=before,
        after=after,
        metric=before.metric,
        tried=tried or after.tried,
        legs=tuple(
            _leg_change(before, after, movement, leg, limits)
            for movement in common
            for leg in legs_of(before.metric)
        ),
        notes=_notes(before, after, common),
    )


def _listed(session: Session) -> str:
    return ", ".join(movement.value for movement in session.movements) or "no rep"


def _leg_change(
    before: Session, after: Session, movement: Movement, leg: Leg, limits: ChangeLimits
) -> LegChange:
    first, second = (level(session, movement, leg, limits) for session in (before, after))
    found = missing = None
    if first is not None and second is not None:
        found = difference(first, second, before.metric, limits)
    else:
        missing = _usual_reason(after if first is not None else before, movement, leg)
    return LegChange(
        movement=movement,
        leg=leg,
        before=first,
        after=second,
        difference=found,
        missing=missing,
    )


def _usual_reason(session: Session, movement: Movement, leg: Leg) -> str | None:
    """Return the most frequent reason why a leg was not measured."""
    reasons = Counter(
        result.reason
        for result in session.results
        if (result.movement, result.leg) == (movement, leg) and result.reason is not None
    )
    return max(reasons, key=lambda reason: reasons[reason], default=None)


def difference(before: Level, after: Level, metric: Metric, limits: ChangeLimits) -> Difference:
    """Return the later level minus the earlier one, with what it must exceed to be real.

    Error: z times the root sum of squares of both levels' spreads and, for each session, of what
    setting up the camera anew adds.
    """
    ratio = metric is Metric.KASR
    between = limits.between_ratio if ratio else limits.between_deg
    published = limits.smallest_ratio if ratio else limits.smallest_deg
    error = limits.certainty_z * sqrt(before.spread**2 + after.spread**2 + 2 * between**2)
    value, smallest = after.value - before.value, max(error, published)
    return Difference(value, error, smallest, _change(metric.inward * value, smallest))


def _change(inward: float, smallest: float) -> Change:
    if abs(inward) <= smallest:
        return Change.NO_REAL_CHANGE
    return Change.WORSE if inward > 0 else Change.BETTER


def _notes(before: Session, after: Session, common: list[Movement]) -> tuple[str, ...]:
    """Return what else differs between the sessions, each as a sentence."""
    notes = [
        f"Only one of the two shows {movement.value}, so it is not compared."
        for movement in dict.fromkeys((*before.movements, *after.movements))
        if movement not in common
    ]
    if before.pose_model != after.pose_model:
        notes.append(
            f"Different pose models ({before.pose_model}, then {after.pose_model}): "
            "part of a difference may be theirs."
        )
    yaws = before.yaw_deg, after.yaw_deg
    if yaws[0] is not None and yaws[1] is not None and abs(yaws[0] - yaws[1]) > ANOTHER_YAW_DEG:
        notes.append(
            f"The camera stood elsewhere ({yaws[0]:.0f}°, then {yaws[1]:.0f}° beside the front): "
            "film from the same place."
        )
    keys = sorted({*before.measured_with, *after.measured_with})
    other = [k for k in keys if before.measured_with.get(k) != after.measured_with.get(k)]
    if other:
        notes.append(f"Measured with different settings: {', '.join(other)}.")
    return tuple(notes)
