"""What the caves of each leg are consistent with: hip, foot, both, or not to be told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kneecave.coaching.signs import signs
from kneecave.model.body import Leg
from kneecave.model.coaching import Contributor, Effect, Evidence, Origin, Sign
from kneecave.model.signals import Signals
from kneecave.model.verdict import RepVerdict
from kneecave.model.view import Standing
from kneecave.settings import Settings

_TESTED = {Effect.BETTER: Origin.FOOT, Effect.NO_CHANGE: Origin.HIP}


def contributors(
    signals: Signals,
    standing: Standing | None,
    reps: Sequence[RepVerdict],
    settings: Settings,
) -> tuple[Contributor, ...]:
    """Return a contributor for each leg that caved in at least one rep, left before right."""
    if standing is None:
        return ()
    found = ((leg, signs(signals, standing, reps, leg, settings)) for leg in Leg)
    return tuple(Contributor(leg, _origin(seen), seen) for leg, seen in found if seen)


def after_heel_raise(
    before: Sequence[Contributor], effects: Mapping[Leg, Effect]
) -> tuple[Contributor, ...]:
    """Return contributors with what a second set with raised heels showed.

    A knee that improves is consistent with the ankle or foot, one that does not with the hip (Bell
    2008); a worse or an unclear one says nothing.  What contradicts a sign of the first set makes
    the leg undetermined.
    """
    return tuple(_tested(one, effects.get(one.leg, Effect.UNCLEAR)) for one in before)


def _tested(one: Contributor, effect: Effect) -> Contributor:
    points_to = _TESTED.get(effect)
    if points_to is None:
        return one
    shown = Evidence(
        Sign.HEEL_TEST,
        value=float(effect is Effect.BETTER),
        spread=math.nan,
        floor=math.nan,
        counts=True,
        points_to=points_to,
    )
    evidence = (shown, *one.evidence)
    contradicted = points_to is Origin.HIP and Origin.FOOT in _pointed(one.evidence)
    origin = Origin.UNDETERMINED if contradicted else _origin(evidence)
    return Contributor(one.leg, origin, evidence)


def _origin(evidence: Sequence[Evidence]) -> Origin:
    """Return what the counting signs point to."""
    match sorted(_pointed(evidence)):
        case [only]:
            return only
        case []:
            return Origin.UNDETERMINED
        case _:
            return Origin.BOTH


def _pointed(evidence: Sequence[Evidence]) -> set[Origin]:
    return {one.points_to for one in evidence if one.counts and one.points_to is not None}
