"""The answer in words: one headline, then how much, how sure and which reps."""

from __future__ import annotations

from collections.abc import Sequence

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.verdict import Cave, Clear, Metric, Reason, Unmeasurable, Watch
from kneecave.outputs import names
from kneecave.outputs.found import Finding, judged, raised
from kneecave.outputs.lead import lead

__all__ = ["NOTICE", "TAGLINE", "headline", "lead"]

TAGLINE = "Movement observation from one camera. Not a diagnosis."

NOTICE = (
    "Movement observation from one camera; 2D-based estimates, not clinical angles. "
    "Not a medical device; does not diagnose or predict injury. "
    "Suggested contributors are things to test, not findings. "
    "Stop if it hurts and see a professional."
)

NOT_MEASURED = "The knees could not be measured."


def headline(analysis: Analysis) -> str:
    """Return the answer in one sentence, with counts."""
    if analysis.refusal is not None:
        return _refused(analysis.refusal)
    for kind, told in ((Cave, _caved), (Watch, _to_watch), (Clear, _clear)):
        if found := judged(analysis, kind):
            return names.sentence(told(analysis, found))
    return NOT_MEASURED


def _refused(why: Unmeasurable) -> str:
    return "No rep found." if why.reason is Reason.NO_REP else NOT_MEASURED


def _caved(analysis: Analysis, caves: Sequence[Finding]) -> str:
    subject = _subject(analysis, caves)
    if len(analysis.reps) == 1 and subject == "the knees":
        subject = "the knees" if analysis.metric is Metric.KASR else "both knees"
    reps = len({one.rep.number for one in caves})
    return f"{subject} caved in on {_of(analysis, reps, {one.leg for one in caves})}"


def _to_watch(analysis: Analysis, watches: Sequence[Finding]) -> str:
    whole, kind = _judged_reps(analysis, set(Leg))
    if len(analysis.reps) == 1:
        return f"no clear cave in this {kind[0]}, but one to watch"
    reps = len({one.rep.number for one in watches})
    to_watch = "one" if reps == 1 else str(reps)
    return f"no clear cave in {names.counted(whole, kind)}, {to_watch} to watch"


def _clear(analysis: Analysis, clears: Sequence[Finding]) -> str:
    whole, kind = _judged_reps(analysis, set(Leg))
    return f"{_all_of(analysis, whole, kind)} clear: {_stayed(analysis, clears)}"


def _all_of(analysis: Analysis, whole: int, kind: tuple[str, str]) -> str:
    if len(analysis.reps) == 1:
        return f"this {kind[0]} is"
    if whole == 1:
        return f"the one {kind[0]} is"
    return f"both {kind[1]}" if whole == 2 else f"all {whole} {kind[1]}"


def _stayed(analysis: Analysis, clears: Sequence[Finding]) -> str:
    subject = _subject(analysis, clears)
    if subject == "the knees":
        subject = "both knees"
    match analysis.metric:
        case Metric.KNEE_OVER_FOOT if any(_far_inside(one, analysis) for one in clears):
            return f"{subject} stayed within the limit"
        case Metric.KNEE_OVER_FOOT:
            return f"{subject} stayed over the {'feet' if subject == 'both knees' else 'foot'}"
        case Metric.FRONTAL | Metric.FPPA:
            return f"{subject} stayed in line"
        case Metric.KASR:
            return "the knees kept their width"


def _far_inside(one: Finding, analysis: Analysis) -> bool:
    """Return whether a knee is clear only by a limit that was raised for its foot."""
    usual = float(analysis.settings["limits.knee_over_foot.bilateral"])
    return raised(one.peak, analysis) and one.peak.value >= usual


def _subject(analysis: Analysis, found: Sequence[Finding]) -> str:
    """Return whose knees: the left knee, the front knee, the knees."""
    legs = {one.leg for one in found}
    if analysis.metric is Metric.KASR:
        return "the knees"
    if len(legs) == 1:
        return names.knees(legs)
    if any(one.leg is not one.rep.lead_leg for one in found):
        return "the knees"
    on_one_leg = all(one.rep.movement in names.ON_ONE_LEG for one in found)
    return "the standing knee" if on_one_leg else "the front knee"


def _of(analysis: Analysis, part: int, legs: set[Leg]) -> str:
    """Return how many of how many: ``2 of 5 squats``, ``all 5 squats``, ``this squat``."""
    whole, kind = _judged_reps(analysis, legs)
    if len(analysis.reps) == 1:
        return f"this {kind[0]}"
    if whole == 1:
        return f"the one {kind[0]}"
    if part < whole:
        return f"{part} of {names.counted(whole, kind)}"
    return f"both {kind[1]}" if whole == 2 else f"all {names.counted(whole, kind)}"


def _judged_reps(analysis: Analysis, legs: set[Leg]) -> tuple[int, tuple[str, str]]:
    """Return how many reps there are in which one of these legs was judged, and their name."""
    reps = [
        rep.rep
        for rep in analysis.reps
        if any(not isinstance(rep.legs[leg], Unmeasurable) for leg in legs)
    ]
    one, many = names.nouns(analysis.reps)
    if len(reps) == len(analysis.reps):
        return len(reps), (one, many)
    leads = {rep.rep.number for rep in analysis.reps if rep.rep.lead_leg in legs}
    if len(legs) == 1 and leads == {rep.number for rep in reps}:
        side = min(legs).value
        return len(reps), (f"{side} {one}", f"{side} {many}")
    return len(reps), (f"judged {one}", f"judged {many}")
