"""Knees that fall in while just standing, on posed people with known angles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.findings.standing import check_standing
from kneecave.kinematics.measure import measure
from kneecave.model.body import Joint, Leg
from kneecave.model.standing_check import StandingCheck
from kneecave.model.verdict import Reason, Word
from kneecave.settings import Settings
from tests.posed import MEDIAPIPE, Camera, Performance, make_track, squat, standing

SETTINGS = Settings()


def with_knees_in(inward_m: dict[Leg, float]) -> Performance:
    """Somebody who stands, with the knees moved inward."""
    still = standing()
    joints = dict(still.joints)
    for leg, inward in inward_m.items():
        knee = Joint.of(leg, "knee")
        joints[knee] = joints[knee] - np.array([leg.lateral_sign * inward, 0.0, 0.0])
    return replace(still, joints=joints)


def checked(performance: Performance, camera: Camera | None = None) -> StandingCheck:
    track, _ = make_track(performance, camera or Camera(), bias=MEDIAPIPE)
    return check_standing(measure(track, SETTINGS), SETTINGS)


@pytest.mark.parametrize("yaw_deg", [-8.0, 0.0, 8.0])
def test_straight_legs_are_in_line_from_every_side_that_can_be_repaired(yaw_deg: float) -> None:
    check = checked(standing(), Camera(yaw_deg=yaw_deg))
    assert check.word is Word.CLEAR
    assert {knee.word for knee in check.knees.values()} == {Word.CLEAR}


@pytest.mark.parametrize("leg", Leg)
def test_one_knee_that_falls_in_is_named(leg: Leg) -> None:
    check = checked(with_knees_in({leg: 0.05}))
    assert check.knees[leg].word is Word.CAVE
    assert check.knees[leg.other].word is Word.CLEAR
    assert check.word is Word.CAVE


@pytest.mark.parametrize("inward_m", [-0.02, 0.0, 0.02, 0.04, 0.06])
def test_the_angle_is_the_true_one_within_two_spreads(inward_m: float) -> None:
    performance = with_knees_in(dict.fromkeys(Leg, inward_m))
    _, truth = make_track(performance)
    check = checked(performance)
    for leg, knee in check.knees.items():
        true = float(np.median(truth.legs[leg].frontal_deg))
        assert knee.frontal_deg.value == pytest.approx(true, abs=2 * knee.frontal_deg.spread)
        assert 1.0 < knee.frontal_deg.spread < 4.0


def test_a_knee_near_the_limit_is_one_to_watch() -> None:
    check = checked(with_knees_in(dict.fromkeys(Leg, 0.028)))
    assert {knee.word for knee in check.knees.values()} == {Word.WATCH}


def test_standing_is_checked_in_a_clip_of_squats_too() -> None:
    assert checked(squat()).word is Word.CLEAR


@pytest.mark.parametrize(
    ("camera", "reason"),
    [(Camera(yaw_deg=80), Reason.SIDE_VIEW), (Camera(distance_m=20.0), Reason.TOO_SMALL)],
)
def test_what_cannot_be_seen_is_refused(camera: Camera, reason: Reason) -> None:
    check = checked(standing(), camera)
    assert check.refusal is not None
    assert check.refusal.reason is reason
    assert check.word is Word.UNMEASURABLE
    assert check.knees == {}


def test_somebody_who_never_stands_is_asked_to() -> None:
    track, _ = make_track(squat())
    motion = measure(track, SETTINGS)
    check = check_standing(replace(motion, standing=None), SETTINGS)
    assert check.refusal is not None
    assert check.refusal.reason is Reason.NO_STANDING
    assert "Stand still" in check.refusal.detail
