"""What the outcome of a test is consistent with, one sentence a leg."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from kneecave.model.change import Change, Comparison, LegChange
from kneecave.model.session import Tried
from kneecave.model.verdict import Metric
from kneecave.settings import Settings

_OVER_THE_FOOT = 1.0
"""Knee : ankle width with the knees over the feet."""

_ERROR_Z = 1.96
"""Standard errors in the measurement error of a change."""

SENTENCES = ("better", "worse", "same", "unclear", "clear")


def with_meanings(comparison: Comparison, settings: Settings) -> Comparison:
    """Return the comparison with what the test's outcome means, if it was a test."""
    if comparison.tried is None:
        return comparison
    told = sentences()[comparison.tried]
    legs = tuple(
        one
        if one.difference is None
        else replace(one, meaning=told[outcome(one, comparison, settings)])
        for one in comparison.legs
    )
    return replace(comparison, legs=legs)


def outcome(change: LegChange, found: Comparison, settings: Settings) -> str:
    """Return which of `SENTENCES` fits a leg that was measured before and after.

    A test of a knee that did not cave shows nothing, but that it got worse.  Where the level (the
    median of all reps) is not surely larger than the smallest real change, because few reps caved
    or by little, a test could not have shown one.  Raised heels alone take a little off an angle,
    so an improvement by a heel raise must be larger by that.
    """
    if change.change is Change.WORSE:
        return "worse"
    if change.before is None or change.difference is None or not change.before.flagged:
        return "clear"
    kasr = found.metric is Metric.KASR
    if change.change is Change.BETTER:
        own = settings.change.heels_deg if found.tried is Tried.HEEL_RAISE and not kasr else 0.0
        enough = abs(change.difference.value) > change.difference.smallest_real + own
        return "better" if enough else "unclear"
    cave = _OVER_THE_FOOT - change.before.value if kasr else change.before.value
    doubt = settings.limits.certainty_z * change.difference.error / _ERROR_Z
    return "same" if cave - doubt >= change.difference.smallest_real else "unclear"


@cache
def sentences() -> dict[Tried, dict[str, str]]:
    """Return every sentence by test and outcome."""
    text = files("kneecave.coaching").joinpath("outcomes.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    return {tried: {name: content[tried][name] for name in SENTENCES} for tried in Tried}
