"""Turned regions: where their corners lie, and what of the picture they show."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
import pytest

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.pose.blazepose.region import Region, cut_out, region_about

SIDE = 256


def test_somebody_upright_gives_a_region_that_is_not_turned():
    region = region_about(np.array([300.0, 400.0]), np.array([300.0, 200.0]))
    assert region == Region(300.0, 400.0, pytest.approx(500.0), pytest.approx(0.0))


def test_somebody_lying_with_the_head_to_the_right_turns_it_by_a_quarter():
    region = region_about(np.array([300.0, 400.0]), np.array([500.0, 400.0]))
    assert region is not None
    assert region.turn == pytest.approx(pi / 2)
    head = region.to_picture() @ (0.5, 0.1, 1.0)
    np.testing.assert_allclose(head, [500.0, 400.0])


@pytest.mark.parametrize("edge", [(300.0, 400.0), (np.nan, 0.0), (np.inf, 0.0)])
def test_points_that_say_nothing_give_no_region(edge: tuple[float, float]):
    assert region_about(np.array([300.0, 400.0]), np.array(edge)) is None


@pytest.mark.parametrize("turn", [0.0, 0.4, -2.0])
def test_corners_and_middle(turn: float):
    into = Region(100.0, 50.0, 40.0, turn).to_picture()
    np.testing.assert_allclose(into @ (0.5, 0.5, 1.0), [100.0, 50.0])
    right, down = np.array([cos(turn), sin(turn)]), np.array([-sin(turn), cos(turn)])
    np.testing.assert_allclose(into @ (0.0, 0.0, 1.0), (100, 50) - 20 * right - 20 * down)
    np.testing.assert_allclose(into @ (1.0, 0.0, 1.0), (100, 50) + 20 * right - 20 * down)


@pytest.fixture(scope="module")
def waves() -> ImageBgr:
    """A picture so smooth that scale hardly matters, whose colours are known everywhere."""
    return _colours(*np.meshgrid(np.arange(1201), np.arange(1199))).astype(np.uint8)


def _colours(x: FloatArray, y: FloatArray) -> FloatArray:
    return np.stack(
        [127 + 90 * np.sin(x / 90), 127 + 90 * np.sin(y / 70), 127 + 90 * np.sin((x + y) / 110)], -1
    )


@pytest.mark.parametrize("size_px", [150.0, 256.0, 500.0, 530.0, 800.0])
@pytest.mark.parametrize("turn", [0.0, 0.6])
def test_the_network_is_shown_what_lies_in_the_region(waves: ImageBgr, size_px: float, turn: float):
    region = Region(600.0, 580.0, size_px, turn)
    shown = cut_out(waves, region, SIDE)
    assert shown.shape == (1, 3, SIDE, SIDE)
    assert shown.dtype == np.float32
    across, down = np.meshgrid(np.arange(SIDE) / SIDE, np.arange(SIDE) / SIDE)
    places = np.stack([across, down, np.ones_like(across)], -1) @ region.to_picture().T
    expected = _colours(places[..., 0], places[..., 1])[..., ::-1].transpose(2, 0, 1) / 255
    off = np.abs(shown[0] - expected)[:, 2:-2, 2:-2] * 255
    assert off.max() < 4.0
    assert off.mean() < 1.1


@pytest.mark.parametrize("size_px", [200.0, 900.0, 3000.0])
def test_beyond_the_edges_the_picture_goes_on_as_at_the_edge(size_px: float):
    picture = np.full((300, 400, 3), (10, 20, 30), np.uint8)
    for x, y in ((0.0, 0.0), (400.0, 300.0), (-900.0, 150.0), (5000.0, 5000.0)):
        shown = cut_out(picture, Region(x, y, size_px, 0.2), SIDE)
        for channel, value in enumerate((30, 20, 10)):
            np.testing.assert_allclose(shown[0, channel], value / 255, atol=1e-6)


def test_fine_stripes_are_averaged_and_not_picked_out():
    stripes = np.zeros((1600, 1600, 3), np.uint8)
    stripes[:, ::2] = 200
    shown = cut_out(stripes, Region(800.0, 800.0, 1300.0, 0.0), SIDE) * 255
    assert np.abs(shown - 100.0).max() < 25.0
