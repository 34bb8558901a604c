"""What the outcome of a test is consistent with, one sentence a leg."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from kneecave.model.change import Change, Comparison, LegChange
from kneecave.model.session import Tried

SENTENCES = ("better", "worse", "same", "unclear", "clear")


def with_meanings(comparison: Comparison) -> Comparison:
    """Return the comparison with what the test's outcome means, if it was a test."""
    if comparison.tried is None:
        return comparison
    told = sentences()[comparison.tried]
    legs = tuple(
        one if one.difference is None else replace(one, meaning=told[outcome(one)])
        for one in comparison.legs
    )
    return replace(comparison, legs=legs)


def outcome(change: LegChange) -> str:
    """Return which of `SENTENCES` fits a leg that was measured before and after.

    A test of a knee that did not cave shows nothing, but that it got worse.  Where the whole cave
    is smaller than the smallest real change, a test could not have shown one.
    """
    if change.change is Change.WORSE:
        return "worse"
    if change.before is None or change.difference is None or not change.before.flagged:
        return "clear"
    if change.change is Change.BETTER:
        return "better"
    return "same" if change.before.value >= change.difference.smallest_real else "unclear"


@cache
def sentences() -> dict[Tried, dict[str, str]]:
    """Return every sentence by test and outcome."""
    text = files("kneecave.coaching").joinpath("outcomes.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    return {tried: {name: content[tried][name] for name in SENTENCES} for tried in Tried}
