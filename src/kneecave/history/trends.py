"""One leg's level from session to session."""

from __future__ import annotations

from collections.abc import Sequence

from kneecave.history.changes import difference
from kneecave.history.levels import legs_of, level
from kneecave.model.body import Leg
from kneecave.model.change import Trend, TrendPoint
from kneecave.model.rep import Movement
from kneecave.model.session import Kept
from kneecave.model.verdict import Metric
from kneecave.settings import ChangeLimits


def trend(
    kept: Sequence[Kept], movement: Movement, leg: Leg, *, metric: Metric, limits: ChangeLimits
) -> Trend:
    """Return a leg's level over sessions, each against the first.

    Tests (heels raised, a band, another stance) are left out: they show what the test does, not
    how the person changes.
    """
    points: list[TrendPoint] = []
    for one in kept:
        session = one.session
        if session.tried is not None or session.metric is not metric:
            continue
        found = level(session, movement, leg, limits)
        if found is None:
            continue
        since = difference(points[0].level, found, metric, limits) if points else None
        points.append(TrendPoint(one.number, session.at, session.clip, found, since))
    return Trend(movement, leg, metric, tuple(points))


def trends(kept: Sequence[Kept], *, limits: ChangeLimits) -> tuple[Trend, ...]:
    """Return every trend that has a point, by metric, movement and leg."""
    wanted = dict.fromkeys(
        (one.session.metric, movement) for one in kept for movement in one.session.movements
    )
    found = (
        trend(kept, movement, leg, metric=metric, limits=limits)
        for metric, movement in wanted
        for leg in legs_of(metric)
    )
    return tuple(one for one in found if one.points)
