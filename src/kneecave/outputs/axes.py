"""Where things lie in a chart, and its ground: zones, limit, axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
from markupsafe import Markup

from kneecave.model.analysis import Analysis
from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.body import Leg
from kneecave.model.rep import Rep
from kneecave.model.verdict import Cave, Clear, Metric, Watch
from kneecave.outputs import numbers
from kneecave.outputs.found import judged
from kneecave.outputs.svg import line, rect, text, window

TEXT_PX = 12.0


@dataclass(frozen=True, slots=True)
class Span:
    """Two values of one axis, ``low`` < ``high``."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Plot:
    """The rectangle that curves are drawn in: its edges in pixels and the values there."""

    left: float
    right: float
    top: float
    bottom: float
    across: Span
    up: Span

    def x(self, value: float) -> float:
        """Return the pixel column of a value."""
        share = (value - self.across.low) / (self.across.high - self.across.low)
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return the pixel row of a value; outside the plot for one outside the axis."""
        share = (value - self.up.low) / (self.up.high - self.up.low)
        return self.bottom - share * (self.bottom - self.top)

    def y_inside(self, value: float) -> float:
        """Return the pixel row of a value; one outside the axis lies on its edge."""
        return min(max(self.y(value), self.top), self.bottom)

    def clipped(self, parts: Iterable[Markup]) -> Markup:
        """Return curves without what lies outside the plot."""
        return window(parts, self.left, self.top, self.right, self.bottom)


@dataclass(frozen=True, slots=True)
class Zones:
    """The limit, and how far past it a verdict stays open."""

    limit: float
    open: float
    cave_below: bool

    @property
    def past(self) -> float:
        """Where a cave is beyond doubt."""
        return self.limit - self.open if self.cave_below else self.limit + self.open


def zones(analysis: Analysis, leg: Leg) -> Zones | None:
    """Return the zones that a leg's verdicts were made with; None if it was never judged.

    The open zone is that of a peak with the leg's usual (median) spread.
    """
    peaks = [one.peak for one in judged(analysis, Clear, Watch, Cave) if one.leg is leg]
    if not peaks:
        return None
    certainty = float(analysis.settings["limits.certainty_z"])
    return Zones(
        limit=median(peak.limit for peak in peaks),
        open=certainty * median(peak.spread for peak in peaks),
        cave_below=analysis.metric is Metric.KASR,
    )


def shown(analysis: Analysis, leg: Leg, rep: Rep) -> BoolArray:
    """Return (T,) the frames of a rep in which there is a value and the leg is bent enough."""
    signals = analysis.signals
    bent = signals.leg(leg).flexion_deg.value >= float(analysis.settings["limits.flexion_from_deg"])
    inside = rep.is_low(signals.time_s)
    return np.asarray(inside & bent & signals.of_metric(analysis.metric, leg).usable)


def judged_frames(analysis: Analysis, leg: Leg, rep: Rep) -> BoolArray:
    """Return (T,) the shown frames that are not too deep to be judged."""
    deepest = float(analysis.settings["limits.flexion_to_deg"])
    return shown(analysis, leg, rep) & (analysis.signals.leg(leg).flexion_deg.value <= deepest)


def value_span(analysis: Analysis) -> Span:
    """Return the value axis, the same for both legs: wider than usual only where it must be.

    It holds every peak and every leg's limit with the zone past it; curves as far as is sensible.
    """
    found = [where for leg in Leg if (where := zones(analysis, leg)) is not None]
    values = [one.peak.value for one in judged(analysis, Clear, Watch, Cave)]
    values += [value for where in found for value in (where.limit, where.past)]
    values += _curve_ends(analysis)
    if analysis.metric is Metric.KASR:
        low, high = min([0.6, *values]), max([1.3, *values])
        return Span(math.floor(low * 10 - 0.5) / 10, math.ceil(high * 10 + 0.5) / 10)
    low, high = min([-6.0, *values]), max([29.0, *values])
    return Span(
        low if low == -6.0 else 5.0 * math.floor((low - 1) / 5),
        high if high == 29.0 else 5.0 * math.ceil((high + 1) / 5),
    )


def _curve_ends(analysis: Analysis) -> list[float]:
    """Return lowest and highest value of each judged leg's curves, cut to a sensible chart."""
    least, most = (0.4, 1.8) if analysis.metric is Metric.KASR else (-30.0, 40.0)
    ends = []
    for one in judged(analysis, Clear, Watch, Cave):
        about = analysis.about(one.rep)
        measure = about.signals.of_metric(analysis.metric, one.leg)
        values = measure.value[shown(about, one.leg, one.rep)]
        if len(values):
            ends += [max(float(values.min()), least), min(float(values.max()), most)]
    return ends


