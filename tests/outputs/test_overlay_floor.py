"""The floor drawn under a foot, against a floor that was projected by the camera itself."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np
import pytest

from kneecave.model.body import Leg
from kneecave.outputs.overlay_floor import FOOT_OF_SHANK, RAY_OF_SHANK, Footing, footing

FOCAL, HEIGHT_M, AWAY_M, SHANK_M = 1200.0, 0.9, 3.6, 0.42


def seen(left: float, forward: float, up: float, yaw_deg: float) -> np.ndarray:
    """Return the pixel of a point; the camera stands ``yaw_deg`` to the subject's left."""
    yaw = radians(yaw_deg)
    across = left * cos(yaw) - forward * sin(yaw)
    depth = AWAY_M - (forward * cos(yaw) + left * sin(yaw))
    return np.array([540 + FOCAL * across / depth, 960 - FOCAL * (up - HEIGHT_M) / depth])


def stance(
    leg: Leg, *, out_deg: float, inward_deg: float, yaw_deg: float, lean_deg: float = 35.0
) -> tuple[Footing, np.ndarray, np.ndarray]:
    """Return the footing, the true image of the knee's direction, and of the floor below it."""
    side = leg.lateral_sign
    way = np.array([side * sin(radians(out_deg)), cos(radians(out_deg))])
    turned = radians(out_deg - inward_deg)
    knee_way = np.array([side * sin(turned), cos(turned)])
    ankle = np.array([side * 0.14, 0.0])
    heel, toe = ankle - 0.078 * way, ankle + 0.212 * way
    ahead, up = SHANK_M * sin(radians(lean_deg)), SHANK_M * cos(radians(lean_deg))
    knee = ankle + ahead * knee_way
    floor = footing(
        knee_px=seen(*knee, 0.08 + up, yaw_deg),
        ankle_px=seen(*ankle, 0.08, yaw_deg),
        heel_px=seen(*heel, 0.01, yaw_deg),
        toe_px=seen(*toe, 0.01, yaw_deg),
        shank_px=FOCAL * SHANK_M / AWAY_M,
        lateral_sign=side,
        heading_deg=side * out_deg - yaw_deg,
        roll_deg=0.0,
    )
    end = ankle + RAY_OF_SHANK * SHANK_M * knee_way
    return floor, seen(*end, 0.01, yaw_deg), seen(*knee, 0.01, yaw_deg)


@pytest.mark.parametrize("leg", list(Leg))
@pytest.mark.parametrize("out_deg", [0.0, 10.0, 25.0, 35.0])
@pytest.mark.parametrize("inward_deg", [-15.0, 0.0, 10.0, 25.0])
@pytest.mark.parametrize("yaw_deg", [-15.0, 0.0, 15.0])
def test_the_knee_direction_lies_where_the_camera_would_see_it(
    leg: Leg, out_deg: float, inward_deg: float, yaw_deg: float
) -> None:
    floor, true_end, true_below = stance(
        leg, out_deg=out_deg, inward_deg=inward_deg, yaw_deg=yaw_deg
    )
    ray_px = FOCAL * RAY_OF_SHANK * SHANK_M / AWAY_M
    assert np.hypot(*(floor.ray(inward_deg) - true_end)) < 0.16 * ray_px
    assert abs(floor.knee_foot_px[1] - true_below[1]) < 0.16 * ray_px
    assert floor.knee_foot_px[0] == pytest.approx(true_below[0], abs=0.12 * ray_px)


@pytest.mark.parametrize("leg", list(Leg))
def test_the_foot_ray_continues_the_foot_and_inward_turns_to_the_other_foot(leg: Leg) -> None:
    floor, _, _ = stance(leg, out_deg=20.0, inward_deg=0.0, yaw_deg=0.0)
    assert np.allclose(floor.ray(0.0), floor.origin_px + floor.along_px)
    turned = floor.ray(15.0)[0] - floor.ray(0.0)[0]
    assert np.sign(turned) == -leg.lateral_sign
    outward = floor.ray(-15.0)[0] - floor.ray(0.0)[0]
    assert np.sign(outward) == leg.lateral_sign
    assert np.allclose(floor.ray(30.0, 0.0), floor.origin_px)


def test_the_ray_is_as_long_as_promised() -> None:
    floor, _, _ = stance(Leg.LEFT, out_deg=0.0, inward_deg=0.0, yaw_deg=-40.0)
    heel_to_toe = FOOT_OF_SHANK * SHANK_M
    along = floor.along_px / RAY_OF_SHANK * FOOT_OF_SHANK
    flat = FOCAL * heel_to_toe * sin(radians(40.0)) / AWAY_M
    assert along[0] == pytest.approx(flat, rel=0.1)


def test_the_plumb_line_follows_gravity_in_a_tilted_picture() -> None:
    knee = np.array([600.0, 900.0])
    common = {
        "knee_px": knee,
        "ankle_px": np.array([600.0, 1030.0]),
        "heel_px": np.array([598.0, 1045.0]),
        "toe_px": np.array([606.0, 1070.0]),
        "shank_px": 140.0,
        "lateral_sign": 1,
        "heading_deg": 10.0,
    }
    tilted = footing(**common, roll_deg=5.0).knee_foot_px - knee
    assert np.degrees(np.arctan2(-tilted[0], tilted[1])) == pytest.approx(5.0)
    upright = footing(**common, roll_deg=0.0).knee_foot_px - knee
    assert upright[0] == 0.0


def test_an_unseen_joint_makes_no_floor() -> None:
    floor = footing(
        knee_px=np.array([600.0, 900.0]),
        ankle_px=np.array([600.0, 1030.0]),
        heel_px=np.array([np.nan, np.nan]),
        toe_px=np.array([606.0, 1070.0]),
        shank_px=140.0,
        lateral_sign=1,
        heading_deg=10.0,
        roll_deg=0.0,
    )
    assert np.isnan(floor.origin_px).all()
    assert np.isnan(floor.ray(10.0)).all()
