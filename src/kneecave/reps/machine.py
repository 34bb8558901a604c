"""One repetition after the other from a stream of levels: the same machine for file and live."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from kneecave.model.rep import Phase
from kneecave.settings import RepLimits

_UPRIGHT_SHARE = 0.25
_UPRIGHT_LEVEL = 0.03
_SEEN_SHARE = 0.40
_RISEN_SHARE = 0.5
_BOTTOM_SHARE = 0.85
_AS_DEEP_SHARE = 0.92
_BOTTOM_PHASE_SHARE = 0.9
_A_MOMENT_S = 0.1
_SINKING_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class Span:
    """One way down and up again.

    Attributes
    ----------
    low_from_s, bottom_s, low_to_s
        When a quarter of the way down is passed, the middle of the bottom, and when that quarter is
        passed again; seconds.
    level
        The largest level reached.
    hold_s
        The time spent within 15 % of it.
    """

    low_from_s: float
    bottom_s: float
    low_to_s: float
    level: float
    hold_s: float


@dataclass(slots=True)
class RepMachine:
    """Finds ways down and up in a level that is 0 upright and grows on the way down.

    Levels below 0 count as 0, NaN as not seen.  Push one
    sample at a time; a span is handed out as soon as it is over: when the level has come
    back to a quarter of its peak, or has risen by half and goes down once more.  A way down whose
    start was not seen, or that ends with the clip, is none.

    Attributes
    ----------
    limits
        What counts.
    least
        Smallest way down, in the level's own unit.
    """

    limits: RepLimits
    least: float
    _samples: list[tuple[float, float]] = field(default_factory=list)
    _valley: float = float("inf")
    _peak: float = float("-inf")
    _trough: float = float("inf")
    _trough_at: int = 0
    _down: bool = False

    def push(self, time_s: float, level: float) -> Span | None:
        """Take one sample and return the span that it ends, if any.

        Raises
        ------
        ValueError
            Time does not go forward.
        """
        if self._samples and time_s <= self._samples[-1][0]:
            raise ValueError(f"time goes back: {time_s} after {self._samples[-1][0]}")
        if math.isnan(level):
            return None
        level = max(level, 0.0)
        self._samples.append((time_s, level))
        if not self._down:
            self._look_for_descent(level)
            return None
        return self._look_for_end(level)

    @property
    def phase(self) -> Phase | None:
        """Part of the way down and up that the last sample belongs to, None if upright."""
        if not self._down:
            return None
        now_s, level = self._samples[-1]
        before = next((at for s, at in reversed(self._samples) if now_s - s >= _A_MOMENT_S), 0.0)
        if level < _BOTTOM_PHASE_SHARE * self._peak:
            return Phase.ASCENT
        return Phase.DESCENT if level - before > _SINKING_SHARE * self._peak else Phase.BOTTOM

    def _look_for_descent(self, level: float) -> None:
        if level <= self._valley:
            self._valley = level
            del self._samples[:-1]
        if level - self._valley >= self.least:
            self._down, self._peak, self._trough = True, level, level

    def _look_for_end(self, level: float) -> Span | None:
        if level > self._peak:
            self._peak = self._trough = level
        if level <= self._trough:
            self._trough, self._trough_at = level, len(self._samples) - 1
        upright = level <= max(_UPRIGHT_SHARE * self._peak, _UPRIGHT_LEVEL)
        again = (
            self._trough <= _RISEN_SHARE * self._peak
            and self._peak - self._trough >= self.least
            and level - self._trough >= self.least
        )
        if not (upright or again):
            return None
        return self._finish(len(self._samples) - 1 if upright else self._trough_at)

    def _finish(self, end: int) -> Span | None:
        span = self._span(end)
        self._samples = self._samples[end:]
        self._valley = min(level for _, level in self._samples)
        self._down = False
        if self._samples[-1][1] - self._valley >= self.least:
            self._down = True
            self._peak = max(level for _, level in self._samples)
            self._trough, self._trough_at = self._samples[-1][1], len(self._samples) - 1
        return span

    def _span(self, end: int) -> Span | None:
        whole = self._samples[: end + 1]
        bottom = _middle_of_bottom([level for _, level in whole])
        upright = max(_UPRIGHT_SHARE * self._peak, _UPRIGHT_LEVEL)
        start = next((i for i in range(bottom, -1, -1) if whole[i][1] <= upright), 0)
        seen = whole[start][1] <= max(_SEEN_SHARE * self._peak, _UPRIGHT_LEVEL)
        low = [t for t, level in whole if level >= _BOTTOM_SHARE * self._peak]
        found = Span(whole[start][0], whole[bottom][0], whole[end][0], self._peak, low[-1] - low[0])
        long_enough = found.low_to_s - found.low_from_s >= self.limits.min_duration_s
        return found if seen and long_enough and found.hold_s <= self.limits.max_hold_s else None


def _middle_of_bottom(levels: list[float]) -> int:
    """Return the index in the middle of the pause at the bottom, which has no peak of its own."""
    deepest = max(range(len(levels)), key=levels.__getitem__)
    least = _AS_DEEP_SHARE * levels[deepest]
    first = last = deepest
    while first > 0 and levels[first - 1] >= least:
        first -= 1
    while last < len(levels) - 1 and levels[last + 1] >= least:
        last += 1
    return (first + last) // 2
