"""Single looks that went astray are put back; what people do is left as it is."""

from __future__ import annotations

import numpy as np
import pytest

from kneecave.model.arrays import FloatArray
from kneecave.pose.jumps import LONGEST_S, mend_jumps

COLUMNS, SIZE_PX = 23, 300.0


def going_down(
    *, rate_hz: float, rep_s: float, noise: float = 0.004
) -> tuple[FloatArray, FloatArray]:
    """Somebody whose joints all go down by .6 sizes and up again, (T, J, 4), and times (T,)."""
    rng = np.random.default_rng(3)
    time_s = np.arange(round(5 * rate_hz)) / rate_hz
    at = rng.normal(0.0, 0.5 / np.sqrt(2), (COLUMNS, 4))  # a size of one, about
    path = np.repeat(at[None], len(time_s), axis=0)
    path[..., 1] += 0.3 * (1 - np.cos(2 * np.pi * time_s / rep_s))[:, None]
    path += rng.normal(0.0, noise, path.shape)
    return path * SIZE_PX, time_s


@pytest.mark.parametrize(("rate_hz", "rep_s"), [(15.0, 1.0), (15.0, 2.5), (7.5, 2.0), (30.0, 0.8)])
def test_quick_turns_are_no_jumps(rate_hz: float, rep_s: float) -> None:
    path, time_s = going_down(rate_hz=rate_hz, rep_s=rep_s)
    np.testing.assert_array_equal(mend_jumps(path, time_s), path)


@pytest.mark.parametrize(("rate_hz", "rep_s"), [(15.0, 1.2), (7.5, 2.5)])
@pytest.mark.parametrize("columns", [[7], [3, 4, 12], list(range(COLUMNS))])
def test_a_look_that_went_astray_is_put_between_those_around(
    rate_hz: float, rep_s: float, columns: list[int]
) -> None:
    clean, time_s = going_down(rate_hz=rate_hz, rep_s=rep_s)
    jumping = clean.copy()
    for look, way in ((5, (90.0, 0.0)), (11, (-40.0, 100.0)), (20, (0.0, 300.0))):
        jumping[look, columns, :2] += way
    mended = mend_jumps(jumping, time_s)
    assert np.abs(mended - clean)[..., :2].max() < 0.05 * SIZE_PX
    touched = (mended != clean).any(axis=2)
    assert set(map(tuple, np.argwhere(touched))) == {(k, c) for k in (5, 11, 20) for c in columns}
    np.testing.assert_allclose(mended[5, columns], (clean[4] + clean[6])[columns] / 2)


def test_who_goes_elsewhere_and_stays_is_left_there() -> None:
    path, time_s = going_down(rate_hz=15.0, rep_s=3.0)
    path[30:, :, 0] += SIZE_PX
    np.testing.assert_array_equal(mend_jumps(path, time_s), path)


def test_where_the_looks_around_are_far_away_nothing_is_known() -> None:
    path, time_s = going_down(rate_hz=15.0, rep_s=3.0)
    path[20, :, 0] += SIZE_PX
    time_s[20:] += LONGEST_S
    np.testing.assert_array_equal(mend_jumps(path, time_s), path)
    path[[10, 40]] = np.nan
    mended = mend_jumps(path, time_s)
    np.testing.assert_array_equal(mended, path)


@pytest.mark.parametrize("looks", [0, 1, 2])
def test_few_looks_and_nobody_are_fine(looks: int) -> None:
    path, time_s = going_down(rate_hz=15.0, rep_s=3.0)
    np.testing.assert_array_equal(mend_jumps(path[:looks], time_s[:looks]), path[:looks])
    nobody = np.full((5, COLUMNS, 4), np.nan)
    np.testing.assert_array_equal(mend_jumps(nobody, time_s[:5]), nobody)
