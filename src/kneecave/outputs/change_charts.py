"""Charts of a change: every rep of two sessions, and a leg's level from session to session."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from kneecave.model.change import LegChange, Level, Trend
from kneecave.model.verdict import Metric
from kneecave.outputs import numbers, svg
from kneecave.outputs.axes import Plot, Span
from kneecave.outputs.change_words import day

WIDE_PX, NARROW_PX = 900.0, 350.0
PAIR_HEIGHT_PX, TREND_HEIGHT_PX = 172.0, 240.0
TICKS = 6
LABEL_PX = 78.0
"""Room for a date."""
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
CERTAIN_Z = 1.96


def pair_chart(change: LegChange, metric: Metric, *, width_px: float, label: str) -> Markup | None:
    """Return both sessions' reps on one scale; None if one of them was not measured.

    Bars are levels with their 95 % error; the band around the earlier level is where a later one
    would be no real change.
    """
    before, after, found = change.before, change.after, change.difference
    if before is None or after is None or found is None:
        return None
    across = _span(
        [
            *_reach(before),
            *_reach(after),
            before.value - found.smallest_real,
            before.value + found.smallest_real,
        ],
        metric,
    )
    plot = Plot(62, width_px - 16, 22, PAIR_HEIGHT_PX - 40, across=across, up=Span(0.0, 2.0))
    low, high = (plot.x(before.value + side * found.smallest_real) for side in (-1, 1))
    parts = [
        svg.rect("same", low, plot.top, high, plot.bottom),
        svg.text("no real change", plot.x(before.value), plot.top - 7, anchor="middle"),
        *_scale_across(plot, metric),
        *_limit_across(plot, after.limit),
        *_row(plot, "before", before, 1.5, "old"),
        *_row(plot, "after", after, 0.5, "new"),
    ]
    return svg.picture(parts, width=width_px, height=PAIR_HEIGHT_PX, label=label)


def _reach(level: Level) -> list[float]:
    return [
        *level.peaks,
        level.limit,
        level.value - CERTAIN_Z * level.spread,
        level.value + CERTAIN_Z * level.spread,
    ]


def _span(values: Iterable[float], metric: Metric) -> Span:
    known = list(values)
    room = 0.02 if metric is Metric.KASR else 1.0
    return Span(min(known) - room, max(known) + room)


def _scale(span: Span) -> Iterator[float]:
    step = next((s for s in STEPS if (span.high - span.low) / s <= TICKS), STEPS[-1])
    for k in range(math.ceil(span.low / step), math.floor(span.high / step) + 1):
        yield k * step


def _scale_across(plot: Plot, metric: Metric) -> Iterator[Markup]:
    unit = numbers.unit_of(metric)
    yield svg.line("zero", plot.left, plot.bottom, plot.right, plot.bottom)
    for value in _scale(plot.across):
        yield svg.line("zero", plot.x(value), plot.bottom, plot.x(value), plot.bottom + 4)
        yield svg.text(numbers.limit(value, unit), plot.x(value), plot.bottom + 17, anchor="middle")
    inward = "further in →" if metric.inward > 0 else "← further in"
    at, anchor = (plot.right, "end") if metric.inward > 0 else (plot.left, "start")
    yield svg.text(inward, at, plot.bottom + 33, anchor=anchor)


def _limit_across(plot: Plot, limit: float) -> Iterator[Markup]:
    yield svg.line("lim", plot.x(limit), plot.top, plot.x(limit), plot.bottom)
    yield svg.text("limit", plot.x(limit), plot.bottom + 33, anchor="middle")


def _row(plot: Plot, name: str, level: Level, at: float, kind: str) -> Iterator[Markup]:
    y = plot.y(at)
    yield svg.text(name, plot.left - 10, y + 4, anchor="end", name="t")
    for peak in level.peaks:
        yield svg.dot(f"rep-{kind}", plot.x(peak), y - 11, radius=3.6)
    low, high = (plot.x(level.value + side * CERTAIN_Z * level.spread) for side in (-1, 1))
    yield svg.line(f"err-{kind}", low, y + 6, high, y + 6)
    yield svg.line(f"mid-{kind}", plot.x(level.value), y - 2, plot.x(level.value), y + 14)


def trend_chart(trend: Trend, *, width_px: float, label: str) -> Markup | None:
    """Return a leg's level from session to session; None for a single one.

    The band around the first level is where a later one is no real change.
    """
    band = trend.band
    if band is None:
        return None
    first = trend.points[0].level.value
    values = [value for point in trend.points for value in _reach(point.level)]
    plot = Plot(
        48,
        width_px - 16,
        14,
        TREND_HEIGHT_PX - 44,
        across=Span(-0.5, len(trend.points) - 0.5),
        up=_span([*values, first - band, first + band], trend.metric),
    )
    path = [(plot.x(k), plot.y(point.level.value)) for k, point in enumerate(trend.points)]
    parts = [
        svg.rect("same", plot.left, plot.y(first + band), plot.right, plot.y(first - band)),
        svg.text("no real change", plot.right - 6, plot.y(first + band) + 14, anchor="end"),
        *_scale_up(plot, trend.metric),
        *_limit_up(plot, trend.points[-1].level.limit),
        svg.path("cur thin", path),
        *_points(plot, trend),
        *_dates(plot, trend),
    ]
    return svg.picture(parts, width=width_px, height=TREND_HEIGHT_PX, label=label)


def _scale_up(plot: Plot, metric: Metric) -> Iterator[Markup]:
    unit = numbers.unit_of(metric)
    yield svg.line("zero", plot.left, plot.top, plot.left, plot.bottom)
    for value in _scale(plot.up):
        yield svg.line("zero", plot.left - 4, plot.y(value), plot.left, plot.y(value))
        yield svg.text(numbers.limit(value, unit), plot.left - 8, plot.y(value) + 4, anchor="end")


def _limit_up(plot: Plot, limit: float) -> Iterator[Markup]:
    yield svg.line("lim", plot.left, plot.y(limit), plot.right, plot.y(limit))
    yield svg.text("limit", plot.left + 6, plot.y(limit) - 5)


def _points(plot: Plot, trend: Trend) -> Iterator[Markup]:
    for k, point in enumerate(trend.points):
        level, x = point.level, plot.x(k)
        low, high = (plot.y(level.value + side * CERTAIN_Z * level.spread) for side in (-1, 1))
        yield svg.line("err-new", x, low, x, high)
        for peak in level.peaks:
            yield svg.dot("rep-old", x + 8, plot.y(peak), radius=2.4)
        yield svg.dot("mid-new", x, plot.y(level.value), radius=5.0)


def _dates(plot: Plot, trend: Trend) -> Iterator[Markup]:
    """Return the dates of as many sessions as there is room for, the last among them."""
    room = max(1, int((plot.right - plot.left) / LABEL_PX))
    step = math.ceil(len(trend.points) / room)
    last = len(trend.points) - 1
    for k, point in enumerate(trend.points):
        if (last - k) % step == 0:
            yield svg.text(day(point.at), plot.x(k), plot.bottom + 18, anchor="middle")
