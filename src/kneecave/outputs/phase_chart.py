"""All reps of a leg laid over each other, by phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from markupsafe import Markup

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.rep import Rep
from kneecave.model.verdict import Cave, Unmeasurable, Watch, Word, word_of
from kneecave.outputs import svg
from kneecave.outputs.axes import (
    TEXT_PX,
    Plot,
    Span,
    ground,
    runs,
    shown,
    thinned,
    value_span,
    zones,
)
from kneecave.outputs.found import gravity, many

WIDE_PX, NARROW_PX = 440.0, 350.0
HEIGHT_PX = 220.0
BOTTOM = 1.0
"""Where the bottom lies on the axis of phase: 0 start, 1 bottom, 2 end."""

STROKES = {Word.CLEAR: "cur thin", Word.WATCH: "cur warm", Word.CAVE: "cur hot"}
POINTS_APART_PX = 5.0
MOST_CURVES = 60
NUMBER_FROM_CURVE_PX = 2 * TEXT_PX
"""How far below its curve's end a rep's number may stand."""


@dataclass(frozen=True, slots=True)
class _Curve:
    """One rep's unbroken curves in pixels, its number and its verdict on this leg."""

    number: int
    word: Word
    lines: list[list[tuple[float, float]]]


def phase_chart(analysis: Analysis, leg: Leg, *, width_px: float) -> Markup | None:
    """Return one leg's reps from start over bottom to end; None if the leg was never judged."""
    where = zones(analysis, leg)
    if where is None:
        return None
    plot = Plot(
        left=42,
        right=width_px - 30,
        top=12,
        bottom=HEIGHT_PX - 34,
        across=Span(0.0, 2.0),
        up=value_span(analysis),
    )
    curves = sorted(
        _curves(drawn(analysis), leg, plot), key=lambda one: list(STROKES).index(one.word)
    )
    strokes = [svg.path(STROKES[one.word], line) for one in curves for line in one.lines]
    parts = [
        ground(plot, where, metric=analysis.metric),
        *_phases(plot),
        plot.clipped(strokes),
        *_rep_numbers(curves, plot),
    ]
    return svg.picture(
        parts, width=width_px, height=HEIGHT_PX, label=f"Reps by phase, {leg.value} leg"
    )


def drawn(analysis: Analysis) -> Analysis:
    """Return the same with as many reps as can be told apart.

    Of very many: the caves and watches of either leg, the gravest first, up to half of what is
    drawn; then others at even distances.
    """
    if not many(analysis):
        return analysis
    first = _gravest(analysis)[: MOST_CURVES // 2]
    others = [k for k in range(len(analysis.reps)) if k not in first]
    places = MOST_CURVES - len(first)
    apart = (len(others) - 1) / (places - 1)
    kept = sorted([*first, *(others[round(k * apart)] for k in range(places))])
    return replace(analysis, reps=tuple(analysis.reps[k] for k in kept))


def _gravest(analysis: Analysis) -> list[int]:
    """Return which reps have a cave or watch, the gravest first: left and right take turns."""
    legs = (
        sorted(
            (
                (gravity(verdict, analysis.metric), k)
                for k, rep in enumerate(analysis.reps)
                if isinstance(verdict := rep.legs[leg], Watch | Cave)
            ),
            reverse=True,
        )
        for leg in Leg
    )
    turns = (one for turn in zip_longest(*legs) for one in turn if one is not None)
    return list(dict.fromkeys(k for _, k in turns))


def _phases(plot: Plot) -> Iterator[Markup]:
    middle = plot.x(BOTTOM)
    yield svg.line("zero", middle, plot.top, middle, plot.bottom)
    yield svg.text("descent ↓", plot.x(BOTTOM / 2), plot.bottom + 18, anchor="middle")
    yield svg.text("bottom", middle, plot.bottom + 32, anchor="middle")
    yield svg.text("↑ ascent", plot.x(BOTTOM * 1.5), plot.bottom + 18, anchor="middle")


def _curves(analysis: Analysis, leg: Leg, plot: Plot) -> Iterator[_Curve]:
    for judged in analysis.reps:
        verdict = judged.legs[leg]
        if isinstance(verdict, Unmeasurable):
            continue
        about = analysis.about(judged.rep)
        value = about.signals.of_metric(analysis.metric, leg).value
        time_s = about.signals.time_s
        lines = []
        for first, last in runs(shown(about, leg, judged.rep)):
            points = [
                (plot.x(_phase(judged.rep, float(time_s[k]))), plot.y(float(value[k])))
                for k in range(first, last + 1)
            ]
            lines.append(_thinned(points))
        yield _Curve(judged.rep.number, word_of(verdict), lines)


def _phase(rep: Rep, time_s: float) -> float:
    if time_s <= rep.bottom_s:
        down_s = rep.bottom_s - rep.start_s
        return (time_s - rep.start_s) / down_s if down_s > 0 else BOTTOM
    return BOTTOM + (time_s - rep.bottom_s) / (rep.end_s - rep.bottom_s)


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [points[k] for k in thinned([x for x, _ in points], apart_px=POINTS_APART_PX)]


def _rep_numbers(curves: list[_Curve], plot: Plot) -> Iterator[Markup]:
    """Return the numbers of caved and watched reps beside their curve's end, none over another.

    One that would have to stand far from its curve, or below the plot, is left out.
    """
    ends = [
        (*one.lines[-1][-1], one.number)
        for one in curves
        if one.lines and one.word is not Word.CLEAR
    ]
    free_from = plot.top
    for x, y, number in sorted(ends, key=lambda end: end[1]):
        beside = min(max(y, plot.top), plot.bottom)
        row = max(beside, free_from)
        if row - beside <= NUMBER_FROM_CURVE_PX and row <= plot.bottom:
            yield svg.text(str(number), x + 6, row + 4, name="t")
            free_from = row + TEXT_PX
