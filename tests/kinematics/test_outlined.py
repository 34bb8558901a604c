"""Edges of legs: what is seen of them, and what is between frames."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.kinematics.calibration import FITTED_SPREAD, OUTLINED_SPREAD
from kneecave.kinematics.joint_centres import centres, mean_leg_px
from kneecave.kinematics.lifting import focal_px
from kneecave.kinematics.outlined import EDGE_FEATURES, edge_features, over_time
from kneecave.kinematics.upright import upright
from kneecave.model.body import Joint, Leg
from kneecave.model.outlines import ROWS, Outlines, row_middles
from kneecave.model.pose_track import PoseTrack
from tests.posed import Camera, Tempo, make_track
from tests.posed.squats import squat

LENS_DEG = 66.0
EVERY = 4
"""Frames from one that is outlined to the next."""


@pytest.fixture(scope="module")
def bare() -> PoseTrack:
    """A posed squat as the heavy model's track."""
    track, _ = make_track(squat(tempo=Tempo(reps=2)), Camera(yaw_deg=8.0))
    return replace(track, source=replace(track.source, model="heavy"))


def middles_of(track: PoseTrack, leg: Leg) -> np.ndarray:
    return row_middles(*(track.of(Joint.of(leg, part)) for part in ("hip", "knee", "ankle")))


def with_legs(
    track: PoseTrack,
    *,
    medial: float = 0.07,
    lateral: float = 0.08,
    grows: float = 0.0,
    knee_outward: float = 0.0,
) -> PoseTrack:
    """Return the track with every `EVERY`-th frame outlined: legs of one width, in leg lengths.

    ``grows`` comes to it from the first row to the last; the rows about the knee lie
    ``knee_outward`` farther outward.
    """
    frames = np.arange(0, len(track.time_s), EVERY)
    leg_px = mean_leg_px(track, upright(track).standing)
    wider = grows * np.linspace(0, 1, ROWS)
    out = np.where((np.arange(ROWS) >= 2) & (np.arange(ROWS) <= 6), knee_outward, 0.0)
    edges = []
    for leg in Leg:
        inner, outer = -(medial + wider - out), lateral + wider + out
        sides = np.stack([inner, outer], axis=-1) * leg.lateral_sign * leg_px
        edges.append(np.sort(middles_of(track, leg)[frames][..., :1] + sides, axis=-1))
    edges_px = np.stack(edges, axis=1).astype(np.float32)
    return replace(track, outlines=Outlines(track.time_s[frames], edges_px))


@pytest.mark.parametrize("leg", list(Leg))
def test_what_is_seen_is_the_width_of_the_leg_medial_first(bare: PoseTrack, leg: Leg) -> None:
    track = with_legs(bare, grows=0.02)
    standing = upright(track).standing
    frames, seen = edge_features(track, leg, standing, mean_leg_px(track, standing))
    np.testing.assert_array_equal(frames, np.arange(0, len(track.time_s), EVERY))
    assert seen.shape == (len(frames), EDGE_FEATURES)
    wider = 0.02 * np.linspace(0, 1, ROWS)
    expected = np.stack([0.07 + wider, 0.08 + wider], axis=-1).ravel()
    np.testing.assert_allclose(seen, np.tile(expected, (len(frames), 2)), atol=1e-5)


