"""Levels, differences and trends against numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from math import hypot, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneecave.errors import UsageError
from kneecave.history.changes import compare
from kneecave.history.levels import level
from kneecave.history.trends import trend, trends
from kneecave.model.body import Leg
from kneecave.model.change import Change
from kneecave.model.rep import Movement
from kneecave.model.session import Kept, Session, Tried
from kneecave.model.verdict import Metric
from kneecave.settings import Settings
from tests.history.sessions import make_session

LIMITS = Settings().change
PEAKS = st.lists(st.floats(-20, 40), min_size=3, max_size=3)


def left(before: Session, after: Session) -> Change:
    return compare(before, after, LIMITS).legs[0].change


def test_a_level_is_the_median_with_what_reps_share_and_their_scatter() -> None:
    found = level(make_session((12.0, 20.0, 13.0)), Movement.SQUAT, Leg.LEFT, LIMITS)
    assert found is not None
    scatter = sqrt(((12 - 15) ** 2 + (20 - 15) ** 2 + (13 - 15) ** 2) / 2)
    assert found.value == 13.0
    assert found.spread == pytest.approx(
        hypot(LIMITS.shared * 3.0, sqrt(pi / 2) * scatter / sqrt(3))
    )
    assert (found.peaks, found.limit, found.caves, found.watches) == ((12, 20, 13), 10.0, 1, 2)


def test_reps_that_are_alike_have_the_usual_scatter_all_the_same() -> None:
    found = level(make_session((5.0, 5.0), (5.0, 5.0)), Movement.SQUAT, Leg.LEFT, LIMITS)
    assert found is not None
    assert found.spread == pytest.approx(hypot(1.5, LIMITS.usual_scatter_deg / sqrt(2)))


def test_what_cannot_be_measured_is_left_out() -> None:
    some = level(make_session((None, 4.0, 6.0)), Movement.SQUAT, Leg.LEFT, LIMITS)
    assert some is not None
    assert (some.value, len(some.peaks)) == (5.0, 2)
    assert level(make_session((None,) * 3), Movement.SQUAT, Leg.LEFT, LIMITS) is None


def test_the_error_joins_both_levels_and_the_camera_put_down_anew() -> None:
    before, after = make_session((20.0, 24.0, 22.0)), make_session((3.0, 4.0, 5.0), day=1)
    (found, _) = compare(before, after, LIMITS).legs
    assert found.before is not None
    assert found.after is not None
    assert found.difference is not None
    spreads = hypot(found.before.spread, found.after.spread, sqrt(2) * LIMITS.between_deg)
    assert found.difference.value == -18.0
    assert found.difference.error == pytest.approx(1.96 * spreads)
    assert found.difference.smallest_real == max(found.difference.error, LIMITS.smallest_deg)


@pytest.mark.parametrize(
    ("after", "change"),
    [(11.2, Change.NO_REAL_CHANGE), (11.0, Change.BETTER), (29.0, Change.WORSE)],
)
def test_steady_sets_meet_the_published_difference(after: float, change: Change) -> None:
    """The error of steady sets lies below it, so 8.9 degrees decide."""
    assert LIMITS.smallest_deg == 8.9
    steady = make_session((20.0,) * 5, (2.0,) * 5, spread=2.0)
    assert left(steady, make_session((after,) * 5, (2.0,) * 5, spread=2.0, day=1)) is change


def test_sets_that_scatter_need_more() -> None:
    before = make_session((10.0, 20.0, 30.0))
    assert left(before, make_session((0.0, 8.0, 16.0), day=1)) is Change.NO_REAL_CHANGE


def test_the_ratio_gets_better_by_growing() -> None:
    before = make_session((0.6,) * 3, metric=Metric.KASR, spread=0.04)
    after = make_session((0.9,) * 3, metric=Metric.KASR, spread=0.04, day=1)
    found = compare(before, after, LIMITS)
    assert [(one.leg, one.change) for one in found.legs] == [(Leg.LEFT, Change.BETTER)]
    assert left(after, before) is Change.WORSE


@given(first=PEAKS, second=PEAKS)
def test_the_other_way_round_is_the_opposite(first: list[float], second: list[float]) -> None:
    sessions = make_session(first, first), make_session(second, second, day=1)
    there, back = (compare(a, b, LIMITS).legs[0] for a, b in (sessions, sessions[::-1]))
    assert there.difference is not None
    assert back.difference is not None
    assert there.difference.value == pytest.approx(-back.difference.value)
    assert there.difference.error == pytest.approx(back.difference.error)
    opposite = {Change.BETTER: Change.WORSE, Change.WORSE: Change.BETTER}
    assert back.change is opposite.get(there.change, there.change)


@given(peaks=PEAKS)
def test_a_session_against_itself_is_no_real_change(peaks: list[float]) -> None:
    assert left(make_session(peaks, peaks), make_session(peaks, peaks)) is Change.NO_REAL_CHANGE


def test_a_leg_that_was_not_measured_cannot_be_compared() -> None:
    found = compare(make_session((None,) * 3), make_session(day=1), LIMITS)
    assert [one.change for one in found.legs] == [Change.UNMEASURABLE, Change.NO_REAL_CHANGE]
    assert found.legs[0].difference is None


def test_only_the_same_metric_and_movement_are_compared() -> None:
    squat, lunge = make_session(), make_session(movement=Movement.FORWARD_LUNGE)
    with pytest.raises(UsageError, match="only the same movement"):
        compare(squat, lunge, LIMITS)
    with pytest.raises(UsageError, match="the same --metric"):
        compare(squat, make_session(metric=Metric.FPPA), LIMITS)


def test_a_movement_of_one_session_only_is_told() -> None:
    both = replace(
        make_session(),
        results=(*make_session().results, *make_session(movement=Movement.DEADLIFT).results),
    )
    found = compare(make_session(day=1), both, LIMITS)
    assert {one.movement for one in found.legs} == {Movement.SQUAT}
    assert found.notes == ("Only one of the two shows deadlift, so it is not compared.",)


def test_what_else_differs_is_told() -> None:
    other = make_session(
        day=1, pose_model="lite", yaw_deg=-18.0, measured_with={"filters.cutoff_hz": 8.0}
    )
    models, camera, settings = compare(make_session(), other, LIMITS).notes
    assert "heavy, then lite" in models
    assert "2°, then -18°" in camera
    assert settings == "Measured with different settings: filters.cutoff_hz."
    assert compare(make_session(), make_session(day=1, yaw_deg=None), LIMITS).notes == ()


def test_a_session_knows_what_it_was_a_test_of() -> None:
    after = make_session(day=1, tried=Tried.BAND)
    assert compare(make_session(), after, LIMITS).tried is Tried.BAND
    assert compare(make_session(), after, LIMITS, tried=Tried.STANCE).tried is Tried.STANCE


def kept(*sessions: Session) -> list[Kept]:
    return [Kept(number, "Anna", one) for number, one in enumerate(sessions, start=1)]


def test_a_trend_holds_every_session_against_the_first() -> None:
    found = trend(
        kept(
            make_session((22.0, 24.0, 23.0)),
            make_session((1.0, 1.0, 1.0), day=1, metric=Metric.FPPA),
            make_session((20.0, 21.0, 22.0), day=7),
            make_session((None, None, None), day=8),
            make_session((5.0, 6.0, 7.0), day=30),
        ),
        Movement.SQUAT,
        Leg.LEFT,
        metric=Metric.KNEE_OVER_FOOT,
        limits=LIMITS,
    )
    assert [point.number for point in found.points] == [1, 3, 5]
    differences = [point.difference for point in found.points]
    assert differences[0] is None
    assert [one.value for one in differences if one] == [-2.0, -17.0]
    assert [one.change for one in differences if one] == [Change.NO_REAL_CHANGE, Change.BETTER]
    assert found.band == max(one.smallest_real for one in differences if one)


def test_every_movement_leg_and_metric_has_its_trend() -> None:
    found = trends(
        kept(
            make_session(),
            make_session(day=1, movement=Movement.DEADLIFT),
            make_session((0.9,) * 3, day=2, metric=Metric.KASR),
            make_session(day=3, movement=Movement.STEP_DOWN, tried=Tried.BAND),
        ),
        limits=LIMITS,
    )
    assert [(one.movement, one.leg, one.metric) for one in found] == [
        (Movement.SQUAT, Leg.LEFT, Metric.KNEE_OVER_FOOT),
        (Movement.SQUAT, Leg.RIGHT, Metric.KNEE_OVER_FOOT),
        (Movement.DEADLIFT, Leg.LEFT, Metric.KNEE_OVER_FOOT),
        (Movement.DEADLIFT, Leg.RIGHT, Metric.KNEE_OVER_FOOT),
        (Movement.SQUAT, Leg.LEFT, Metric.KASR),
    ]
    assert [one.band for one in found] == [None] * 5
