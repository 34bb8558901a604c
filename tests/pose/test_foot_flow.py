"""The flow of a foot: synthetic pictures whose shifts are known exactly."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.feet import FootMarks
from kneecave.pose.feet_seen import FeetSeen, feet_in
from kneecave.pose.foot_flow import FootFlow
from kneecave.pose.still_camera import StillCamera

_SIZE = (360, 480)
_MARKS = FootMarks(
    knee=np.array([180.0, 150.0]),
    ankle=np.array([180.0, 310.0]),
    heel=np.array([178.0, 330.0]),
    toe=np.array([190.0, 355.0]),
)
_BAND = (-0.08, 0.04)
_STILL = np.eye(2, 3)


def _speckled(seed: int, size: tuple[int, int]) -> ImageBgr:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(60, 200, (size[1] // 4, size[0] // 4, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


_LEG, _FLOOR = _speckled(1, (60, 260)), _speckled(2, _SIZE)


def _at(row: int, roll_px: float) -> float:
    """Return how far the leg is moved in a row: nothing at its lower end, row 365."""
    return roll_px * (365 - row) / 50.0


def _picture(roll_px: float, camera: FloatArray = _STILL) -> ImageBgr:
    """Return a leg sheared over its lower end: 50 px up it lies so much to the right."""
    per_row = roll_px / 50.0
    onto = np.array([[1.0, -per_row, 150.0 + per_row * 260.0], [0.0, 1.0, 105.0]])
    leg = cv2.warpAffine(_LEG, onto, _SIZE, flags=cv2.INTER_CUBIC)
    cover = cv2.warpAffine(np.full(_LEG.shape, 255, np.uint8), onto, _SIZE)
    picture = np.where(cover > 127, leg, _FLOOR)
    moved = cv2.warpAffine(picture, camera, _SIZE, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(moved, dtype=np.uint8)


def _seen(roll_px: float, camera: FloatArray = _STILL) -> FeetSeen:
    return feet_in(_picture(roll_px, camera), [_MARKS])


@pytest.mark.parametrize("roll_px", [-6.0, -1.5, 0.0, 1.0, 4.0])
def test_ankle_shift_is_found_to_a_fraction_of_a_pixel(roll_px: float) -> None:
    flow = FootFlow(_seen(0.0), _MARKS, _BAND)
    ankle_px, sole_px = flow.shift_px(_seen(roll_px), _STILL)
    assert ankle_px == pytest.approx(_at(313, roll_px), abs=0.15 + 0.05 * abs(roll_px))
    assert sole_px == pytest.approx(_at(352, roll_px), abs=0.15 + 0.05 * abs(roll_px))


def test_light_that_changes_is_no_shift() -> None:
    flow = FootFlow(_seen(0.0), _MARKS, _BAND)
    dark = np.asarray(_picture(3.0) * 0.5 + 10, dtype=np.uint8)
    assert flow.shift_px(feet_in(dark, [_MARKS]), _STILL)[0] == pytest.approx(
        _at(313, 3.0), abs=0.5
    )


def test_a_camera_that_moves_is_taken_away() -> None:
    camera = np.array([[1.0, 0.01, 2.0], [-0.01, 1.0, 5.0]])
    reference = _seen(0.0)
    seen = StillCamera(reference, (120.0, 80.0, 240.0, 390.0)).moved(_seen(3.0, camera))
    corner = np.array([180.0, 310.0, 1.0])
    assert np.allclose(seen @ corner, camera @ corner, atol=0.3)
    ankle_px, sole_px = FootFlow(reference, _MARKS, _BAND).shift_px(_seen(3.0, camera), seen)
    assert ankle_px == pytest.approx(_at(313, 3.0), abs=0.5)
    assert sole_px == pytest.approx(_at(352, 3.0), abs=0.3)


def test_surroundings_that_show_nothing_are_taken_as_still() -> None:
    plain = feet_in(np.full((480, 360, 3), 90, np.uint8), [_MARKS])
    assert np.array_equal(StillCamera(plain, (0, 0, 10, 10)).moved(plain), np.eye(2, 3))


def test_a_foot_that_is_gone_has_no_shift() -> None:
    flow = FootFlow(_seen(0.0), _MARKS, _BAND)
    assert np.isnan(
        flow.shift_px(feet_in(np.full((480, 360, 3), 90, np.uint8), [_MARKS]), _STILL)[0]
    )
