"""Changes between two sets whose true size is known: what is called real, and what is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from benchmarks.contributors.outcomes import Outcome
from benchmarks.contributors.sets import Seen
from kneecave.history.changes import compare
from kneecave.model.change import Change
from kneecave.settings import Settings


@dataclass(frozen=True, slots=True)
class Pair:
    """One leg in two sets of the same body.

    ``true_deg`` and ``found_deg`` later minus earlier, ``error_deg`` as stated (95 %); ``test``:
    the two are one person's sets without and with raised heels.
    """

    true_deg: float
    found_deg: float
    error_deg: float
    change: Change
    test: bool

    @property
    def real(self) -> bool:
        """Whether it was called a real change."""
        return self.change is not Change.NO_REAL_CHANGE

    @property
    def found(self) -> bool:
        """Whether it was called a real change, in the right direction."""
        return self.change is (Change.BETTER if self.true_deg < 0 else Change.WORSE)

    @property
    def size(self) -> float:
        """True change over the stated error."""
        return abs(self.true_deg) / self.error_deg


def pairs(outcomes: Sequence[Outcome], settings: Settings) -> tuple[Pair, ...]:
    """Return every leg of every two usual sets of a body, and of every heel raise.

    Sets of another case with raised heels are left out: nobody compares like with unlike.
    """
    bodies = dict.fromkeys(one.case.body for one in outcomes)
    found: list[Pair] = []
    for body in bodies:
        own = [one for one in outcomes if one.case.body == body]
        for one, other in combinations(own, 2):
            found += _legs(one.before, other.before, settings, test=False)
        for one in own:
            if one.after is not None:
                found += _legs(one.before, one.after, settings, test=True)
    return tuple(found)


def _legs(before: Seen, after: Seen, settings: Settings, *, test: bool) -> Iterator[Pair]:
    for leg in compare(before.session, after.session, settings.change).legs:
        if leg.difference is not None:
            yield Pair(
                true_deg=after.peaks_deg[leg.leg] - before.peaks_deg[leg.leg],
                found_deg=leg.difference.value,
                error_deg=leg.difference.error,
                change=leg.change,
                test=test,
            )