def ground(plot: Plot, where: Zones, *, metric: Metric) -> Markup:
    """Return the zones, the limit, the zero line and the value axis."""
    edges = _edges(plot, where)
    classes = ("bv", "bw", "bc") if not where.cave_below else ("bc", "bw", "bv")
    bands = [
        rect(name, plot.left, top, plot.right, bottom)
        for name, (top, bottom) in zip(classes, pairwise(edges), strict=True)
        if bottom > top
    ]
    lines = [_across("lim", plot, where.limit)]
    if metric is not Metric.KASR:
        lines.append(_across("zero", plot, 0.0))
    return Markup("").join([*bands, *lines, *_ticks(plot, where, metric)])


def _edges(plot: Plot, where: Zones) -> list[float]:
    """Return the rows between the zones, from the top of the plot to its bottom."""
    between = sorted((plot.y_inside(where.limit), plot.y_inside(where.past)))
    return [plot.top, *between, plot.bottom]


def zone_words(plot: Plot, where: Zones) -> Markup:
    """Return the words of the zones at the right of the chart, no closer than they can be read."""
    words = ("Cave", "Watch", "Clear") if not where.cave_below else ("Clear", "Watch", "Cave")
    edges = _edges(plot, where)
    middle = [(a + b) / 2 for a, b in pairwise(edges)]
    middle[0] = min(middle[0], middle[1] - TEXT_PX - 2)
    middle[2] = max(middle[2], middle[1] + TEXT_PX + 2)
    return Markup("").join(
        text(word, plot.right + 8, row + 4)
        for word, row, (top, bottom) in zip(words, middle, pairwise(edges), strict=True)
        if bottom - top > 2
    )


def _across(name: str, plot: Plot, value: float) -> Markup:
    return line(name, plot.left, plot.y(value), plot.right, plot.y(value))


def _ticks(plot: Plot, where: Zones, metric: Metric) -> list[Markup]:
    unit = numbers.unit_of(metric)
    far_enough = TEXT_PX + 2
    values = [
        value
        for value in _round_values(plot.up)
        if abs(plot.y(value) - plot.y(where.limit)) >= far_enough
    ]
    return [
        text(numbers.limit(value, unit), plot.left - 7, plot.y(value) + 4, anchor="end")
        for value in (where.limit, *values)
    ]


def _round_values(span: Span) -> list[float]:
    width = span.high - span.low
    step = next(s for s in (0.2, 0.5, 10.0, 20.0, 50.0) if width / s <= 6)
    first = math.ceil(span.low / step)
    return [k * step for k in range(first, math.floor(span.high / step) + 1)]


def thinned(columns: Sequence[float] | FloatArray, *, apart_px: float) -> list[int]:
    """Return which of rising pixel columns to draw: the first, the last, none closer than that."""
    kept = [0]
    for k, column in enumerate(columns[1:-1], 1):
        if column - columns[kept[-1]] >= apart_px:
            kept.append(k)
    return kept if len(columns) == 1 else [*kept, len(columns) - 1]


def runs(mask: BoolArray) -> list[tuple[int, int]]:
    """Return first and last frame of every unbroken run of true frames."""
    padded = np.concatenate([[False], mask, [False]]).astype(np.int8)
    change = np.diff(padded)
    first, after = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    return [(int(a), int(b) - 1) for a, b in zip(first, after, strict=True)]
