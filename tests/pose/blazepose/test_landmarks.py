"""What the landmark network says becomes pixels of the picture, by way of its heat maps."""

from __future__ import annotations

import numpy as np
import pytest

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint
from kneecave.pose.blazepose.landmarks import SIDE, decoded, refined
from kneecave.pose.blazepose.region import Region
from kneecave.pose.blazepose.runtime import Tensor
from kneecave.pose.poses import JOINTS, NUMBERS

CELLS = 64
COLD = -20.0


def _spot(*spots: tuple[float, float], heat: float = 6.0) -> Tensor:
    """Return heat maps with a small round spot each, at a column and a row."""
    rows, columns = np.mgrid[:CELLS, :CELLS]
    maps = [np.where(np.hypot(columns - x, rows - y) <= 1.0, heat, COLD) for x, y in spots]
    return np.stack(maps, axis=-1).astype(np.float32)


def test_a_landmark_moves_to_the_middle_of_its_spot():
    heat = _spot((20, 31), (40, 12))
    places = np.array([[22.5, 30.2], [38.4, 13.9]]) / CELLS
    np.testing.assert_allclose(refined(places, heat) * CELLS, [[20, 31], [40, 12]], atol=1e-6)


def test_a_spot_outside_the_window_or_too_cold_moves_nothing():
    places = np.array([[22.5, 30.2]]) / CELLS
    np.testing.assert_array_equal(refined(places, _spot((30, 30))), places)
    np.testing.assert_array_equal(refined(places, _spot((22, 30), heat=-0.1)), places)
    np.testing.assert_array_equal(refined(places, np.full((CELLS, CELLS, 1), -1e4)), places)


def test_a_landmark_outside_the_map_stays_and_one_at_the_edge_is_refined():
    places = np.array([[-0.1, 0.5], [0.5, 1.01], [0.5, 0.02]])
    heat = _spot((0, 32), (32, 63), (32, 0))
    moved = refined(places, heat)
    np.testing.assert_array_equal(moved[:2], places[:2])
    assert moved[2, 0] * CELLS == pytest.approx(32, abs=1e-6)
    assert moved[2, 1] * CELLS == pytest.approx(0.25, abs=0.01)  # the half of the spot in the map


def test_the_hottest_cells_count_most():
    heat = _spot((20, 30))
    heat[30, 22, 0] = 0.0  # half as hot as the five of the spot, two cells to the right
    moved = refined(np.array([[21.0, 30.0]]) / CELLS, heat) * CELLS
    assert moved[0, 0] == pytest.approx((5 * 20 + 0.5 * 22) / 5.5, abs=0.01)


def _outputs(places: FloatArray, presence: float = 0.9) -> list[Tensor]:
    """Return outputs of the network for 39 landmarks at places in pixels of the crop."""
    table = np.zeros((39, 5), np.float32)
    table[:, :2] = places
    table[:, 2] = 12.8
    table[NUMBERS[Joint.LEFT_KNEE], 3] = 3.0
    return [
        table.reshape(1, -1),
        np.array([[presence]], np.float32),
        np.full((1, CELLS, CELLS, 39), COLD, np.float32),
    ]


def test_places_are_turned_and_scaled_into_the_picture():
    places = np.full((39, 2), SIDE / 2)
    places[NUMBERS[Joint.LEFT_KNEE]] = (SIDE, SIDE / 2)
    places[34] = (SIDE / 2, 0.1 * SIDE)
    region = Region(700.0, 500.0, 400.0, np.pi / 2)
    seen = decoded(_outputs(places), region)
    assert seen is not None
    xy = dict(zip(JOINTS, seen.pose.xy_px, strict=True))
    np.testing.assert_allclose(xy[Joint.NOSE], [700.0, 500.0])
    np.testing.assert_allclose(xy[Joint.LEFT_KNEE], [700.0, 700.0])
    np.testing.assert_allclose(seen.pose.depth_px, 20.0, rtol=1e-6)
    knee = JOINTS.index(Joint.LEFT_KNEE)
    assert seen.pose.confidence[knee] == pytest.approx(1 / (1 + np.exp(-3.0)))
    assert np.delete(seen.pose.confidence, knee) == pytest.approx(0.5)
    assert seen.region == Region(
        pytest.approx(700.0), pytest.approx(500.0), pytest.approx(400.0), pytest.approx(np.pi / 2)
    )


@pytest.mark.parametrize("presence", [0.0, 0.49, np.nan])
def test_nobody_is_none(presence: float):
    places = np.zeros((39, 2))
    places[34] = 9.0
    assert decoded(_outputs(places, presence), Region(0.0, 0.0, 100.0, 0.0)) is None
