"""docs/contributors.md: the words of the template, with the measured tables in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.contributors.cases import Kind, People
from benchmarks.contributors.outcomes import Outcome, Told
from benchmarks.contributors.pairs import Pair, pairs
from kneecave.settings import Settings

_HERE = Path(__file__).parent
_BANDS: tuple[tuple[str, Callable[[Pair], bool]], ...] = (
    ("below half of the error", lambda pair: pair.size < 0.5),
    ("from half of the error to the error", lambda pair: 0.5 <= pair.size < 1),
    ("from the error to twice the error", lambda pair: 1 <= pair.size < 2),
    ("twice the error and more", lambda pair: pair.size >= 2),
)


def page(outcomes: Sequence[Outcome]) -> str:
    """Return the page with its tables."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    compared = {
        people: pairs([one for one in outcomes if one.case.people is people], Settings())
        for people in People
    }
    return environment.get_template("contributors.md.jinja").render(
        first=told_table(outcomes, tested=False),
        tested=told_table(outcomes, tested=True),
        clean=clean_line(outcomes),
        summary=summary_table(outcomes),
        changes=change_table(compared, test=False),
        raises=change_table(compared, test=True),
        people=len(outcomes),
        clips=sum(1 if one.after is None else 2 for one in outcomes),
    )


def told_table(outcomes: Sequence[Outcome], *, tested: bool) -> str:
    """Return how the caved knees of each kind were told, the test people first."""
    lines = [
        f"| the cave comes from | people | knees | {' | '.join(Told)} |",
        f"|---|---|---|{'---|' * len(Told)}",
    ]
    for people in (People.TEST, People.TUNING):
        for kind in Kind:
            told = _told(outcomes, people, (kind,), tested=tested)
            if told.total():
                lines.append(f"| {kind} | {people} | {told.total()} | {_counts(told)} |")
    return "\n".join(lines)


def summary_table(outcomes: Sequence[Outcome]) -> str:
    """Return the shares that must hold, of all caved knees together."""
    lines = [
        "| people | asked | knees | right | not told, or a part | wrong | right, of those named |",
        "|---|---|---|---|---|---|---|",
    ]
    for people in (People.TEST, People.TUNING):
        for tested, asked in ((False, "one set"), (True, "with the heel raise")):
            told = _told(outcomes, people, tuple(Kind), tested=tested)
            if not told.total():
                continue
            named = told[Told.RIGHT] + told[Told.WRONG]
            rest = told.total() - named
            shares = (_share(told[one], told.total()) for one in (Told.RIGHT, Told.WRONG))
            right, wrong = shares
            lines.append(
                f"| {people} | {asked} | {told.total()} | {right} | {rest} | {wrong} | "
                f"{_share(told[Told.RIGHT], named)} |"
            )
    return "\n".join(lines)


def clean_line(outcomes: Sequence[Outcome]) -> str:
    """Return how many knees that did not cave were given a contributor."""
    knees = sum(2 - len(one.case.legs) for one in outcomes)
    return f"{sum(len(one.strangers) for one in outcomes)} of {knees}"


def change_table(compared: dict[People, tuple[Pair, ...]], *, test: bool) -> str:
    """Return what was called a real change, by the true change over the stated error.

    ``test``: of heel raises; else of two usual sets.
    """
    lines = [
        "| true change | people | legs | called real | in the right direction |",
        "|---|---|---|---|---|",
    ]
    for people in (People.TEST, People.TUNING):
        own = [pair for pair in compared[people] if pair.test is test]
        for band, fits in _BANDS:
            chosen = [pair for pair in own if fits(pair)]
            real, right = sum(p.real for p in chosen), sum(p.found for p in chosen)
            lines.append(f"| {band} | {people} | {len(chosen)} | {real} | {right} |")
        if own:
            missed = np.array([pair.found_deg - pair.true_deg for pair in own])
            within = np.mean(np.abs(missed) <= [pair.error_deg for pair in own])
            lines.append(
                f"| error of the change | {people} | {len(own)} | sd {missed.std():.1f}°, "
                f"mean {missed.mean():+.1f}° | within the stated one in {100 * within:.0f} % |"
            )
    return "\n".join(lines)


def _told(
    outcomes: Sequence[Outcome], people: People, kinds: tuple[Kind, ...], *, tested: bool
) -> Counter[Told]:
    chosen = [one for one in outcomes if one.case.people is people and one.case.kind in kinds]
    return Counter(
        told for one in chosen for told in (one.tested if tested else one.first).values()
    )


def _counts(told: Counter[Told]) -> str:
    return " | ".join(str(told[one]) for one in Told)


def _share(count: int, of: int) -> str:
    return f"{count} ({100 * count / of:.0f} %)" if of else "–"
