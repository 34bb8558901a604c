"""What the program says of one person's caves, without and with the heel raise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from benchmarks.contributors.cases import ORIGINS, Case
from benchmarks.contributors.sets import Seen, film_set, see_set
from kneecave.apps.sessions import Source, compared
from kneecave.model.body import Leg
from kneecave.model.change import Comparison, LegChange
from kneecave.model.coaching import Contributor, Origin
from kneecave.model.session import Tried
from kneecave.settings import Settings


class Told(StrEnum):
    """How what was said lies to what is true.

    ``PART`` names one of two sources, and nothing wrong; ``MISSED`` is a cave that was not found.
    """

    RIGHT = "right"
    PART = "a part of it"
    UNDETERMINED = "undetermined"
    MISSED = "no cave found"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One person.

    Attributes
    ----------
    before, after
        The two sets as the program saw them.
    first, tested
        What is said of each knee that caved, of the first set alone and after the heel raise.
    strangers
        Knees that did not cave and were given a contributor.
    """

    case: Case
    before: Seen
    after: Seen | None
    first: dict[Leg, Told]
    tested: dict[Leg, Told]
    strangers: tuple[Leg, ...]
    comparison: Comparison | None

    def line(self) -> str:
        """Return the outcome in one line, for those who look for what went wrong."""
        parts = [f"{self.case.people} {self.case.name}"]
        for leg in self.case.legs:
            signs = " ".join(
                f"{sign.sign} {sign.value:.2f}±{sign.spread:.2f}/{sign.floor:.2f}"
                f"{'*' if sign.counts else ''};"
                for one in self.before.contributors
                if one.leg is leg
                for sign in one.evidence
                if sign.points_to is not None
            )
            change = [c for c in self._changes() if c.leg is leg]
            told = " ".join(
                f"{c.difference.value:+.1f} (true {self.true_change_deg(leg):+.1f}, needs "
                f"{c.difference.smallest_real:.1f}) {c.change}"
                for c in change
                if c.difference is not None
            )
            parts.append(
                f"  {leg}: {self.first[leg]} > {self.tested.get(leg, '-')} | {told} | {signs}"
            )
        parts += [f"  {leg}: did not cave, was told something" for leg in self.strangers]
        return "\n".join(parts)

    def true_change_deg(self, leg: Leg) -> float:
        """Return by how much the leg's true level differs in the second set, degrees."""
        assert self.after is not None
        return self.after.peaks_deg[leg] - self.before.peaks_deg[leg]

    def _changes(self) -> tuple[LegChange, ...]:
        return () if self.comparison is None else self.comparison.legs


def outcome_of(case: Case, folder: Path, settings: Settings) -> Outcome:
    """Return what is said of a person whose sets were filmed, or are now."""
    before = see_set(film_set(case.before, folder), settings, feet=True)
    after, comparison = None, None
    tested: dict[Leg, Told] = {}
    if case.after is not None:
        after = see_set(film_set(case.after, folder), settings, feet=False)
        comparison = compared(
            Source(before.session, contributors=before.contributors),
            Source(after.session),
            settings,
            tried=Tried.HEEL_RAISE,
        )
        tested = _told(case, comparison.contributors)
    return Outcome(
        case=case,
        before=before,
        after=after,
        first=_told(case, before.contributors),
        tested=tested,
        strangers=tuple(c.leg for c in before.contributors if c.leg not in case.legs),
        comparison=comparison,
    )


def _told(case: Case, found: tuple[Contributor, ...]) -> dict[Leg, Told]:
    said = {one.leg: one.origin for one in found}
    return {leg: told_of(ORIGINS[case.kind], said.get(leg)) for leg in case.legs}


def told_of(true: Origin, said: Origin | None) -> Told:
    """Return how an answer lies to the truth; None: no contributor, for no cave was found."""
    if said is None:
        return Told.MISSED
    if said is Origin.UNDETERMINED:
        return Told.UNDETERMINED
    if said is true:
        return Told.RIGHT
    return Told.PART if true is Origin.BOTH else Told.WRONG
