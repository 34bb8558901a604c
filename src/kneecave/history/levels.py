"""Where a leg stands in one session: the median of its reps, with its error."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, pi, sqrt
from statistics import fmean, median, stdev

from kneecave.model.body import Leg
from kneecave.model.change import Level
from kneecave.model.rep import Movement
from kneecave.model.session import Found, LegResult, Session
from kneecave.model.verdict import Metric, Word
from kneecave.settings import ChangeLimits

_MEDIAN_OVER_MEAN = sqrt(pi / 2)
"""Standard error of a median over that of a mean, many normal values."""


def legs_of(metric: Metric) -> tuple[Leg, ...]:
    """Return the legs to look at: one stands for both where the metric is of both together."""
    return (Leg.LEFT,) if metric is Metric.KASR else tuple(Leg)


def level(session: Session, movement: Movement, leg: Leg, limits: ChangeLimits) -> Level | None:
    """Return where a leg stands; None if no rep of the movement could be measured.

    The spread holds two things: what the reps share (the person's own landmarks, the feet, the
    camera), which does not shrink with the number of reps, and their scatter, which does.
    """
    own = [r for r in session.results if (r.movement, r.leg) == (movement, leg)]
    found = [result.found for result in own if result.found is not None]
    if not found:
        return None
    return Level(
        value=median(one.value for one in found),
        spread=_spread(found, session.metric, limits),
        peaks=tuple(one.value for one in found),
        limit=median(one.limit for one in found),
        caves=_count(own, Word.CAVE),
        watches=_count(own, Word.WATCH),
    )


def _spread(found: Sequence[Found], metric: Metric, limits: ChangeLimits) -> float:
    stated, count = fmean(one.spread for one in found), len(found)
    usual = limits.usual_scatter_ratio if metric is Metric.KASR else limits.usual_scatter_deg
    own = stdev(one.value for one in found) if count > 1 else 0.0
    scatter = max(own, usual) / sqrt(count)
    return hypot(limits.shared * stated, scatter * (_MEDIAN_OVER_MEAN if count > 2 else 1.0))


def _count(results: Sequence[LegResult], word: Word) -> int:
    return sum(result.word is word for result in results)
