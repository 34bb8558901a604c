"""Plans: weekly reps in range for all settings, and content that can be replaced."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kneecave.coaching.plan import make_plan, origin_of
from kneecave.coaching.programme import EQUIPMENT, LEVELS, Programme, programme
from kneecave.coaching.trials import offers, trials
from kneecave.model.body import Leg
from kneecave.model.coaching import (
    Contributor,
    Dose,
    Equipment,
    Grade,
    Level,
    MuscleGroup,
    Origin,
    Plan,
    Volume,
)
from kneecave.model.signals import Estimate
from kneecave.outputs.figures import figures
from kneecave.settings import Coaching
from tests.outputs.analyses import make_analysis

LARGER, SMALLER = (60, 140), (30, 70)
wanted = st.builds(
    Coaching,
    days_per_week=st.integers(2, 6),
    level=st.sampled_from(Level),
    equipment=st.sampled_from(Equipment),
)


def reps_a_week(plan: Plan) -> dict[str, int]:
    """Reps of each muscle group in a week, counted from the session and not from the volumes."""
    week: dict[str, int] = {}
    for dose in plan.session:
        group = dose.exercise.group
        week[group] = week.get(group, 0) + plan.sessions_a_week * dose.sets * dose.reps
    return week


@given(origin=st.sampled_from(Origin), chosen=wanted)
def test_every_plan_keeps_every_muscle_group_in_its_weekly_range(
    origin: Origin, chosen: Coaching
) -> None:
    plan = make_plan(origin, chosen)
    week = reps_a_week(plan)
    assert plan.sessions_a_week == chosen.days_per_week
    assert week
    for group, reps in week.items():
        low, high = LARGER if group == "whole glute" else SMALLER
        assert low <= reps <= high, (group, reps)
    assert {volume.group.name: volume.reps_a_week for volume in plan.volumes} == week


@given(origin=st.sampled_from(Origin), chosen=wanted)
def test_every_exercise_can_be_done_with_what_is_at_hand(origin: Origin, chosen: Coaching) -> None:
    plan = make_plan(origin, chosen)
    for dose in (*plan.warm_up, *plan.session):
        assert EQUIPMENT.index(dose.exercise.equipment) <= EQUIPMENT.index(chosen.equipment)
        assert LEVELS.index(dose.exercise.level) <= LEVELS.index(chosen.level)
        assert 1 <= dose.sets <= 5
        assert 6 <= dose.reps <= 15
    assert len({dose.exercise.key for dose in plan.session}) == len(plan.session)


@given(origin=st.sampled_from(Origin), chosen=wanted)
def test_a_session_at_two_a_week_is_half_a_week(origin: Origin, chosen: Coaching) -> None:
    plan = make_plan(origin, chosen.model_copy(update={"days_per_week": 2}))
    session: dict[str, int] = {}
    for dose in plan.session:
        group = dose.exercise.group
        session[group] = session.get(group, 0) + dose.sets * dose.reps
    for group, reps in session.items():
        low, high = (30, 70) if group == "whole glute" else (15, 35)
        assert low <= reps <= high


@given(chosen=wanted)
def test_more_is_asked_of_the_advanced(chosen: Coaching) -> None:
    easy, hard = (
        make_plan(Origin.HIP, chosen.model_copy(update={"level": level}))
        for level in (Level.BEGINNER, Level.ADVANCED)
    )
    assert sum(reps_a_week(hard).values()) >= sum(reps_a_week(easy).values())


@pytest.mark.parametrize("equipment", Equipment)
def test_the_warm_up_is_a_lunge_of_three_or_four_by_ten(equipment: Equipment) -> None:
    for level, sets in ((Level.BEGINNER, 3), (Level.ADVANCED, 4)):
        plan = make_plan(Origin.HIP, Coaching(equipment=equipment, level=level))
        lunge = plan.warm_up[0]
        assert (lunge.sets, lunge.reps, lunge.exercise.each_side) == (sets, 10, True)
        assert ("band" in lunge.exercise.key) == (equipment is not Equipment.NONE)


@pytest.mark.parametrize(
    ("origin", "groups"),
    [
        (Origin.HIP, {"gluteus medius", "whole glute"}),
        (Origin.FOOT, {"calf", "foot", "gluteus medius"}),
        (Origin.BOTH, {"gluteus medius", "whole glute", "calf", "foot"}),
        (Origin.UNDETERMINED, {"gluteus medius", "whole glute", "calf"}),
    ],
)
def test_each_origin_has_its_own_muscle_groups(origin: Origin, groups: set[str]) -> None:
    assert set(reps_a_week(make_plan(origin, Coaching()))) == groups


@pytest.mark.parametrize(
    ("left", "right", "origin"),
    [
        (Origin.HIP, Origin.HIP, Origin.HIP),
        (Origin.HIP, Origin.UNDETERMINED, Origin.HIP),
        (Origin.HIP, Origin.FOOT, Origin.BOTH),
        (Origin.UNDETERMINED, Origin.UNDETERMINED, Origin.UNDETERMINED),
    ],
)
def test_one_plan_serves_both_legs(left: Origin, right: Origin, origin: Origin) -> None:
    legs = (Contributor(Leg.LEFT, left, ()), Contributor(Leg.RIGHT, right, ()))
    assert origin_of(legs) is origin


def test_retest_comes_after_ten_sessions() -> None:
    assert [make_plan(Origin.HIP, Coaching(days_per_week=d)).weeks for d in (2, 3, 5)] == [5, 4, 2]
    assert "after 10 sessions" in make_plan(Origin.HIP, Coaching()).retest


def test_a_volume_out_of_range_cannot_be_made() -> None:
    group = MuscleGroup("calf", larger=False, low=30, high=70)
    for reps in (29, 71):
        with pytest.raises(ValueError, match="calf"):
            Volume(group, reps)


def test_every_exercise_has_a_source_a_grade_and_a_drawing() -> None:
    for item in programme().exercise:
        assert item.source
        assert item.grade in Grade
        assert item.key in figures()
    assert set(figures()) == {item.key for item in programme().exercise}


def content() -> dict[str, Any]:
    text = (files("kneecave.coaching") / "programme.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def without_beginners(content: dict[str, Any]) -> None:
    content["exercise"] = [
        item
        for item in content["exercise"]
        if (item["group"], item["level"]) != ("foot", "beginner")
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c["exercise"][0].update(grade="rumour"), "grade"),
        (lambda c: c["exercise"][0].update(group="arms"), "unknown group arms"),
        (lambda c: c["exercise"][0].update(sets=None), "a warm-up has sets"),
        (lambda c: c["exercise"][3].update(reps=[15, 8]), "fewest reps above most"),
        (lambda c: c["exercise"][3].update(key="clam"), "same key"),
        (lambda c: c["exercise"][3].pop("source"), "source"),
        (lambda c: c["exercise"][3].update(colour="red"), "colour"),
        (lambda c: c["origins"].pop("both"), "every origin"),
        (without_beginners, "no session of foot for everybody"),
    ],
)
def test_content_that_cannot_be_is_refused(change: Any, told: str) -> None:
    changed = content()
    change(changed)
    with pytest.raises(ValidationError, match=told):
        Programme.model_validate(changed)


def test_a_physio_may_replace_the_content() -> None:
    changed = content()
    for item in changed["exercise"]:
        item["name"] = f"Own {item['name']}"
    plan = make_plan(Origin.HIP, Coaching(), Programme.model_validate(changed))
    assert all(dose.exercise.name.startswith("Own ") for dose in plan.session)


@pytest.mark.parametrize(
    ("kind", "stance", "titles"),
    [
        ("cave", 1.9, ["Heels up about 5 cm", "A light band above the knees"]),
        ("cave", 1.2, ["Heels up about 5 cm", "A wider stance"]),
        ("cave", 3.2, ["Heels up about 5 cm", "A narrower stance"]),
        ("cave", float("nan"), ["Heels up about 5 cm", "A light band above the knees"]),
        ("lunge", 1.9, ["A light band above the knees"]),
    ],
)
def test_tests_to_try_fit_movement_and_stance(kind: str, stance: float, titles: list[str]) -> None:
    from dataclasses import replace

    analysis = make_analysis(kind)
    assert analysis.standing is not None
    standing = replace(analysis.standing, stance_width=Estimate(stance, 0.1))
    told = trials(Origin.HIP, analysis.reps, standing)
    assert [trial.title for trial in told] == titles


def test_a_foot_gets_no_band_test() -> None:
    analysis = make_analysis("cave")
    assert analysis.standing is not None
    told = trials(Origin.FOOT, analysis.reps, analysis.standing)
    assert "band" not in {trial.tried.value for trial in told}


def test_no_content_promises_or_frightens() -> None:
    said = " ".join(
        [
            *(f"{i.name} {i.how} {i.why} {i.source}" for i in programme().exercise),
            *(f"{o.title} {o.how} {o.better} {o.same} {o.source}" for o in offers().test),
            *programme().texts.progression,
            programme().texts.stop,
            programme().texts.retest,
        ]
    )
    assert not re.search(
        r"injur|risk|diagnos|abduct|\bACL\b|normal|caused|cure|heal\b|!", said, re.I
    )


def test_doses_are_of_exercises() -> None:
    assert all(isinstance(dose, Dose) for dose in make_plan(Origin.BOTH, Coaching()).session)
