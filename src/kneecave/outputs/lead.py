"""The sentences after the headline: which reps, how much, how sure, what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.verdict import Cave, Clear, Metric, Peak, Unmeasurable, Watch, Word
from kneecave.outputs import names, numbers
from kneecave.outputs.found import (
    Finding,
    Gap,
    beyond_doubt,
    by_legs,
    judged,
    largest,
    missed,
    one_detail_a_reason,
    past_limit,
    raised,
    worst,
)


def lead(analysis: Analysis) -> tuple[str, ...]:
    """Return the sentences after the headline, each whole by itself."""
    if analysis.refusal is not None:
        return (analysis.refusal.detail,)
    if worst(analysis) is None:
        return _nothing_judged(analysis)
    told = [*_caves(analysis), *_watches(analysis), *_clears(analysis), *_gaps(analysis)]
    return tuple(names.sentence(one) for one in told)


def amount(peak: Peak, metric: Metric) -> str:
    """Return a peak beside its spread, as ``23.6° ± 2.6°``."""
    return numbers.with_spread(peak.value, peak.spread, numbers.unit_of(metric))


def did(one: Finding, metric: Metric) -> str:
    """Return what a knee did, as ``the left knee pointed 23.6° ± 2.6° inside the foot``."""
    match metric:
        case Metric.KNEE_OVER_FOOT:
            text = numbers.with_spread(abs(one.peak.value), one.peak.spread, numbers.DEGREES)
            side = "outside" if round(one.peak.value, 1) < 0 else "inside"
            return f"the {one.leg.value} knee pointed {text} {side} the foot"
        case Metric.FRONTAL:
            return f"the {one.leg.value} knee reached a frontal angle of {amount(one.peak, metric)}"
        case Metric.FPPA:
            return f"the {one.leg.value} knee reached an FPPA of {amount(one.peak, metric)}"
        case Metric.KASR:
            return f"the knees came to {amount(one.peak, metric)} of the ankles’ distance"


def _nothing_judged(analysis: Analysis) -> tuple[str, ...]:
    reps = names.counted(len(analysis.reps), names.nouns(analysis.reps))
    return (f"{reps} found.", *one_detail_a_reason(missed(analysis)))


def _caves(analysis: Analysis) -> list[str]:
    caves = _apart(judged(analysis, Cave), analysis.metric)
    top = largest(caves, analysis.metric)
    if top is None:
        return []
    if len(caves) == 1:
        told = [_only(analysis, top)]
    elif len(analysis.reps) == 1:
        told = [_in_this_rep(analysis, one) for one in caves]
    else:
        told = [_which(analysis, caves), _largest(analysis, top) + _against(analysis, top.peak)]
    if abs(top.peak.value - top.peak.limit) <= top.peak.spread and not top.peak.relative > 0:
        limit = numbers.limit(top.peak.limit, numbers.unit_of(analysis.metric))
        told.append(f"the limit of {limit} lies within the spread, so film it once more")
    return told


def _in_this_rep(analysis: Analysis, one: Finding) -> str:
    what = f"{did(one, analysis.metric)} {names.PHASES[one.peak.phase]}"
    return what + _against(analysis, one.peak)


def _apart(found: Sequence[Finding], metric: Metric) -> tuple[Finding, ...]:
    """Return the findings, one a rep where the metric is of both knees together."""
    if metric is not Metric.KASR:
        return tuple(found)
    return tuple({one.rep.number: one for one in found}.values())


def _only(analysis: Analysis, one: Finding) -> str:
    where = "" if len(analysis.reps) == 1 else f"rep {one.rep.number}, "
    what = f"{where}{names.PHASES[one.peak.phase]}: {did(one, analysis.metric)}"
    return what + _against(analysis, one.peak)


def _which(analysis: Analysis, caves: Sequence[Finding]) -> str:
    """Return which reps and knees, as ``rep 2 both knees, rep 4 the left knee, each on …``."""
    phases = {one.peak.phase for one in caves}
    reps = {one.rep.number for one in caves}
    each = "each " if len(reps) > 1 else ""
    shared = f", {each}{names.PHASES[phases.pop()]}" if len(phases) == 1 else ""
    if analysis.metric is Metric.KASR:
        return names.rep_numbers(reps) + shared
    places = [f"{names.rep_numbers(of)} {names.knees(legs)}" for legs, of in by_legs(caves).items()]
    return ", ".join(places) + shared


def _largest(analysis: Analysis, top: Finding) -> str:
    where = "" if len(analysis.reps) == 1 else f"rep {top.rep.number}, "
    return f"{_most(analysis.metric)}: {where}{did(top, analysis.metric)}"


def _most(metric: Metric) -> str:
    return "closest" if metric is Metric.KASR else "largest"


def _against(analysis: Analysis, peak: Peak) -> str:
    """Return what follows a caved peak: the limit, after the own best rep where that decided."""
    if beyond_doubt(peak, analysis) or not peak.relative > 0:
        return _limit(analysis, peak)
    more = numbers.number(peak.relative, numbers.unit_of(analysis.metric))
    return f", {more} more than in its own best rep{_limit(analysis, peak)}"


def _limit(analysis: Analysis, peak: Peak) -> str:
    limit = numbers.limit(peak.limit, numbers.unit_of(analysis.metric))
    why = ", raised for a foot turned out this far" if raised(peak, analysis) else ""
    return f"; the limit is {limit}{why}"


def _watches(analysis: Analysis) -> list[str]:
    watches = _apart(judged(analysis, Watch), analysis.metric)
    top = largest(watches, analysis.metric)
    if top is None:
        return []
    near = f"{amount(top.peak, analysis.metric)}, {_near(top.peak, analysis.metric)}"
    if len(watches) == 1:
        also = judged(analysis, Cave)
        return [f"{_place(analysis, top)} is one to watch" + ("" if also else f": {near}")]
    told = [_to_watch(analysis, watches)]
    if not judged(analysis, Cave):
        told.append(f"{_most(analysis.metric)}: {_place(analysis, top).rstrip(',')}: {near}")
    return told


def _near(peak: Peak, metric: Metric) -> str:
    limit = numbers.limit(peak.limit, numbers.unit_of(metric))
    if past_limit(peak, metric):
        return f"past the limit of {limit}, but not by enough to be sure"
    more = numbers.number(peak.relative, numbers.unit_of(metric))
    return f"within the limit of {limit}, but {more} more than in its own best rep"


def _to_watch(analysis: Analysis, watches: Sequence[Finding]) -> str:
    return f"to watch: {'; '.join(_places(analysis, watches))}"


def _places(analysis: Analysis, found: Sequence[Finding | Gap]) -> list[str]:
    """Return reps with their legs, as ``reps 1 and 2, left``."""
    if analysis.metric is Metric.KASR:
        return [names.rep_numbers(one.rep.number for one in found)]
    return [
        names.rep_numbers(reps) + (", both knees" if len(legs) == 2 else f", {min(legs).value}")
        for legs, reps in by_legs(found).items()
    ]


def _place(analysis: Analysis, one: Finding) -> str:
    """Return where, as ``rep 5, right,`` or, in a clip of one rep, ``the right knee``."""
    if len(analysis.reps) == 1:
        return "this rep" if analysis.metric is Metric.KASR else f"the {one.leg.value} knee"
    if analysis.metric is Metric.KASR:
        return f"rep {one.rep.number}"
    return f"rep {one.rep.number}, {one.leg.value},"


def _clears(analysis: Analysis) -> list[str]:
    clear = [rep.rep.number for rep in analysis.reps if rep.word is Word.CLEAR]
    if not clear:
        return []
    if judged(analysis, Cave, Watch):
        return [f"{names.rep_numbers(clear)} {'was' if len(clear) == 1 else 'were'} clear"]
    top = largest(judged(analysis, Clear), analysis.metric)
    if top is None:
        return []
    if analysis.metric is Metric.KNEE_OVER_FOOT and round(top.peak.value, 1) < 0:
        where = "" if len(analysis.reps) == 1 else f"rep {top.rep.number}, "
        return [f"no knee came inside its foot; nearest: {where}{did(top, analysis.metric)}"]
    return [_largest(analysis, top) + _limit(analysis, top.peak)]


def _gaps(analysis: Analysis) -> list[str]:
    """Return what is missing: a knee of the whole clip with its reason, single reps in short."""
    never = [leg for leg in Leg if not _ever_judged(analysis, leg)]
    told = [part for leg in never for part in _never(analysis, leg)]
    single = [gap for gap in missed(analysis) if gap.leg not in never]
    if single:
        reasons = dict.fromkeys(gap.why.reason for gap in single)
        places = [
            f"{place} ({names.REASONS[reason]})"
            for reason in reasons
            for place in _places(analysis, [gap for gap in single if gap.why.reason is reason])
        ]
        told.append(f"not measured: {'; '.join(places)}")
    return told


def _ever_judged(analysis: Analysis, leg: Leg) -> bool:
    return any(not isinstance(rep.legs[leg], Unmeasurable) for rep in analysis.reps)


def _never(analysis: Analysis, leg: Leg) -> list[str]:
    details = one_detail_a_reason(gap for gap in missed(analysis) if gap.leg is leg)
    return [f"the {leg.value} knee could not be measured", *details] if details else []
