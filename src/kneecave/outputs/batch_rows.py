"""What the page of a batch tells, collected from rows that pass by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kneecave.model.batch import ClipRow, FailureKind, LegRow
from kneecave.model.verdict import Word

MOST, MOST_FAILED = 5_000, 1_000
"""Rows that a page may hold: clips that stand out most, and clips without an answer."""
_RANK = (Word.CAVE, Word.WATCH, Word.UNMEASURABLE, Word.CLEAR)


@dataclass(slots=True)
class Collected:
    """Counts over all rows, and the rows to show; holds a bounded number of rows.

    Attributes
    ----------
    most, most_failed
        Rows to show at most.
    words, failures
        How many clips have that verdict, or no answer for that reason.
    reps
        Of all clips together.
    people, sessions
        Whoever is named, and pairs of person and session.
    metrics, models, versions
        What the answers were made with.
    """

    most: int = MOST
    most_failed: int = MOST_FAILED
    words: Counter[Word] = field(default_factory=Counter)
    failures: Counter[FailureKind] = field(default_factory=Counter)
    reps: int = 0
    people: set[str] = field(default_factory=set)
    sessions: set[tuple[str, str]] = field(default_factory=set)
    metrics: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)
    failed: list[ClipRow] = field(default_factory=list)
    _held: list[ClipRow] = field(default_factory=list)

    def add(self, row: ClipRow) -> None:
        """Count a row, and hold it if it may be shown; rows come in order of clips."""
        self.versions.add(row.version)
        if row.person is not None:
            self.people.add(row.person)
            if row.session is not None:
                self.sessions.add((row.person, row.session))
        if row.failure is not None:
            self.failures[row.failure.kind] += 1
            if len(self.failed) < self.most_failed:
                self.failed.append(row)
            return
        self.models.add(row.model)
        self.metrics.add(row.metric.value)
        self.words[row.word or Word.UNMEASURABLE] += 1
        self.reps += len(row.reps)
        self._held.append(row)
        if len(self._held) >= 2 * self.most:
            self._cut()

    @property
    def analysed(self) -> int:
        """How many clips have an answer."""
        return self.words.total()

    @property
    def shown(self) -> list[ClipRow]:
        """The clips with an answer that stand out most, in order of clips."""
        self._cut()
        return sorted(self._held, key=lambda row: row.clip)

    def _cut(self) -> None:
        if len(self._held) > self.most:
            self._held = sorted(self._held, key=_standing_out)[: self.most]


def _standing_out(row: ClipRow) -> tuple[int, float, str]:
    """Return what sorts caves first, the farthest past its limit first."""
    past = max((_past(row, leg) for leg in (row.left, row.right)), default=0.0)
    return _RANK.index(row.word or Word.UNMEASURABLE), -past, row.clip


def _past(row: ClipRow, leg: LegRow | None) -> float:
    if leg is None or leg.peak is None or leg.limit is None:
        return float("-inf")
    return row.metric.inward * (leg.peak - leg.limit)
