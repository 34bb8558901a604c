"""A trunk that hides the hips: where they are taken to be then, and how sure of it the tool is."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from kneecave.kinematics.calibration import (
    FOLDED,
    FOLDED_SPREAD,
    HIP_FOLDED_BACKWARD,
    MOST_FOLDED,
)
from kneecave.kinematics.joint_centres import behind_fold
from kneecave.kinematics.lifting import LegRays, rays
from kneecave.kinematics.measure import measure
from kneecave.kinematics.upright import folded, upright
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import LegSignals
from kneecave.settings import Settings
from tests.posed import MEDIAPIPE, Camera, Tempo, Truth, deadlift, make_track, squat

ONCE = Tempo(reps=1)
NINETY = 1.645
LEG_M = 0.8


@cache
def lift_from(yaw_deg: float) -> tuple[PoseTrack, Truth]:
    return make_track(deadlift(tempo=ONCE), Camera(yaw_deg=yaw_deg), bias=MEDIAPIPE)


def judged(truth: Truth, leg: Leg) -> np.ndarray:
    return (truth.legs[leg].flexion_deg > 45.0) & (truth.legs[leg].flexion_deg < 88.0)


def signals(track: PoseTrack, leg: Leg = Leg.LEFT) -> LegSignals:
    return measure(track, Settings()).signals.leg(leg)


def hips_aside(track: PoseTrack, by_px: np.ndarray) -> PoseTrack:
    xy = track.xy_px.copy()
    for joint in (Joint.LEFT_HIP, Joint.RIGHT_HIP):
        xy[:, track.joints.index(joint), 0] += by_px
    return replace(track, xy_px=xy)


def test_a_trunk_is_folded_only_beyond_what_a_squat_leans() -> None:
    hinge = np.array([np.nan, -0.1, 0.0, FOLDED, FOLDED + 0.1, 1.2, np.nan])
    expected = [0.0, 0.0, 0.0, 0.0, 0.1, MOST_FOLDED, MOST_FOLDED]
    assert folded(hinge) == pytest.approx(expected)


@pytest.mark.parametrize("yaw_deg", [-20.0, 0.0, 20.0])
def test_hips_seen_at_the_front_of_the_fold_are_put_back(yaw_deg: float) -> None:
    camera = Camera(yaw_deg=yaw_deg, distance_m=20.0)
    true_m = np.array([[0.1, 0.2, 0.8]])
    fold = np.array([0.2])
    before_m = true_m - [0.0, HIP_FOLDED_BACKWARD * fold[0] * LEG_M, 0.0]
    true, seen = (
        rays(camera.project(at), camera.size_px, camera.focal_px) for at in (true_m, before_m)
    )
    leg_px = LEG_M * camera.focal_px / camera.see(true_m)[0, 2]
    put = behind_fold(LegRays(seen, seen, seen), fold, leg_px, float(np.radians(yaw_deg)))
    assert put.hip[:, 0] == pytest.approx(true[:, 0], abs=0.003 * leg_px)
    assert np.array_equal(put.knee, seen)


@pytest.mark.parametrize("name", ["knee_over_foot_deg", "frontal_deg", "flexion_deg"])
def test_a_folded_trunk_makes_every_angle_less_sure(name: str) -> None:
    track, truth = lift_from(0.0)
    usable = judged(truth, Leg.LEFT) & (upright(track).hinge > FOLDED + 0.1)
    assert usable.sum() > 10
    erect_track, erect_truth = make_track(squat(tempo=ONCE), Camera(), bias=MEDIAPIPE)
    sure = getattr(signals(erect_track), name).spread[judged(erect_truth, Leg.LEFT)]
    assert np.median(getattr(signals(track), name).spread[usable]) > 1.5 * np.median(sure)


@pytest.mark.parametrize("leg", Leg)
@pytest.mark.parametrize("aside", [-NINETY, NINETY])
def test_what_hidden_hips_are_off_is_within_the_stated_spread(leg: Leg, aside: float) -> None:
    track, truth = lift_from(0.0)
    fold = folded(upright(track).hinge)
    leg_px = LEG_M * Camera().focal_px / Camera().distance_m
    moved = signals(hips_aside(track, aside * FOLDED_SPREAD * fold * leg_px), leg)
    still, usable = signals(track, leg), judged(truth, leg)
    for name in ("knee_over_foot_deg", "frontal_deg"):
        was, now = getattr(still, name), getattr(moved, name)
        change = np.abs(now.value - was.value)[usable]
        assert change.max() > 1.0
        assert (change < NINETY * was.spread[usable]).all()


@pytest.mark.parametrize("lean_deg", [25.0, 40.0])
def test_a_squat_is_not_folded(lean_deg: float) -> None:
    performance = squat(tempo=ONCE, trunk_forward_deg=(3.0, lean_deg))
    track, truth = make_track(performance, Camera(yaw_deg=15.0), bias=MEDIAPIPE)
    assert judged(truth, Leg.LEFT).sum() > 10
    assert not folded(upright(track).hinge).any()
