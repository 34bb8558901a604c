"""Landmarks to joint centres: the regression's arithmetic, its laws, and that it stays modest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.kinematics.calibration import FITTED_SPREAD
from kneecave.kinematics.joint_centres import (
    FARTHEST,
    FITTED_TO,
    MOVED,
    PARTS,
    Regression,
    centres,
    features,
    mean_leg_px,
    regression,
)
from kneecave.kinematics.lifting import focal_px
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack
from tests.posed import Camera, Tempo, make_track
from tests.posed.squats import squat

LENS_DEG = 66.0
OUTPUTS = 2 * len(MOVED)


def two_features() -> Regression:
    """The first feature, and a wave of the second, both to the hip's x alone; 2 % down the knee."""
    weights = np.zeros((4, OUTPUTS))
    weights[0, 3] = 0.02
    weights[1, 0] = 0.01
    weights[3, 0] = 0.03
    return Regression(
        mean=np.array([1.0, 0.0]),
        scale=np.array([2.0, 1.0]),
        waves=np.array([[0.0], [0.5]]),
        phases=np.array([0.25]),
        weights=weights,
    )


def test_the_answer_is_linear_and_waves() -> None:
    found = two_features().offsets(np.array([[3.0, 2.0], [1.0, -1.0]]))
    assert found.shape == (2, len(MOVED), 2)
    expected = [0.01 + 0.03 * np.cos(1.25), 0.03 * np.cos(-0.25)]
    assert found[:, 0, 0] == pytest.approx(expected)
    assert found[:, 1, 1] == pytest.approx([0.02, 0.02])
    assert np.count_nonzero(found[0]) == 2


def test_what_was_never_rendered_is_pulled_back_to_what_was() -> None:
    small = two_features()
    assert small.offsets(np.array([[1e6, 0.0]])) == pytest.approx(
        small.offsets(np.array([[7.0, 0.0]]))
    )


def test_no_centre_is_moved_far_and_nothing_unseen_is_guessed() -> None:
    wild = replace(two_features(), weights=np.full((4, OUTPUTS), 3.0))
    assert (wild.offsets(np.zeros((1, 2))) == FARTHEST).all()
    assert np.isnan(wild.offsets(np.array([[np.nan, 0.0]])))[0, 0, 0]


def seen_from(yaw_deg: float, *, scale: float = 1.0) -> tuple[PoseTrack, np.ndarray, float]:
    """A posed squat as a heavy model's track, its standing frames and the focal length."""
    track, _ = make_track(squat(tempo=Tempo(reps=1)), Camera(yaw_deg=yaw_deg))
    width, height = (round(scale * side) for side in track.image_size_px)
    track = replace(
        track,
        xy_px=track.xy_px * scale,
        depth_px=track.depth_px * scale,
        image_size_px=(width, height),
        source=replace(track.source, model="heavy"),
    )
    return track, track.time_s < 1.0, focal_px((width, height), LENS_DEG)


def mirrored(track: PoseTrack) -> PoseTrack:
    xy = track.xy_px.copy()
    xy[..., 0] = track.image_size_px[0] - xy[..., 0]
    names = [_other(joint) for joint in track.joints]
    columns = [track.joints.index(name) for name in names]
    return replace(track, xy_px=xy[:, columns], depth_px=track.depth_px[:, columns])


def _other(joint: Joint) -> Joint:
    for leg in Leg:
        if joint.value.startswith(leg.value):
            return Joint(leg.other.value + joint.value.removeprefix(leg.value))
    return joint


def test_a_mirrored_person_has_mirrored_centres_but_for_the_models_own_sidedness() -> None:
    track, standing, focal = seen_from(18.0)
    for leg in Leg:
        own = features(track, leg, standing, focal)
        other = features(mirrored(track), leg.other, standing, focal)
        assert own[:, :-1] == pytest.approx(other[:, :-1])
        assert (own[:, -1] == leg.lateral_sign).all()
        assert (other[:, -1] == -leg.lateral_sign).all()
        apart = regression().offsets(own) - regression().offsets(other)
        assert 0 < np.abs(apart).mean() < 0.005


def test_a_larger_picture_moves_nothing() -> None:
    track, standing, focal = seen_from(-12.0)
    large, _, long = seen_from(-12.0, scale=2.0)
    one, two = (
        centres(seen, Leg.LEFT, standing, length)[0]
        for seen, length in ((track, focal), (large, long))
    )
    assert two.knee == pytest.approx(2.0 * one.knee, abs=1e-6)


def test_features_are_what_they_are_said_to_be() -> None:
    track, standing, focal = seen_from(0.0)
    seen = features(track, Leg.RIGHT, standing, focal)
    points = 2 * len(PARTS)
    assert seen.shape == (len(track.time_s), 2 * 3 * points + 4)
    assert seen.shape[1] == len(regression().mean)
    leg_px = mean_leg_px(track, standing)
    ankles = 0.5 * (track.of(Joint.RIGHT_ANKLE) + track.of(Joint.LEFT_ANKLE))
    hip = (track.of(Joint.RIGHT_HIP) - ankles) / leg_px * [-1, 1]
    assert seen[:, :2] == pytest.approx(hip)
    assert seen[:, -2] == pytest.approx(leg_px / focal)
    assert (seen[:, -1] == Leg.RIGHT.lateral_sign).all()


@pytest.mark.parametrize("yaw_deg", [-30.0, 0.0, 30.0])
def test_the_shipped_regression_moves_a_little(yaw_deg: float) -> None:
    track, standing, focal = seen_from(yaw_deg)
    leg_px = mean_leg_px(track, standing)
    for leg in Leg:
        moved = regression().offsets(features(track, leg, standing, focal))
        assert np.isfinite(moved).all()
        assert np.abs(moved).max() < 0.07
        assert np.abs(moved).mean() < 0.03
        rays, spread = centres(track, leg, standing, focal)
        assert spread is FITTED_SPREAD
        seen = track.of(Joint.of(leg, "hip")) - np.asarray(track.image_size_px) / 2
        assert np.abs(rays.hip[:, :2] - seen).max() < 0.07 * leg_px


def test_it_is_for_the_model_it_was_fitted_to() -> None:
    assert {"heavy"} == FITTED_TO
