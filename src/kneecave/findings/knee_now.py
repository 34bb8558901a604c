"""What is said of a knee at this moment, with the limits of a file's verdict."""

from __future__ import annotations

from collections import deque

from kneecave.model.live import LegNow
from kneecave.model.moment import LegMoment
from kneecave.model.verdict import Metric, Word
from kneecave.settings import Settings

HOLD_S = 0.2
"""Shortest time that a word stays before a lighter one."""
SOUNDS_AFTER_S = 0.08
"""Time that the mean is taken over that a tone is made of."""
_LONGEST_STEP_S = 0.15
"""Over a longer one nothing is known of the knee; seven pictures a second are nearer together."""
_LEAST = 2
_GRAVITY = {Word.UNMEASURABLE: 0, Word.CLEAR: 1, Word.WATCH: 2, Word.CAVE: 3}
_PER_RATIO = 100.0


class KneeNow:
    """Follows one knee.

    Attributes
    ----------
    excess_deg
        How far the knee is beyond its limit, None where it is not, or not for long enough: degrees,
        or hundredths for a ratio.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._inward = settings.metric.inward
        self._scale = _PER_RATIO if settings.metric is Metric.KASR else 1.0
        self._recent: deque[tuple[float, float, float]] = deque()
        self._word: Word | None = None
        self._since_s = float("-inf")
        self._worst: Word | None = None
        self._whole = False
        self.excess_deg: float | None = None

    def unseen(self) -> None:
        """Tell that there is a picture without the person: what comes is a new stretch."""
        self._recent.clear()
        self._whole = False

    def push(
        self, time_s: float, leg: LegMoment, limit: float, *, in_rep: bool, works: bool
    ) -> LegNow:
        """Return what is known of the leg now.

        Parameters
        ----------
        in_rep
            Whether a rep is under way.
        works
            Whether the leg is judged in this movement: not the rear one of a lunge.
        """
        limits = self._settings.limits
        bent = limits.flexion_from_deg <= leg.flexion_deg <= limits.flexion_to_deg
        known = works and self._is_known(leg)
        if not in_rep:
            self._worst = None
        if self._recent and time_s - self._recent[-1][0] > _LONGEST_STEP_S:
            self.unseen()
        if bent and known:
            self._recent.append((time_s, leg.value, leg.spread))
            self._whole = self._whole or self._fills(limits.sustained_s)
            while time_s - self._recent[0][0] > limits.sustained_s:
                self._recent.popleft()
            if in_rep and self._whole:
                self._add(self._mean(limit))
        else:
            if in_rep and not self._whole and len(self._recent) >= _LEAST:
                self._add(self._mean(limit))
            if in_rep and bent:
                self._add(Word.UNMEASURABLE)
            self.unseen()
        self._hold(time_s, self._moment(limit) if bent and known else None, unseen=bent)
        self.excess_deg = self._excess(limit)
        value, spread = (leg.value, leg.spread) if known else (float("nan"), float("nan"))
        return LegNow(value, spread, limit, self._word, self._worst)

    def _is_known(self, leg: LegMoment) -> bool:
        if not leg.spread >= 0.0:
            return False
        if self._settings.metric is Metric.KASR:
            return True
        if leg.spread > self._settings.limits.max_spread_deg:
            return False
        needs_foot = self._settings.metric is Metric.KNEE_OVER_FOOT
        return not needs_foot or leg.foot_confidence >= self._settings.view.min_foot_confidence

    def _of(self, value: float, spread: float, limit: float) -> Word:
        beyond = self._inward * (value - limit)
        if beyond >= self._settings.limits.certainty_z * spread:
            return Word.CAVE
        return Word.WATCH if beyond >= 0 else Word.CLEAR

    def _moment(self, limit: float) -> Word:
        _, value, spread = self._recent[-1]
        return self._of(value, spread, limit)

    def _hold(self, time_s: float, word: Word | None, *, unseen: bool) -> None:
        """Show a graver word at once, a lighter one when the shown one has stayed for a while."""
        word = Word.UNMEASURABLE if word is None and unseen else word
        graver = word is not None and (self._word is None or _GRAVITY[word] > _GRAVITY[self._word])
        if word is not self._word and (graver or time_s - self._since_s >= HOLD_S):
            self._word, self._since_s = word, time_s

    def _excess(self, limit: float) -> float | None:
        if len(self._recent) < _LEAST:
            return None
        now_s = self._recent[-1][0]
        late = [value for at_s, value, _ in self._recent if now_s - at_s <= SOUNDS_AFTER_S]
        late = late if len(late) >= _LEAST else [value for _, value, _ in list(self._recent)[-2:]]
        beyond = self._inward * (sum(late) / len(late) - limit) * self._scale
        still = self._inward * (late[-1] - limit) > 0
        return beyond if beyond > 0 and still else None

    def _fills(self, sustained_s: float) -> bool:
        """Return whether what was seen without a break lasts for as long as counts."""
        count = len(self._recent)
        lasts_s = self._recent[-1][0] - self._recent[0][0]
        return count >= _LEAST and lasts_s * count / (count - 1) >= sustained_s

    def _mean(self, limit: float) -> Word:
        value, spread = (sum(row[k] for row in self._recent) / len(self._recent) for k in (1, 2))
        return self._of(value, spread, limit)

    def _add(self, word: Word) -> None:
        """Let the worst of the rep rise; a stretch shorter than what counts does so at its end."""
        if self._worst is None or _GRAVITY[word] > _GRAVITY[self._worst]:
            self._worst = word
