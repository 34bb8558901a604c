"""Which rep and which phase a moment belongs to."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from kneecave.model.analysis import Analysis
from kneecave.model.rep import Phase
from kneecave.model.signals import frames_between
from kneecave.model.verdict import RepVerdict

_BOTTOM_DEPTH = 0.03
"""How far from its deepest, in shares of the standing hip height, a rep still is at its bottom."""


class Timeline:
    """The reps of an analysis in time."""

    def __init__(self, analysis: Analysis) -> None:
        self.reps = analysis.reps
        signals = analysis.signals
        self._time_s = signals.time_s
        self._depth = signals.depth.value
        self._starts_s = [rep.rep.start_s for rep in analysis.reps]
        self._ends_s = [rep.rep.end_s for rep in analysis.reps]
        self._low_to_s = [rep.rep.low_to_s for rep in analysis.reps]
        bottoms_s = [rep.rep.bottom_s for rep in analysis.reps]
        self._lowest = np.interp(bottoms_s, self._time_s, np.nan_to_num(self._depth))

    def started(self, time_s: float) -> RepVerdict | None:
        """Return the rep that started last, whether it has ended or not."""
        count = bisect_right(self._starts_s, time_s)
        return self.reps[count - 1] if count else None

    def judged(self, time_s: float) -> RepVerdict | None:
        """Return the rep that has been low last, and so is judged; it may still come up."""
        count = bisect_right(self._low_to_s, time_s)
        return self.reps[count - 1] if count else None

    def phase(self, time_s: float) -> Phase | None:
        """Return the phase of the rep in this moment; None between reps.

        At the bottom is every moment about as deep as the bottom itself, pauses included.
        """
        count = bisect_right(self._starts_s, time_s)
        if not count or time_s > self._ends_s[count - 1]:
            return None
        rep = self.reps[count - 1].rep
        near = frames_between(self._time_s, rep.start_s, rep.end_s)
        depth = float(np.interp(time_s, self._time_s[near], self._depth[near]))
        if depth >= self._lowest[count - 1] - _BOTTOM_DEPTH:
            return Phase.BOTTOM
        return Phase.DESCENT if time_s < rep.bottom_s else Phase.ASCENT
