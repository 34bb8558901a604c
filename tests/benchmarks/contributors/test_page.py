"""The published tables, from outcomes that are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.contributors.cases import Case, Kind, People, cases
from benchmarks.contributors.outcomes import Outcome, Told, told_of
from benchmarks.contributors.page import change_table, page, summary_table, told_table
from benchmarks.contributors.pairs import Pair, pairs
from benchmarks.contributors.sets import Seen
from kneecave.model.body import Leg
from kneecave.model.change import Change
from kneecave.model.coaching import Origin
from kneecave.settings import Settings
from tests.history.sessions import make_session


def seen(left: float, right: float = 2.0) -> Seen:
    session = make_session((left,) * 3, (right,) * 3)
    return Seen(session, (), {Leg.LEFT: left, Leg.RIGHT: right})


def outcome(case: Case, first: Told, tested: Told) -> Outcome:
    legs = dict.fromkeys(case.legs, first)
    after = None if case.after is None else seen(4.0)
    told = {} if after is None else dict.fromkeys(case.legs, tested)
    return Outcome(case, seen(24.0), after, legs, told, (), None)


def outcomes() -> list[Outcome]:
    return [
        outcome(case, Told.RIGHT if case.kind is Kind.LEANING else Told.UNDETERMINED, Told.RIGHT)
        for people in People
        for case in cases(people)
    ]


@pytest.mark.parametrize(
    ("true", "said", "told"),
    [
        (Origin.HIP, Origin.HIP, Told.RIGHT),
        (Origin.HIP, Origin.FOOT, Told.WRONG),
        (Origin.HIP, Origin.BOTH, Told.WRONG),
        (Origin.BOTH, Origin.HIP, Told.PART),
        (Origin.FOOT, Origin.UNDETERMINED, Told.UNDETERMINED),
        (Origin.FOOT, None, Told.MISSED),
    ],
)
def test_what_was_said_against_what_is_true(true: Origin, said: Origin | None, told: Told) -> None:
    assert told_of(true, said) is told


def test_shares_are_those_of_the_knees() -> None:
    found = outcomes()
    knees = sum(len(one.case.legs) for one in found if one.case.people is People.TEST)
    one_set, raised = summary_table(found).splitlines()[2:4]
    assert f"| test | one set | {knees} | 4 ({400 / knees:.0f} %) |" in one_set
    assert f"| test | with the heel raise | {knees} | {knees} (100 %) | 0 | 0 (0 %) |" in raised
    assert told_table(found, tested=False).splitlines()[2].endswith("| 4 | 4 | 0 | 0 | 0 | 0 |")


def test_pairs_are_of_one_body_and_know_which_are_the_test() -> None:
    found = [one for one in outcomes() if one.case.people is People.TEST]
    made = pairs(found, Settings())
    kinds = 6  # of a body; all but the clean one are filmed with raised heels too
    tests = [one for one in made if one.test]
    assert len(tests) == 4 * (kinds - 1) * 2
    assert len(made) - len(tests) == 4 * (kinds * (kinds - 1) // 2) * 2
    left = tests[0]
    assert (left.true_deg, left.found_deg) == (-20.0, -20.0)
    assert left.found
    assert left.size > 2


def test_changes_are_counted_by_their_size() -> None:
    small = Pair(true_deg=1.0, found_deg=9.0, error_deg=8.0, change=Change.WORSE, test=False)
    large = Pair(true_deg=-20.0, found_deg=-18.0, error_deg=8.0, change=Change.BETTER, test=False)
    wrong = replace(large, change=Change.WORSE)
    raised = replace(large, test=True)
    made = {People.TEST: (small, large, wrong, raised), People.TUNING: ()}
    lines = change_table(made, test=False).splitlines()
    assert lines[2] == "| below half of the error | test | 1 | 1 | 1 |"
    assert lines[5] == "| twice the error and more | test | 2 | 2 | 1 |"
    lines = change_table(made, test=True).splitlines()
    assert lines[5] == "| twice the error and more | test | 1 | 1 | 1 |"


def test_the_page_has_every_table_and_no_mark_of_the_template() -> None:
    text = page(outcomes())
    assert "{{" not in text
    assert text.startswith("# Where a cave may come from")
    assert text.count("|---|") >= 7
