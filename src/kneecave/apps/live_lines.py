"""A live session told in lines, for those who do not look at a window."""

from __future__ import annotations

import sys

from kneecave.apps.terminal import GLYPHS
from kneecave.model.live import Hint, LiveState
from kneecave.model.verdict import Metric, RepVerdict, Unmeasurable, Verdict, word_of
from kneecave.outputs import names, numbers
from kneecave.outputs.live_words import READY, hint_text

_SETTLED_S = 0.5
"""A hint that goes away sooner is not told."""


class Lines:
    """Prints a line for every rep, and for every hint that stays."""

    def __init__(self, metric: Metric) -> None:
        self._unit = numbers.unit_of(metric)
        self._told: RepVerdict | None = None
        self._hint: Hint | None = None
        self._said: Hint | None = None
        self._since_s = 0.0

    def tell(self, state: LiveState) -> None:
        """Print what is new in a state."""
        if state.hint is not self._hint:
            self._hint, self._since_s = state.hint, state.time_s
        if self._hint is not self._said and state.time_s - self._since_s >= _SETTLED_S:
            self._said = self._hint
            _print(hint_text(self._hint) if self._hint else READY)
        last = state.last
        if last is not None and (self._told is None or last.rep.number > self._told.rep.number):
            self._told = last
            _print(self._line(last))

    def _line(self, last: RepVerdict) -> str:
        legs = ", ".join(f"{leg.value} {self._leg(one)}" for leg, one in last.legs.items())
        return f"Rep {last.rep.number}: {legs}"

    def _leg(self, verdict: Verdict) -> str:
        word = word_of(verdict)
        said = f"{GLYPHS[word]} {names.WORDS[word]}"
        if isinstance(verdict, Unmeasurable):
            return f"{said}, {names.REASONS[verdict.reason]}"
        peak = verdict.peak
        return f"{said} {numbers.with_spread(peak.value, peak.spread, self._unit)}"


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
