"""A leg's signal through the set: curve, spread, limit, and a shape at each rep's peak."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median_low

from markupsafe import Markup

from kneecave.model.analysis import Analysis
from kneecave.model.arrays import FloatArray, KeptArray
from kneecave.model.body import Leg
from kneecave.model.rep import Rep
from kneecave.model.verdict import Cave, Metric, Unmeasurable, Watch
from kneecave.outputs import names, svg
from kneecave.outputs.axes import (
    Plot,
    Span,
    ground,
    judged_frames,
    runs,
    shown,
    thinned,
    value_span,
    zone_words,
    zones,
)
from kneecave.outputs.chart_signs import GLYPH_PX, labels, sign
from kneecave.outputs.found import gravity, many

INWARD = {
    Metric.KNEE_OVER_FOOT: "knee inside foot ↑",
    Metric.FRONTAL: "knee inside ↑",
    Metric.FPPA: "knee inside ↑",
    Metric.KASR: "knees closer ↓",
}


@dataclass(frozen=True, slots=True)
class Size:
    """A chart's size in pixels, the room beside its plot, and how dense its curve may be."""

    width: float
    height: float
    left: float
    right: float
    apart_px: float
    rep_word: str


WIDE = Size(900, 168, left=40, right=62, apart_px=3.0, rep_word="rep ")
NARROW = Size(350, 150, left=36, right=46, apart_px=1.8, rep_word="")
"""A phone's card is 332 px wide, so that its 12 px of text stay above 11."""


REP_LABEL_PX, DIGIT_PX = 16.0, 9.0


def set_chart(analysis: Analysis, leg: Leg, size: Size) -> Markup | None:
    """Return one leg's chart over the clip's reps; None if the leg was never judged."""
    where = zones(analysis, leg)
    if where is None:
        return None
    plot = Plot(
        left=size.left,
        right=size.width - size.right,
        top=22,
        bottom=size.height - 22,
        across=_time_span(analysis),
        up=value_span(analysis),
    )
    parts = [
        ground(plot, where, metric=analysis.metric),
        svg.text(INWARD[analysis.metric], plot.left, 15),
        zone_words(plot, where),
        *(_many if many(analysis) else _reps)(analysis, leg, plot, size),
    ]
    label = f"{names.METRICS[analysis.metric]} over time, {leg.value} leg"
    return svg.picture(parts, width=size.width, height=size.height, label=label, data=_axes(plot))


def _axes(plot: Plot) -> dict[str, str]:
    """Return where the plot lies and its times, for a page that moves a playhead over it."""
    return {
        "from-s": f"{plot.across.low:.3f}",
        "to-s": f"{plot.across.high:.3f}",
        "left": svg.px(plot.left),
        "right": svg.px(plot.right),
        "top": svg.px(plot.top),
        "bottom": svg.px(plot.bottom),
    }


def _time_span(analysis: Analysis) -> Span:
    """Return the reps' time with a second around, cut to the clip."""
    first, last = analysis.reps[0].rep, analysis.reps[-1].rep
    end_s = max(analysis.clip.duration_s, last.end_s)
    return Span(max(first.start_s - 1.0, 0.0), min(last.end_s + 1.0, end_s) + 1e-6)


def _reps(analysis: Analysis, leg: Leg, plot: Plot, size: Size) -> Iterator[Markup]:
    every = _label_every(analysis, plot)
    for judged in analysis.reps:
        rep = judged.rep
        left, right = plot.x(rep.start_s), plot.x(rep.end_s)
        yield svg.rect("repb", left, plot.top, right, plot.bottom)
        if (rep.number - 1) % every == 0:
            said = f"{size.rep_word if every == 1 and right - left > 40 else ''}{rep.number}"
            yield svg.text(said, (left + right) / 2, plot.bottom + 16, anchor="middle")
        if isinstance(judged.legs[leg], Unmeasurable):
            yield from _not_measured(plot, rep)
        else:
            yield plot.clipped(_curves(analysis, leg, rep, plot, size))
    yield from (sign(plot, judged.rep, judged.legs[leg]) for judged in analysis.reps)
    yield from labels(analysis, leg, plot)


