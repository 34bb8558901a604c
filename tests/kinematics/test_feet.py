"""Where feet stand and how near they are, on paths that are written down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.kinematics.calibration import FEET_ALIKE_DEG
from kneecave.kinematics.feet import FootHeading, FootRays, direction, nearer, stands
from kneecave.kinematics.legs import toe_out_bias_deg
from kneecave.kinematics.lifted import alike
from kneecave.kinematics.measure import measure
from kneecave.model.body import Joint, Leg
from kneecave.model.signals import Estimate
from kneecave.settings import Settings
from tests.posed import Camera, Tempo, make_track, squat

LEG_PX = 200.0
TIME_S = np.arange(0, 6, 1 / 30)


def path(*knots: tuple[float, float]) -> np.ndarray:
    at, value = np.array(knots).T
    return np.stack([np.interp(TIME_S, at, value), np.full(len(TIME_S), 500.0)], axis=1)


def spans(ankle_px: np.ndarray) -> list[tuple[float, float]]:
    found = stands(ankle_px, TIME_S, LEG_PX)
    return [(float(TIME_S[a]), float(TIME_S[b - 1])) for a, b in found]


def test_a_foot_that_stays_stands_all_the_time() -> None:
    shaken = path((0, 300)) + np.random.default_rng(1).normal(0, 1.5, (len(TIME_S), 2))
    assert spans(shaken) == [(0.0, pytest.approx(TIME_S[-1]))]


def test_a_step_parts_two_stands_and_the_weight_needs_a_moment() -> None:
    (_, left), (again, end) = spans(path((0, 300), (2.0, 300), (2.5, 360), (6, 360)))
    assert left == pytest.approx(2.1, abs=0.15)
    assert 2.5 < again <= 2.95
    assert end == pytest.approx(TIME_S[-1])


def test_a_single_wrong_frame_is_no_step() -> None:
    ankle = path((0, 300))
    ankle[70] += 60.0
    assert len(spans(ankle)) == 1


def test_a_walking_foot_never_stands() -> None:
    assert spans(path((0, 0), (6, 1200))) == []


@pytest.mark.parametrize("ratio", [1.25, 0.85])
def test_nearness_is_the_ratio_of_depths(ratio: float) -> None:
    focal, horizon, usual = 900.0, 360.0, 280.0
    ankle = path((0, 300))
    ankle[:, 1] = horizon + usual
    ankle[90:, 1] = horizon + usual * ratio
    standing = np.arange(len(TIME_S)) < 90
    found = nearer(ankle, standing, LEG_PX, horizon, focal)[:, 0]
    assert found[:90] == pytest.approx(1.0)
    assert found[90:] == pytest.approx(ratio)


def test_a_lens_near_the_floor_tells_no_nearness() -> None:
    ankle = path((0, 300))
    ankle[:, 1] = 400.0
    ankle[90:, 1] = 440.0
    standing = np.arange(len(TIME_S)) < 90
    assert (nearer(ankle, standing, LEG_PX, 360.0, 900.0) == 1.0).all()


def foot_that_points(deg: float) -> FootRays:
    """Three pictures of a foot in the middle of the picture, a shank of 200 px, f = 1000."""
    x = -np.sin(np.radians(deg)) * 200.0
    heel, ankle, toe = (
        np.tile([at, 0.0, 1000.0], (3, 1)) for at in (-0.345 * x, -0.185 * x, 0.345 * x)
    )
    return FootRays(heel, ankle, toe)


def test_a_foot_that_points_aside_is_less_sure() -> None:
    read = [direction(foot_that_points(deg), np.full(3, 200.0), 1000.0) for deg in (0, 20, 45)]
    assert [deg for deg, _ in read] == pytest.approx([0, 20, 45], abs=0.5)
    spreads = [spread for _, spread in read]
    assert spreads[0] < 1.4
    assert spreads == sorted(spreads)
    assert spreads[2] > 4.0


def toe_outs(left: float, right: float, spread: tuple[float, float], yaw: Estimate) -> list[float]:
    """What becomes of two feet's toe-out, degrees."""
    wanted = {Leg.LEFT: left, Leg.RIGHT: right}
    headings = {
        leg: FootHeading(
            np.full(5, yaw.value - leg.lateral_sign * (deg - toe_out_bias_deg(leg))),
            np.full(5, spread[at]),
        )
        for at, (leg, deg) in enumerate(wanted.items())
    }
    found = alike(headings, np.ones(5, dtype=np.bool_), yaw)
    return [
        float(leg.lateral_sign * (yaw.value - found[leg].deg[0]) + toe_out_bias_deg(leg))
        for leg in Leg
    ]


def test_feet_yield_to_each_other_the_worse_seen_one_more() -> None:
    yaw = Estimate(10.0, 0.0)
    assert toe_outs(12.0, 12.0, (1.0, 4.0), yaw) == pytest.approx([12.0, 12.0])
    left, right = toe_outs(4.0, 18.0, (1.0, 4.0), yaw)
    all_in_all = 1.0**2 + 4.0**2 + FEET_ALIKE_DEG**2
    assert left == pytest.approx(4.0 + 14.0 * 1.0 / all_in_all)
    assert right == pytest.approx(18.0 - 14.0 * 16.0 / all_in_all)


def test_feet_do_not_yield_where_the_yaw_may_be_why_they_differ() -> None:
    left, right = toe_outs(4.0, 18.0, (1.0, 4.0), Estimate(10.0, 30.0))
    assert (left, right) == pytest.approx((4.0, 18.0), abs=0.1)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("hidden", ["heel", "toe"])
def test_a_foot_with_a_part_that_is_never_seen_has_no_direction(hidden: str) -> None:
    seen = np.tile([0.1, 0.5, 1.0], (5, 1))
    rays = FootRays(**dict.fromkeys(("heel", "ankle", "toe"), seen) | {hidden: seen * np.nan})
    assert np.isnan(direction(rays, np.full(5, 200.0), 1000.0)).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("part", ["heel", "foot_index"])
@pytest.mark.parametrize("to_s", [3.0, 99.0])
def test_a_clip_without_one_heel_or_toe_warns_of_nothing(part: str, to_s: float) -> None:
    track, _ = make_track(squat(tempo=Tempo(reps=1)), Camera(height_m=1.0))
    hidden = track.joints.index(Joint.of(Leg.LEFT, part))
    xy_px = track.xy_px.copy()
    xy_px[track.time_s < to_s, hidden] = np.nan
    signals = measure(replace(track, xy_px=xy_px), Settings()).signals
    assert np.isfinite(signals.right.knee_over_foot_deg.value).any()
    assert to_s < 99.0 or not np.isfinite(signals.left.knee_over_foot_deg.value).any()
