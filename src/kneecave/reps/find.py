"""Reps of a whole clip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from kneecave.model.arrays import KeptArray
from kneecave.model.body import Leg
from kneecave.model.rep import Movement, Rep
from kneecave.model.signals import Signals
from kneecave.reps.ends import ends
from kneecave.reps.features import Features, features
from kneecave.reps.machine import RepMachine, Span
from kneecave.reps.movements import lead_leg_of, movement_of
from kneecave.settings import Settings

_LEAST_SHARE = 0.2
_STEPPING = frozenset({Movement.FORWARD_LUNGE, Movement.REVERSE_LUNGE})


def find_reps(
    signals: Signals, settings: Settings, *, movement: Movement | None = None
) -> tuple[Rep, ...]:
    """Return the reps of a clip in order, with movement and lead leg.

    Without ``movement`` it is found: the most common one of the set is taken for all of its reps.
    Ways down whose start or end is not in the clip, holds, walking and push-ups are no reps.
    """
    ways = _ways(signals, signals.depth.value, settings.reps.min_depth, settings)
    if movement is Movement.DEADLIFT or (movement is None and not ways):
        ways = _ways(signals, signals.hinge.value, settings.reps.min_hinge, settings)
    ways = _without_bobs(ways)
    kinds = [movement_of(seen, settings.reps) for _, seen in ways]
    kept = [way for way, kind in zip(ways, kinds, strict=True) if kind is not None]
    if not kept:
        return ()
    common = movement or Counter(kind for kind in kinds if kind is not None).most_common(1)[0][0]
    leads = [lead_leg_of(common, seen) for _, seen in kept]
    named = common if movement else _alternating(common, leads)
    spans = [span for span, _ in kept]
    moving = ends(signals, spans, named, leads, settings.reps)
    return tuple(
        Rep(
            number=number,
            movement=named,
            lead_leg=lead,
            start_s=whole.start_s,
            bottom_s=span.bottom_s,
            end_s=whole.end_s,
            low_from_s=span.low_from_s,
            low_to_s=span.low_to_s,
            start_spread_s=whole.start_spread_s,
            end_spread_s=whole.end_spread_s,
        )
        for number, (span, lead, whole) in enumerate(zip(spans, leads, moving, strict=True), 1)
    )


def _without_bobs(ways: list[tuple[Span, Features]]) -> list[tuple[Span, Features]]:
    """Leave out what is far shallower than the set: stepping into place, settling, a bow."""
    if not ways:
        return ways
    usual = median(span.level for span, _ in ways)
    return [(span, seen) for span, seen in ways if span.level >= _LEAST_SHARE * usual]


def _alternating(movement: Movement, leads: list[Leg | None]) -> Movement:
    changes = [one is not following for one, following in pairwise(leads)]
    steps = movement in _STEPPING and bool(changes) and all(changes)
    return Movement.ALTERNATING_LUNGE if steps else movement


def _ways(
    signals: Signals, level: KeptArray, least: float, settings: Settings
) -> list[tuple[Span, Features]]:
    return [(span, features(signals, span)) for span in _pushed(signals, level, least, settings)]


def _pushed(signals: Signals, level: KeptArray, least: float, settings: Settings) -> Iterator[Span]:
    machine = RepMachine(settings.reps, least)
    for time_s, value in zip(map(float, signals.time_s), map(float, level), strict=True):
        span = machine.push(time_s, value)
        if span:
            yield span
