"""What the outcome of a test is said to be consistent with."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from kneecave.coaching.outcomes import outcome, sentences, with_meanings
from kneecave.history.changes import compare
from kneecave.model.session import Tried
from kneecave.model.verdict import Metric
from kneecave.settings import Settings
from tests.history.sessions import make_session

SETTINGS = Settings()


def outcome_of(
    before: Sequence[float],
    after: Sequence[float],
    *,
    metric: Metric = Metric.KNEE_OVER_FOOT,
    tried: Tried = Tried.HEEL_RAISE,
) -> str:
    spread = 0.03 if metric is Metric.KASR else 3.0
    first = make_session(before, before, metric=metric, spread=spread)
    second = make_session(after, after, metric=metric, spread=spread, day=1)
    found = compare(first, second, SETTINGS.change, tried=tried)
    return outcome(found.legs[0], found, SETTINGS)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((24.0, 25.0, 26.0), (3.0, 4.0, 5.0), "better"),
        ((24.0, 25.0, 26.0), (23.0, 24.0, 25.0), "same"),
        ((11.0, 12.0, 13.0), (10.0, 11.0, 12.0), "unclear"),
        ((4.0, 5.0, 5.0, 6.0, 26.0), (4.0, 5.0, 5.0, 6.0, 26.0), "unclear"),
        ((3.0, 4.0, 5.0), (3.0, 4.0, 5.0), "clear"),
        ((3.0, 4.0, 5.0), (-14.0, -13.0, -12.0), "clear"),
        ((3.0, 4.0, 5.0), (23.0, 24.0, 25.0), "worse"),
        ((24.0, 25.0, 26.0), (44.0, 45.0, 46.0), "worse"),
    ],
)
def test_the_outcome(before: Sequence[float], after: Sequence[float], said: str) -> None:
    assert outcome_of(before, after) == said


def test_raised_heels_alone_take_a_little_off_the_reading() -> None:
    before, after = (22.0, 23.0, 24.0), (10.5, 11.5, 12.5)
    assert outcome_of(before, after) == "unclear"
    assert outcome_of(before, after, tried=Tried.BAND) == "better"
    assert outcome_of(before, (9.5, 10.5, 11.5)) == "better"


def test_a_ratio_is_measured_from_knees_over_feet() -> None:
    narrow = (0.55, 0.55, 0.55)
    assert outcome_of(narrow, (0.98, 0.98, 0.98), metric=Metric.KASR) == "better"
    assert outcome_of(narrow, narrow, metric=Metric.KASR) == "same"


@pytest.mark.parametrize("tried", Tried)
def test_every_outcome_has_a_sentence_that_claims_no_cause(tried: Tried) -> None:
    for told in sentences()[tried].values():
        assert told.endswith(".")
        assert len(told) < 110
        assert not re.search(r"cause|proves|shows that|because|is due", told)
    assert "consistent with" in sentences()[tried]["better"]
    assert sentences()[tried]["unclear"].startswith("Too few reps caved, or by too little,")


def test_each_leg_gets_its_own_meaning_and_only_in_a_test() -> None:
    before = make_session((24.0, 25.0, 26.0), (2.0, 3.0, 4.0))
    after = make_session((3.0, 4.0, 5.0), (2.0, 3.0, 4.0), day=1)
    plain = compare(before, after, SETTINGS.change)
    assert with_meanings(plain, SETTINGS) == plain
    test = compare(before, after, SETTINGS.change, tried=Tried.HEEL_RAISE)
    meanings = [one.meaning for one in with_meanings(test, SETTINGS).legs]
    assert meanings == [
        "Better with the heels raised: consistent with ankle mobility or the foot.",
        "There was no cave to test: the knee was within the limit before the heels were raised.",
    ]


def test_a_leg_that_was_not_measured_has_no_meaning() -> None:
    before, after = make_session((None,) * 3), make_session(day=1)
    test = compare(before, after, SETTINGS.change, tried=Tried.BAND)
    assert with_meanings(test, SETTINGS).legs[0].meaning is None
