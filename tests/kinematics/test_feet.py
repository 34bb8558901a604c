"""Where feet stand and how near they are, on paths that are written down."""

from __future__ import annotations

import numpy as np
import pytest

from kneecave.kinematics.feet import nearer, stands

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
