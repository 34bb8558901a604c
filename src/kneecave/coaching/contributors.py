"""What the caves of each leg are consistent with: hip, foot, both, or not to be told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kneecave.coaching.outcomes import outcome
from kneecave.coaching.signs import signs
from kneecave.model.body import Leg
from kneecave.model.change import Comparison
from kneecave.model.coaching import Contributor, Evidence, Origin, Sign
from kneecave.model.feet import FootRoll
from kneecave.model.signals import Signals
from kneecave.model.verdict import RepVerdict
from kneecave.model.view import Standing
from kneecave.settings import Settings

NO_FEET: Mapping[Leg, FootRoll] = {}
_POINTS_TO = {"better": Origin.FOOT, "same": Origin.HIP}


def contributors(
    signals: Signals,
    standing: Standing | None,
    reps: Sequence[RepVerdict],
    settings: Settings,
    *,
    feet: Mapping[Leg, FootRoll] = NO_FEET,
) -> tuple[Contributor, ...]:
    """Return a contributor for each leg that caved in at least one rep, left before right.

    ``feet`` are those whose roll was seen in their pictures.
    """
    if standing is None:
        return ()
    found = (
        (leg, signs(signals, standing, reps, leg, settings, foot=feet.get(leg))) for leg in Leg
    )
    return tuple(Contributor(leg, _origin(seen), seen) for leg, seen in found if seen)


def after_heel_raise(
    before: Sequence[Contributor], found: Comparison, settings: Settings
) -> tuple[Contributor, ...]:
    """Return contributors with what a second set with raised heels showed.

    A knee that improves is consistent with the ankle or foot, one that does not with the hip (Bell
    2008), if an improvement would have been seen; a worse one says nothing.  Where that
    contradicts a sign of the first set, the leg is undetermined.
    """
    told = [(one.leg, _POINTS_TO.get(outcome(one, found, settings))) for one in found.legs]
    return tuple(
        _tested(one, {origin for leg, origin in told if leg is one.leg and origin})
        for one in before
    )


def _tested(one: Contributor, found: set[Origin]) -> Contributor:
    """Return a contributor with the test's sign, if all movements of the test agree."""
    if len(found) != 1:
        return one
    points_to = found.pop()
    shown = Evidence(
        Sign.HEEL_TEST,
        value=float(points_to is Origin.FOOT),
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
