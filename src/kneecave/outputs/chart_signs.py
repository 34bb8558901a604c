"""The signs of verdicts at their peaks in a chart, and the peaks' numbers beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.rep import Phase, Rep
from kneecave.model.verdict import Cave, Clear, Peak, Unmeasurable, Verdict, Watch, word_of
from kneecave.outputs import numbers, svg
from kneecave.outputs.axes import TEXT_PX, Plot
from kneecave.outputs.found import gravity

GLYPH_PX, SMALL_GLYPH_PX = 16.0, 11.0
LABEL_FROM_PX, LABEL_TO_PX = 12.0, 50.0
"""Where a peak's number begins and ends, from the middle of its sign."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A place in the picture that something is drawn in: its edges in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def sign(plot: Plot, rep: Rep, verdict: Verdict) -> Markup:
    """Return a verdict's shape: at its peak, or amid the empty place of what has none."""
    x, y, size = _sign_at(plot, rep, verdict)
    return svg.glyph(word_of(verdict).value, x, y, size=size)


def labels(analysis: Analysis, leg: Leg, plot: Plot) -> Iterator[Markup]:
    """Return the numbers of caved and watched peaks, the gravest first, as far as there is room.

    None lies under any rep's sign or another number.
    """
    taken = []
    graver: list[Watch | Cave] = []
    for judged in analysis.reps:
        verdict = judged.legs[leg]
        x, y, size = _sign_at(plot, judged.rep, verdict)
        taken.append(_Box(x - size / 2, y - size / 2, x + size / 2, y + size / 2))
        if isinstance(verdict, Watch | Cave):
            graver.append(verdict)
    for verdict in sorted(graver, key=lambda one: gravity(one, analysis.metric), reverse=True):
        for box, label in _places(analysis, verdict.peak, plot):
            if not any(box.meets(other) for other in taken):
                taken.append(box)
                yield label
                break


def _sign_at(plot: Plot, rep: Rep, verdict: Verdict) -> tuple[float, float, float]:
    """Return the column and row of the middle of a verdict's sign, and its size."""
    if isinstance(verdict, Unmeasurable):
        x = (plot.x(rep.start_s) + plot.x(rep.end_s)) / 2
        return x, (plot.top + plot.bottom) / 2, SMALL_GLYPH_PX
    size = SMALL_GLYPH_PX if isinstance(verdict, Clear) else GLYPH_PX
    return plot.x(verdict.peak.time_s), plot.y_inside(verdict.peak.value), size


def _places(analysis: Analysis, peak: Peak, plot: Plot) -> list[tuple[_Box, Markup]]:
    """Return where a peak's number fits into the plot: first on the side where its curve is not."""
    x, y = plot.x(peak.time_s), plot.y_inside(peak.value)
    said = numbers.number(peak.value, numbers.unit_of(analysis.metric))
    base = max(y + 2, plot.top + TEXT_PX - 2)
    above, below = base - TEXT_PX, base + 4
    left = (
        _Box(x - LABEL_TO_PX, above, x - LABEL_FROM_PX, below),
        svg.text(said, x - LABEL_FROM_PX, base, anchor="end", name="t"),
    )
    right = (
        _Box(x + LABEL_FROM_PX, above, x + LABEL_TO_PX, below),
        svg.text(said, x + LABEL_FROM_PX, base, name="t"),
    )
    sides = (right, left) if peak.phase is Phase.ASCENT else (left, right)
    return [one for one in sides if plot.left <= one[0].left and one[0].right <= plot.right]
