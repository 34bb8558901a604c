"""What the report's cards hold: rows of a name, a number and its spread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.signals import Estimate, Measure
from kneecave.model.verdict import Metric, Reason, RepVerdict, Unmeasurable, Verdict, Word, word_of
from kneecave.model.view import Standing
from kneecave.outputs import captions, names, numbers
from kneecave.outputs.columns import read_at
from kneecave.outputs.found import Gap, beyond_doubt, by_legs, missed, worst
from kneecave.outputs.numbers import DEGREES, RATIO, Unit


@dataclass(frozen=True, slots=True)
class Sides:
    """What a number above and below zero means."""

    plus: str
    minus: str


FOOT_SIDES = Sides("out", "in")
KNEE_SIDES = Sides("inside", "outside")
HIP_SIDES = Sides("left lower", "right lower")
TRUNK_SIDES = Sides("to the left", "to the right")


@dataclass(frozen=True, slots=True)
class Fact:
    """A word and what it stands for, on the line under the headline."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """A measured thing: its name, the number, the spread, and a word behind it."""

    label: str
    number: str
    spread: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A verdict in the table: its word, and either number with spread and place, or a reason."""

    word: Word
    number: str
    spread: str
    place: str


@dataclass(frozen=True, slots=True)
class RepRow:
    """A rep in the table; ``worst_s`` is the moment of its largest peak, else its bottom."""

    number: int
    start_s: float
    end_s: float
    worst_s: float
    time: str
    lead: str
    cells: tuple[Cell, Cell]


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that could not be measured, under the word that heads it."""

    label: str
    text: str


def facts(analysis: Analysis) -> tuple[Fact, ...]:
    """Return the line under the headline: clip, reps, view, frames, model, signal, version."""
    clip, view = analysis.clip, analysis.view
    found = [Fact("Clip", clip.name)]
    varies = ", varying" if clip.variable_rate else ""
    if analysis.reps:
        found.append(Fact("Reps", names.counted(len(analysis.reps), names.nouns(analysis.reps))))
    if view is not None:
        yaw = numbers.whole_with_spread(view.yaw_deg.value, view.yaw_deg.spread)
        found += [Fact("View", names.VIEWS[view.kind]), Fact("Camera yaw", yaw)]
    return (
        *found,
        Fact("Frames", f"{clip.frames} at {clip.frame_rate_hz:.4g} fps{varies}"),
        Fact("Pose", analysis.pose.model),
        Fact("Signal", names.METRICS[analysis.metric]),
        Fact("kneecave", analysis.versions["kneecave"]),
    )


def table(analysis: Analysis) -> tuple[RepRow, ...]:
    """Return the rows of the table, one a rep."""
    return tuple(_rep_row(rep, analysis) for rep in analysis.reps)


def _rep_row(judged: RepVerdict, analysis: Analysis) -> RepRow:
    rep = judged.rep
    return RepRow(
        number=rep.number,
        start_s=round(rep.start_s, 3),
        end_s=round(rep.end_s, 3),
        worst_s=round(_worst_s(judged, analysis), 3),
        time=f"{rep.start_s:.1f}–{rep.end_s:.1f} s",
        lead="" if rep.lead_leg is None else f"{rep.lead_leg.value} leg",
        cells=(_cell(judged.legs[Leg.LEFT], analysis), _cell(judged.legs[Leg.RIGHT], analysis)),
    )


def _worst_s(judged: RepVerdict, analysis: Analysis) -> float:
    top = worst(replace(analysis, reps=(judged,)))
    return judged.rep.bottom_s if top is None else top.peak.time_s


def _cell(verdict: Verdict, analysis: Analysis) -> Cell:
    if isinstance(verdict, Unmeasurable):
        return Cell(word_of(verdict), "", "", names.REASONS[verdict.reason])
    peak, unit = verdict.peak, numbers.unit_of(analysis.metric)
    place = f"{peak.phase.value}, {numbers.seconds(peak.time_s)}"
    if word_of(verdict) is Word.CAVE and not beyond_doubt(peak, analysis):
        place += f"; {numbers.number(peak.relative, unit)} over own best"
    return Cell(
        word_of(verdict),
        numbers.number(peak.value, unit),
        numbers.spread(peak.spread, unit),
        place,
    )


def standing_rows(standing: Standing) -> tuple[Row, ...]:
    """Return static standing alignment; what could not be measured is left out."""
    legs = standing.legs
    read = [
        *((f"Foot direction, {leg.value}", legs[leg].toe_out_deg, FOOT_SIDES) for leg in Leg),
        *((f"Frontal angle, {leg.value}", legs[leg].frontal_deg, KNEE_SIDES) for leg in Leg),
        ("Hip line", standing.pelvic_drop_deg, HIP_SIDES),
    ]
    ratios = [("Knee : ankle width", standing.kasr), ("Ankle : hip width", standing.stance_width)]
    return (
        *(_row(label, one, DEGREES, _side(one, to)) for label, one, to in read if _known(one)),
        *(_row(label, one, RATIO, "") for label, one in ratios if _known(one)),
    )


def also_rows(analysis: Analysis) -> tuple[Row, ...]:
    """Return what else was measured at the worst moment; what could not be is left out."""
    top = worst(analysis)
    if top is None:
        return ()
    read = (
        (label, read_at(analysis.signals, measure, top.peak.time_s), unit, to)
        for label, measure, unit, to in _also(analysis, top.leg)
    )
    return tuple(
        _row(label, value, unit, "" if to is None else _side(value, to))
        for label, value, unit, to in read
        if _known(value)
    )


def _also(analysis: Analysis, leg: Leg) -> Iterator[tuple[str, Measure, Unit, Sides | None]]:
    signals, metric = analysis.signals, analysis.metric
    of_leg = signals.leg(leg)
    if metric is not Metric.KNEE_OVER_FOOT:
        yield "Knee over foot", of_leg.knee_over_foot_deg, DEGREES, KNEE_SIDES
    if metric is not Metric.FRONTAL:
        yield "Frontal angle", of_leg.frontal_deg, DEGREES, KNEE_SIDES
    if metric is not Metric.FPPA:
        yield "FPPA (image)", of_leg.fppa_deg, DEGREES, KNEE_SIDES
    if metric is not Metric.KASR:
        yield "Knee : ankle width", signals.kasr, RATIO, None
    yield "Knee bend", of_leg.flexion_deg, DEGREES, None
    yield "Hip line", signals.pelvic_drop_deg, DEGREES, HIP_SIDES
    yield "Trunk lean", signals.trunk_lean_deg, DEGREES, TRUNK_SIDES


def missing(analysis: Analysis) -> tuple[Missing, ...]:
    """Return what could not be measured and why: legs of reps first, then notes, then the file.

    What a refusal says of the whole clip stands in the lead, not here.
    """
    gaps = () if analysis.refusal is not None else missed(analysis)
    legs = [
        Missing(names.WORDS[Word.UNMEASURABLE], _gap(analysis, gaps, reason))
        for reason in dict.fromkeys(gap.why.reason for gap in gaps)
    ]
    told = {gap.why.detail for gap in gaps}
    notes = (note for note in analysis.notes if note.text not in told)
    file = (Missing("File", text) for text in captions.file_notes(analysis.clip))
    return (*legs, *(Missing(note.kind.value.capitalize(), note.text) for note in notes), *file)


def _gap(analysis: Analysis, gaps: Sequence[Gap], reason: Reason) -> str:
    """Return where a reason held, and its sentence; of sentences that differ, the first."""
    alike = [gap for gap in gaps if gap.why.reason is reason]
    first = alike[0]
    if len({gap.why.detail for gap in alike}) == 1:
        return f"{_where(analysis, alike)}: {first.why.detail}"
    return (
        f"{_where(analysis, alike)}: {names.REASONS[reason]}. "
        f"{_where(analysis, alike[:1])}: {first.why.detail}"
    )


def _where(analysis: Analysis, gaps: Sequence[Gap]) -> str:
    if len(analysis.reps) == 1:
        return names.sentence(names.knees(gap.leg for gap in gaps)).rstrip(".")
    places = (
        f"{names.rep_numbers(reps)}, {'both knees' if len(legs) == len(Leg) else min(legs).value}"
        for legs, reps in by_legs(gaps).items()
    )
    return names.sentence("; ".join(places)).rstrip(".")


def _row(label: str, value: Estimate, unit: Unit, after: str) -> Row:
    return Row(label, numbers.number(value.value, unit), numbers.spread(value.spread, unit), after)


def _side(value: Estimate, sides: Sides) -> str:
    """Return the word of a number's side; none where its spread reaches past zero."""
    if abs(value.value) <= value.spread:
        return ""
    return sides.plus if value.value > 0 else sides.minus


def _known(value: Estimate) -> bool:
    return numbers.known(value.value) and numbers.known(value.spread)
