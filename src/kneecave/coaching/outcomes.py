"""What the outcome of a test is consistent with, one sentence a leg."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from kneecave.model.change import Change, Comparison, LegChange
from kneecave.model.session import Tried
from kneecave.model.verdict import Metric

_OVER_THE_FOOT = 1.0
"""Knee : ankle width with the knees over the feet."""

_ERROR_Z = 1.96
"""Standard errors in the measurement error of a change."""

SENTENCES = ("better", "worse", "same", "unclear", "clear")


def with_meanings(comparison: Comparison, certainty_z: float) -> Comparison:
    """Return the comparison with what the test's outcome means, if it was a test.

    ``certainty_z`` is how many standard errors make sure that a cave was large enough to be tested.
    """
    if comparison.tried is None:
        return comparison
    told = sentences()[comparison.tried]
    legs = tuple(
        one
        if one.difference is None
        else replace(one, meaning=told[outcome(one, comparison.metric, certainty_z)])
        for one in comparison.legs
    )
    return replace(comparison, legs=legs)


def outcome(change: LegChange, metric: Metric, certainty_z: float) -> str:
    """Return which of `SENTENCES` fits a leg that was measured before and after.

    A test of a knee that did not cave shows nothing, but that it got worse.  Where the level (the
    median of all reps) is not surely larger than the smallest real change, because few reps caved
    or by little, a test could not have shown one.
    """
    if change.change is Change.WORSE:
        return "worse"
    if change.before is None or change.difference is None or not change.before.flagged:
        return "clear"
    if change.change is Change.BETTER:
        return "better"
    cave = _OVER_THE_FOOT - change.before.value if metric is Metric.KASR else change.before.value
    doubt = certainty_z * change.difference.error / _ERROR_Z
    return "same" if cave - doubt >= change.difference.smallest_real else "unclear"


@cache
def sentences() -> dict[Tried, dict[str, str]]:
    """Return every sentence by test and outcome."""
    text = files("kneecave.coaching").joinpath("outcomes.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    return {tried: {name: content[tried][name] for name in SENTENCES} for tried in Tried}