def _many(analysis: Analysis, leg: Leg, plot: Plot, size: Size) -> Iterator[Markup]:
    """Return the peaks of more reps than have room: their range, their middle, the gravest ones."""
    every = _label_every(analysis, plot)
    columns: dict[int, list[float]] = {}
    gravest: dict[int, tuple[Rep, Watch | Cave]] = {}
    for judged in analysis.reps:
        rep, verdict = judged.rep, judged.legs[leg]
        if (rep.number - 1) % every == 0:
            x = plot.x((rep.start_s + rep.end_s) / 2)
            yield svg.text(str(rep.number), x, plot.bottom + 16, anchor="middle")
        if isinstance(verdict, Unmeasurable):
            continue
        x = plot.x(verdict.peak.time_s)
        columns.setdefault(int(x / (2 * size.apart_px)), []).append(verdict.peak.value)
        if isinstance(verdict, Watch | Cave):
            _, near = gravest.get(int(x / GLYPH_PX), (rep, verdict))
            if gravity(verdict, analysis.metric) >= gravity(near, analysis.metric):
                gravest[int(x / GLYPH_PX)] = rep, verdict
    at = {(column + 0.5) * 2 * size.apart_px: found for column, found in columns.items()}
    above = [(x, plot.y(max(found))) for x, found in at.items()]
    below = [(x, plot.y(min(found))) for x, found in reversed(at.items())]
    middle = [(x, plot.y(median_low(found))) for x, found in at.items()]
    yield plot.clipped([svg.path("rib", above + below, closed=True), svg.path("cur", middle)])
    yield from (sign(plot, rep, verdict) for rep, verdict in gravest.values())


def _label_every(analysis: Analysis, plot: Plot) -> int:
    """Return 1 if every rep's number has room, else how many reps share one."""
    pitch = (plot.right - plot.left) / max(len(analysis.reps), 1)
    label_px = max(REP_LABEL_PX, DIGIT_PX * len(str(len(analysis.reps))))
    return max(1, round(label_px / pitch + 0.5))


def _curves(analysis: Analysis, leg: Leg, rep: Rep, plot: Plot, size: Size) -> Iterator[Markup]:
    """Return spread and line where there is a value; the line is thin where it is not judged."""
    analysis = analysis.about(rep)
    measure = analysis.signals.of_metric(analysis.metric, leg)
    time_s = analysis.signals.time_s
    judged = judged_frames(analysis, leg, rep)
    for first, last in runs(shown(analysis, leg, rep)):
        part = slice(first, last + 1)
        yield _ribbon(plot, size, time_s[part], measure.value[part], measure.spread[part])
        for thin_from, thin_to in runs(~judged[part]):
            thin = slice(max(first + thin_from - 1, first), min(first + thin_to + 1, last) + 1)
            yield _curve("cur thin", plot, size, time_s[thin], measure.value[thin])
    for first, last in runs(judged):
        part = slice(first, last + 1)
        yield _curve("cur", plot, size, time_s[part], measure.value[part])


def _curve(name: str, plot: Plot, size: Size, time_s: FloatArray, value: KeptArray) -> Markup:
    kept = _kept(plot, size, time_s)
    return svg.path(name, [(plot.x(time_s[k]), plot.y(value[k])) for k in kept])


def _ribbon(
    plot: Plot, size: Size, time_s: FloatArray, value: KeptArray, spread: KeptArray
) -> Markup:
    kept = _kept(plot, size, time_s)
    above = [(plot.x(time_s[k]), plot.y(value[k] + spread[k])) for k in kept]
    below = [(plot.x(time_s[k]), plot.y(value[k] - spread[k])) for k in reversed(kept)]
    return svg.path("rib", above + below, closed=True)


def _kept(plot: Plot, size: Size, time_s: FloatArray) -> list[int]:
    scale = (plot.right - plot.left) / (plot.across.high - plot.across.low)
    return thinned(time_s * scale, apart_px=size.apart_px)


def _not_measured(plot: Plot, rep: Rep) -> Iterator[Markup]:
    """Return an empty place without zones: nothing there has a value."""
    left, right = plot.x(rep.start_s), plot.x(rep.end_s)
    row = (plot.top + plot.bottom) / 2
    yield svg.rect("void", left, plot.top, right, plot.bottom)
    yield svg.line("gap", left, row, right, row)
