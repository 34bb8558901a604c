"""What stands beside tables and charts: headings, notes and names of what is measured."""

from __future__ import annotations

from collections.abc import Sequence

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.clip import ClipInfo
from kneecave.model.verdict import Cave, Clear, Metric, Unmeasurable, Watch, Word
from kneecave.outputs import names, numbers
from kneecave.outputs.found import judged, many, worst
from kneecave.outputs.phase_chart import drawn

SPREAD = "± is one standard deviation of the error."
OWN_SIDES = "Left and right are the lifter’s own."
STANDING = "From the upright, still frames."
NO_STANDING = "Nobody stood upright and still in this clip, so there is nothing to compare with."
ALSO = "Shown because people know them. They did not make the verdict."
CUES = "Two cues at most. Drop one once it works."

TITLES = {
    Metric.KNEE_OVER_FOOT: "Knee over foot",
    Metric.FRONTAL: "Frontal angle",
    Metric.FPPA: "FPPA",
    Metric.KASR: "Knee : ankle width",
}

PEAKS = {
    Metric.KNEE_OVER_FOOT: "Peak angle by which the knee points inside the foot",
    Metric.FRONTAL: "Peak frontal angle, + is inside",
    Metric.FPPA: "Peak frontal plane projection angle in the picture, + is inside",
    Metric.KASR: "Smallest distance of the knees, as a share of the ankles’ distance",
}


def table_note(analysis: Analysis) -> str:
    """Return what the table's numbers are; the one place that says what ± means."""
    peaks = f"{PEAKS[analysis.metric]}, between {_bends(analysis)}."
    return f"{peaks} {SPREAD} {_times(analysis)} {OWN_SIDES}"


def chart_note(analysis: Analysis) -> str:
    """Return how to read the chart through the set."""
    if many(analysis):
        return (
            "Line: the peaks of neighbouring reps, their middle. Grey: from the smallest to the "
            "largest. Dashed: the limit. A shape stands at the gravest of the reps about it."
        )
    line = "Line: ratio." if analysis.metric is Metric.KASR else "Line: angle."
    deepest = numbers.limit(float(analysis.settings["limits.flexion_to_deg"]), numbers.DEGREES)
    return (
        f"{line} Grey ribbon: its spread. Dashed: the limit. Watch: past it, but not by "
        "enough to be sure, or more than in the own best rep. "
        f"Thin line: deeper than {deepest} of bend, shown but not judged. "
        "No line: legs too straight to tell a direction."
    )


def phases_title(analysis: Analysis) -> str:
    """Return what the chart by phase shows, after the knee it shows."""
    shown, there = len(drawn(analysis).reps), len(analysis.reps)
    return "all reps by phase" if shown == there else f"{shown} of {there} reps by phase"


def frames_title(shown: Sequence[Word]) -> str:
    """Return the heading over key frames with these verdicts, the worst first."""
    first = shown[0]
    moment = {
        Word.CAVE: "The worst moment",
        Word.WATCH: "The moment to watch",
        Word.CLEAR: "The largest angle of the set",
        Word.UNMEASURABLE: "One moment of the set",
    }[first]
    beside = shown[1:2] == [Word.CLEAR] and first is not Word.CLEAR
    return f"{moment}, and the same depth done well" if beside else moment


def also_title(analysis: Analysis) -> str:
    """Return the heading over what else was measured."""
    if judged(analysis, Cave):
        return "Also measured, at the worst moment"
    if judged(analysis, Watch):
        return "Also measured, at the moment to watch"
    narrow = analysis.metric is Metric.KASR
    return f"Also measured, at the {'narrowest moment' if narrow else 'largest angle'}"


def also_note(analysis: Analysis) -> str:
    """Return which moment that is, and that it did not count."""
    top = worst(analysis)
    if top is None:
        return ALSO
    return f"Rep {top.rep.number}, {top.leg.value}, {numbers.seconds(top.peak.time_s)}. {ALSO}"


def filming_title(analysis: Analysis) -> str:
    """Return the heading over the advice on filming."""
    return "Film it even better" if judged(analysis, Clear, Watch, Cave) else "How to film it"


def no_chart(analysis: Analysis, leg: Leg) -> str:
    """Return what stands in place of the chart of a leg that was never judged."""
    verdicts = [rep.legs[leg] for rep in analysis.reps]
    why = dict.fromkeys(names.REASONS[v.reason] for v in verdicts if isinstance(v, Unmeasurable))
    return f"Not judged: {names.listed(why)}."


def file_notes(clip: ClipInfo) -> tuple[str, ...]:
    """Return what of the file could not be read."""
    told = []
    if clip.damaged_packets:
        packets = names.counted(clip.damaged_packets, ("damaged part", "damaged parts"))
        told.append(f"{packets} of the file could not be read.")
    if clip.declared_frames is not None and clip.declared_frames - clip.frames > 1:
        told.append(f"The file says {clip.declared_frames} frames; {clip.frames} could be read.")
    return tuple(told)


def _times(analysis: Analysis) -> str:
    """Return what the times of reps are, with the largest of their spreads."""
    spreads_s = [max(one.rep.start_spread_s, one.rep.end_spread_s) for one in analysis.reps]
    within = f", ± {numbers.seconds(max(spreads_s))}" if spreads_s else ""
    return f"A rep goes from its first to its last movement{within}."


def _bends(analysis: Analysis) -> str:
    straightest, deepest = (
        numbers.limit(float(analysis.settings[f"limits.flexion_{end}_deg"]), numbers.DEGREES)
        for end in ("from", "to")
    )
    return f"{straightest} and {deepest} of knee bend"
