from __future__ import annotations

import numpy as np
import pytest

from kneecave.model.clip import Frame
from kneecave.pose.thinning import Thinning

PICTURE = np.zeros((4, 4, 3), np.uint8)


def thinned(time_s: np.ndarray) -> tuple[Thinning, list[int]]:
    thin = Thinning()
    frames = (Frame(k, float(at_s), PICTURE) for k, at_s in enumerate(time_s))
    return thin, [frame.index for frame in thin.passing(frames)]


@pytest.mark.parametrize(
    ("rate_hz", "every"), [(24, 1), (30, 1), (60, 1), (60000 / 1001, 1), (120, 2), (240, 4)]
)
def test_so_many_frames_are_looked_at(rate_hz: float, every: int) -> None:
    stamps = np.round(np.arange(480) / rate_hz, 3)  # as a file in milliseconds has them
    assert thinned(stamps)[1] == list(range(0, 480, every))


def test_a_joint_that_moves_as_in_a_squat_is_where_it_would_be_seen() -> None:
    time_s = np.arange(2400) / 240
    true = np.stack([500 + 180 * np.cos(2 * np.pi * 0.7 * time_s)] * 4, axis=1)[:, None]
    thin, looked_at = thinned(time_s)
    filled = thin.filled(true[looked_at], time_s)
    np.testing.assert_array_equal(filled[looked_at], true[looked_at])
    assert np.abs(filled - true)[: looked_at[-1]].max() < 0.15
    assert np.abs(filled - true).max() < 3  # after the last one it stays


def test_who_is_not_seen_is_not_guessed() -> None:
    time_s = np.arange(20) / 240
    thin, looked_at = thinned(time_s)
    path = np.ones((len(looked_at), 2, 4))
    path[2] = np.nan
    seen = np.isfinite(thin.filled(path, time_s)).all(axis=(1, 2))
    assert np.flatnonzero(~seen).tolist() == [5, 6, 7, 8, 9, 10, 11]


def test_a_clip_of_few_frames_a_second_keeps_its_path() -> None:
    time_s = np.arange(10) / 30
    thin, looked_at = thinned(time_s)
    path = np.random.default_rng(1).random((len(looked_at), 2, 4))
    assert thin.filled(path, time_s) is path
