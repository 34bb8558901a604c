"""How the strip's lanes map the metric: up is always the way of a cave."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import numpy as np

from kneecave.model.analysis import Analysis
from kneecave.model.arrays import FloatArray, KeptArray
from kneecave.model.body import Leg
from kneecave.model.verdict import Metric, Unmeasurable, Word
from kneecave.outputs.overlay_story import setting

_DEGREES = -4.0, 25.0
_RATIO_REACH = 0.4


@dataclass(frozen=True, slots=True)
class Scale:
    """A lane's range from its bottom to its top, and its limit (None where nothing was judged).

    ``margin`` is how far beyond the limit a value must lie to be sure of: the certainty that was
    asked for times the typical spread.
    """

    bottom: float
    top: float
    limit: float | None
    margin: float

    def share(self, value: KeptArray | float) -> FloatArray:
        """Return the height in the lane, 0 at the bottom to 1 at the top, clamped."""
        return np.clip((np.asarray(value) - self.bottom) / (self.top - self.bottom), 0.0, 1.0)

    def bands(self) -> tuple[tuple[Word, float, float], ...]:
        """Return the bands of clear, watch and cave, each from share to share of the height."""
        if self.limit is None:
            return ()
        way = 1 if self.top > self.bottom else -1
        low = float(self.share(self.limit))
        high = float(self.share(self.limit + way * self.margin))
        return (Word.CLEAR, 0.0, low), (Word.WATCH, low, high), (Word.CAVE, high, 1.0)


def scale_of(analysis: Analysis, leg: Leg) -> Scale:
    """Return a leg's scale: -4 to 25 degrees, wider for a larger limit; about it for a ratio."""
    peaks = [
        verdict.peak
        for rep in analysis.reps
        if not isinstance(verdict := rep.legs[leg], Unmeasurable)
    ]
    limit = median(peak.limit for peak in peaks) if peaks else None
    spread = median(peak.spread for peak in peaks) if peaks else 0.0
    margin = setting(analysis, "limits.certainty_z", 0.0) * spread
    if analysis.metric is Metric.KASR:
        middle = 1.0 if limit is None else limit
        return Scale(middle + _RATIO_REACH, middle - _RATIO_REACH, limit, margin)
    top = _DEGREES[1] if limit is None else max(_DEGREES[1], 1.5 * limit)
    return Scale(_DEGREES[0], top, limit, margin)
