"""Which legs of which reps got which verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.rep import Rep
from kneecave.model.verdict import Cave, Clear, Metric, Peak, Unmeasurable, Watch
from kneecave.outputs import names


@dataclass(frozen=True, slots=True)
class Finding:
    """One judged leg of one rep."""

    rep: Rep
    leg: Leg
    peak: Peak


@dataclass(frozen=True, slots=True)
class Gap:
    """One leg of one rep that could not be judged."""

    rep: Rep
    leg: Leg
    why: Unmeasurable


def judged(analysis: Analysis, *kinds: type[Clear | Watch | Cave]) -> tuple[Finding, ...]:
    """Return the legs with one of these verdicts, in order of rep, left before right."""
    return tuple(
        Finding(rep.rep, leg, verdict.peak)
        for rep in analysis.reps
        for leg in Leg
        if isinstance(verdict := rep.legs[leg], kinds)
    )


def missed(analysis: Analysis) -> tuple[Gap, ...]:
    """Return the legs that could not be judged, but for those that the movement leaves out."""
    return tuple(
        Gap(rep.rep, leg, verdict)
        for rep in analysis.reps
        for leg in Leg
        if isinstance(verdict := rep.legs[leg], Unmeasurable)
        and verdict.reason not in names.NOT_MEANT_TO_BE_JUDGED
    )


def largest(found: Iterable[Finding], metric: Metric) -> Finding | None:
    """Return the finding that lies farthest to the side of a cave: the smallest for KASR."""
    side = -1 if metric is Metric.KASR else 1
    return max(found, key=lambda one: side * one.peak.value, default=None)


def worst(analysis: Analysis) -> Finding | None:
    """Return the largest finding of the worst word; None where nothing was judged."""
    for kind in (Cave, Watch, Clear):
        if found := judged(analysis, kind):
            return largest(found, analysis.metric)
    return None


def by_legs(found: Sequence[Finding | Gap]) -> dict[frozenset[Leg], list[int]]:
    """Return rep numbers by the legs found in each, in order of the first rep."""
    grouped: dict[frozenset[Leg], list[int]] = {}
    for number, group in groupby(found, key=lambda one: one.rep.number):
        grouped.setdefault(frozenset(one.leg for one in group), []).append(number)
    return grouped


def past_limit(peak: Peak, metric: Metric) -> bool:
    """Return whether the peak lies at its limit or past it, whatever its spread."""
    return peak.value <= peak.limit if metric is Metric.KASR else peak.value >= peak.limit
