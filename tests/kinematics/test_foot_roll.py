"""Shifts of a planted foot to degrees: exact levers, signs, laws, what is not comparable."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from kneecave.kinematics.foot_roll import (
    ankle_band,
    detectable_deg,
    foot_marks,
    foot_roll,
    reference_frame,
    roll_deg,
    standing_at,
)
from kneecave.kinematics.measure import measure
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.feet import FootShift
from kneecave.model.motion import Motion
from kneecave.settings import Settings
from tests.posed import MEDIAPIPE, Camera, Flaws, Person, Tempo, clock, make_track, squat

_SHANK = 150.0
_TEMPO = Tempo(reps=3)


@cache
def _motion(yaw_deg: float = 0.0) -> Motion:
    """Three clean squats, seen from the front or, at 180 degrees, from behind."""
    posed = squat(Person(thigh_m=0.43, shank_m=0.40), clock(_TEMPO.duration_s), tempo=_TEMPO)
    camera = Camera(yaw_deg=yaw_deg, height_m=1.0)
    track, _ = make_track(posed, camera, bias=MEDIAPIPE, flaws=Flaws())
    return measure(track, Settings())


def _seen(motion: Motion, roll_deg_at: FloatArray, time_s: FloatArray, leg: Leg) -> FootShift:
    """Shifts of a foot that rolls so, by the height and direction the foot is taken to have."""
    behind = motion.standing is None
    turned = 12.0
    if motion.standing is not None and motion.view is not None:
        toe_out = motion.standing.legs[leg].toe_out_deg.value
        turned = toe_out - leg.lateral_sign * motion.view.yaw_deg.value
    lever = (0.222 if behind else 0.23) * _SHANK * np.cos(np.radians(turned))
    sign = leg.lateral_sign * (1 if behind else -1)
    ankle_px = sign * lever * np.sin(np.radians(roll_deg_at))
    return FootShift(float(time_s[0]), time_s, ankle_px, np.zeros(len(time_s)), _SHANK)


def _shift(ankle_px: FloatArray, sole_px: float = 0.0) -> FootShift:
    time_s = np.arange(len(ankle_px)) / 10
    return FootShift(0.0, time_s, ankle_px, np.full(len(ankle_px), sole_px), _SHANK)


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize("leg", list(Leg))
def test_a_rolled_ankle_gives_its_angle(leg: Leg, behind: bool) -> None:
    degrees = np.array([-8.0, 0.0, 3.0, 12.0])
    height = 0.222 if behind else 0.23
    inward = -leg.lateral_sign * (-1 if behind else 1)
    turned = np.cos(np.radians(20.0))
    ankle_px = inward * np.sin(np.radians(degrees)) * height * _SHANK * turned
    found = roll_deg(_shift(ankle_px), leg, behind=behind, turned_deg=20.0)
    assert found == pytest.approx(degrees)


def test_a_foot_that_moved_is_not_compared() -> None:
    moved = roll_deg(_shift(np.array([1.0]), sole_px=4.0), Leg.LEFT, behind=False, turned_deg=0.0)
    far = roll_deg(_shift(np.array([30.0])), Leg.LEFT, behind=False, turned_deg=0.0)
    assert np.isnan(moved).all() and np.isnan(far).all()


def test_bands_lie_about_the_ankle() -> None:
    for behind in (False, True):
        low, high = ankle_band(behind=behind)
        assert -0.1 <= low < high <= 0.1


@pytest.mark.parametrize("yaw_deg", [0.0, 15.0, 180.0])
@pytest.mark.parametrize("leg", list(Leg))
def test_a_roll_that_comes_with_the_bend_is_read_back(leg: Leg, yaw_deg: float) -> None:
    motion = _motion(yaw_deg)
    time_s = motion.signals.time_s[::3]
    depth = np.interp(time_s, motion.signals.time_s, motion.signals.depth.value)
    rolled = np.where(depth < 0.05, 0.0, 12.0 * depth)
    found = foot_roll(_seen(motion, rolled, time_s, leg), leg, motion)
    assert found.usable.mean() > 0.95
    assert found.value[found.usable] == pytest.approx(rolled[found.usable], abs=0.05)
    assert (found.spread[found.usable] >= 0.5).all()


def test_a_foot_set_anew_between_reps_does_not_roll_in_the_next_one() -> None:
    motion, leg = _motion(), Leg.LEFT
    time_s = motion.signals.time_s[::3]
    still = standing_at(time_s, motion)
    second = int(np.flatnonzero(np.diff(still.astype(int)) == 1)[0])
    anew = np.where(np.arange(len(time_s)) > second, 6.0, 0.0)
    found = foot_roll(_seen(motion, anew, time_s, leg), leg, motion)
    after = (np.arange(len(time_s)) > second + 10) & ~still & found.usable
    assert after.sum() > 10
    assert np.abs(found.value[after]).max() < 0.1


def test_shaking_readings_raise_the_smallest_detectable_change() -> None:
    motion, leg = _motion(), Leg.RIGHT
    time_s = motion.signals.time_s[::3]
    calm = _seen(motion, np.zeros(len(time_s)), time_s, leg)
    noise_deg = np.random.default_rng(3).normal(0, 1.0, len(time_s))
    shaken = _seen(motion, noise_deg, time_s, leg)
    least = [
        detectable_deg(shift, foot_roll(shift, leg, motion), motion) for shift in (calm, shaken)
    ]
    assert least[0] == pytest.approx(1.96 * np.sqrt(2) * 0.5)
    assert least[1] == pytest.approx(1.96 * np.sqrt(2) * np.hypot(0.5, 1.0), rel=0.35)


def test_a_foot_whose_joints_moved_is_not_compared() -> None:
    motion, leg = _motion(), Leg.LEFT
    track = motion.track
    xy_px = track.xy_px.copy()
    xy_px[len(xy_px) // 2 :, track.joints.index(Joint.of(leg, "heel"))] += 0.3 * _SHANK
    moved = replace(motion, track=replace(track, xy_px=xy_px))
    time_s = motion.signals.time_s[::3]
    found = foot_roll(_seen(motion, np.zeros(len(time_s)), time_s, leg), leg, moved)
    half = time_s > motion.signals.time_s[len(xy_px) // 2]
    assert np.isnan(found.value[half]).all()
    assert np.isfinite(found.value[~half]).mean() > 0.9


def test_the_reference_is_a_standing_frame_with_the_feet_in_their_place() -> None:
    motion = _motion()
    frame = reference_frame(motion.track)
    assert frame is not None
    assert motion.signals.depth.value[frame] < 0.035
    marks = foot_marks(motion.track, frame, Leg.LEFT)
    assert marks.knee == pytest.approx(motion.track.of(Joint.LEFT_KNEE)[frame])
    assert marks.toe == pytest.approx(motion.track.of(Joint.LEFT_FOOT_INDEX)[frame])
