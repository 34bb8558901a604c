"""Which legs of which reps got which verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.rep import Rep
from kneecave.model.verdict import Cave, Clear, Metric, Peak, Reason, Unmeasurable, Watch
from kneecave.outputs import names

MANY_REPS = 100


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


def gravity(verdict: Clear | Watch | Cave, metric: Metric) -> tuple[int, float]:
    """Return what is larger for the graver of two verdicts."""
    kinds: tuple[type, ...] = (Clear, Watch, Cave)
    return kinds.index(type(verdict)), metric.inward * verdict.peak.value


def many(analysis: Analysis) -> bool:
    """Return whether there are more reps than a chart has room for, one beside the other."""
    return len(analysis.reps) > MANY_REPS


def by_legs(found: Sequence[Finding | Gap]) -> dict[frozenset[Leg], list[int]]:
    """Return rep numbers by the legs found in each, in order of the first rep."""
    grouped: dict[frozenset[Leg], list[int]] = {}
    for number, group in groupby(found, key=lambda one: one.rep.number):
        grouped.setdefault(frozenset(one.leg for one in group), []).append(number)
    return grouped


def one_detail_a_reason(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """Return the first gap's sentence for each reason: the same reason is told once."""
    told: dict[Reason, str] = {}
    for gap in gaps:
        told.setdefault(gap.why.reason, gap.why.detail)
    return tuple(told.values())


def past_limit(peak: Peak, metric: Metric) -> bool:
    """Return whether the peak lies at its limit or past it, whatever its spread."""
    return _beyond(peak, metric) >= 0


def raised(peak: Peak, analysis: Analysis) -> bool:
    """Return whether the peak's limit was raised, as it is for a foot that is turned out far."""
    if analysis.metric is not Metric.KNEE_OVER_FOOT:
        return False
    usual = (f"limits.knee_over_foot.{legs}" for legs in ("bilateral", "lead_leg"))
    return all(peak.limit > float(analysis.settings[name]) for name in usual)


def beyond_doubt(peak: Peak, analysis: Analysis) -> bool:
    """Return whether the peak lies past its limit by more than its doubt.

    A cave that does not was found by comparison with the leg's own best rep.
    """
    doubt = float(analysis.settings["limits.certainty_z"]) * peak.spread
    return _beyond(peak, analysis.metric) >= doubt


def _beyond(peak: Peak, metric: Metric) -> float:
    side = -1 if metric is Metric.KASR else 1
    return side * (peak.value - peak.limit)