def test_the_second_half_is_the_standing_leg(bare: PoseTrack) -> None:
    track = with_legs(bare)
    standing = upright(track).standing
    at = np.searchsorted(track.time_s, track.outlines.time_s)
    edges_px = track.outlines.edges_px.copy()
    edges_px[~standing[at]] += [-3, 3]
    track = replace(track, outlines=replace(track.outlines, edges_px=edges_px))
    leg_px = mean_leg_px(track, standing)
    frames, seen = edge_features(track, Leg.LEFT, standing, leg_px)
    now, usual = seen[:, : EDGE_FEATURES // 2], seen[:, EDGE_FEATURES // 2 :]
    assert np.ptp(usual, axis=0).max() == 0
    expected = np.where(standing[frames], 0.0, 3 / leg_px)
    np.testing.assert_allclose(now - usual, np.tile(expected[:, None], now.shape[1]), atol=1e-5)


def test_only_frames_of_the_track_in_which_the_leg_is_seen_count(bare: PoseTrack) -> None:
    track = with_legs(bare)
    standing = upright(track).standing
    leg_px = mean_leg_px(track, standing)
    xy_px = track.xy_px.copy()
    xy_px[EVERY, track.joints.index(Joint.LEFT_KNEE)] = np.nan
    hidden = replace(track, xy_px=xy_px)
    frames, seen = edge_features(hidden, Leg.LEFT, standing, leg_px)
    assert EVERY not in frames
    assert len(seen) == len(frames) == len(track.outlines.time_s) - 1
    part = slice(1, 3 * EVERY)
    frames, _ = edge_features(track.only(part), Leg.LEFT, standing[part], leg_px)
    np.testing.assert_array_equal(frames, [EVERY - 1, 2 * EVERY - 1])


def test_without_a_standing_leg_to_compare_with_nothing_is_seen(bare: PoseTrack) -> None:
    track = with_legs(bare)
    never = np.zeros(len(track.time_s), dtype=np.bool_)
    frames, seen = edge_features(track, Leg.LEFT, never, 300.0)
    assert len(frames) == 0
    assert seen.shape == (0, EDGE_FEATURES)


def test_what_is_known_in_some_frames_is_straight_in_between() -> None:
    time_s = np.array([0.0, 0.1, 0.3, 0.4, 0.7])
    found = over_time(np.array([[1.0, -1.0], [2.0, 3.0]]), np.array([1, 3]), time_s)
    np.testing.assert_allclose(found[:, 0], [1, 1, 1 + 2 / 3, 2, 2])
    np.testing.assert_allclose(found[:, 1], [-1, -1, -1 + 8 / 3, 3, 3])


def test_a_knee_that_lies_beside_its_landmark_is_moved_there(bare: PoseTrack) -> None:
    focal, moved = focal_px(bare.image_size_px, LENS_DEG), []
    up = upright(bare)
    for outward in (0.0, 0.01, 0.02):
        track = with_legs(bare, knee_outward=outward)
        knees = [
            centres(track, leg, up.standing, focal)[0].knee[:, 0] * leg.lateral_sign for leg in Leg
        ]
        moved.append(np.mean(knees) / mean_leg_px(bare, up.standing))
    steps = np.diff(moved)
    assert (steps > 0.002).all()
    assert (steps < 0.012).all()


def test_the_spread_says_whether_edges_were_used(bare: PoseTrack) -> None:
    focal, up = focal_px(bare.image_size_px, LENS_DEG), upright(bare)
    track = with_legs(bare)
    at_s = track.outlines.time_s
    stands = up.standing[np.searchsorted(track.time_s, at_s)]
    for chosen in (~stands, at_s < 0.7 * at_s[-1], at_s < 0):
        part = replace(track, outlines=track.outlines.only(chosen))
        assert centres(part, Leg.LEFT, up.standing, focal)[1] is FITTED_SPREAD
    plain, _ = centres(bare, Leg.LEFT, up.standing, focal)
    np.testing.assert_array_equal(centres(part, Leg.LEFT, up.standing, focal)[0].knee, plain.knee)
    short = (at_s < 1.0) | (at_s > 1.3)
    part = replace(track, outlines=track.outlines.only(short))
    assert centres(part, Leg.LEFT, up.standing, focal)[1] is OUTLINED_SPREAD


def test_a_cut_track_has_the_edges_of_its_own_frames(bare: PoseTrack) -> None:
    track = with_legs(bare)
    part = track.only(slice(EVERY + 1, 3 * EVERY + 1))
    np.testing.assert_array_equal(part.outlines.time_s, track.time_s[[2 * EVERY, 3 * EVERY]])


@pytest.mark.parametrize("wrong", ["order", "unknown"])
def test_edges_out_of_order_or_unknown_are_refused(wrong: str) -> None:
    edges_px = np.zeros((2, len(Leg), ROWS, 2), np.float32)
    if wrong == "unknown":
        edges_px[1, 0, 3] = np.nan
    with pytest.raises(ValueError, match="strictly increasing, and edges_px finite"):
        Outlines(np.array([0.1, 0.0] if wrong == "order" else [0.0, 0.1]), edges_px)
