"""Left-right swaps put into a path at known frames are found and undone; real crossings are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint
from kneecave.model.clip import Frame
from kneecave.pose.landmarker import JOINTS
from kneecave.pose.swaps import mend_swaps
from kneecave.pose.thinning import Thinning

_HEIGHTS = {
    "nose": -1.55, "eye": -1.6, "ear": -1.58, "mouth": -1.5, "shoulder": -1.4, "elbow": -1.15,
    "wrist": -1.3, "hip": -0.9, "knee": -0.48, "ankle": -0.08, "heel": -0.02, "foot_index": 0.0,
}  # fmt: skip
_SIDEWAYS = {
    "nose": 0.0, "eye": 0.03, "ear": 0.07, "mouth": 0.03, "shoulder": 0.2, "elbow": 0.3,
    "wrist": 0.22, "hip": 0.12, "knee": 0.18, "ankle": 0.18, "heel": 0.17, "foot_index": 0.22,
}  # fmt: skip
_LEGS = ("knee", "ankle", "heel", "foot_index")


def _part(joint: Joint) -> str:
    name = joint.value
    return name.removeprefix("left_").removeprefix("right_").removesuffix("_left").removesuffix(
        "_right"
    )  # fmt: skip


def _side(joint: Joint) -> int:
    return 0 if joint is Joint.NOSE else 1 if "left" in joint.value else -1


def squat(
    *, frames: int = 150, rate_hz: float = 30.0, noise: float = 0.005, seed: int = 0
) -> tuple[FloatArray, FloatArray]:
    """A person of 300 px who squats, seen from the front: path (T, J, 4) and times."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(frames) / rate_hz
    depth = 0.5 * (1 - np.cos(2 * np.pi * time_s / 2.5))
    path = np.zeros((frames, len(JOINTS), 4))
    for column, joint in enumerate(JOINTS):
        part = _part(joint)
        lowered = (
            0.0 if part in ("ankle", "heel", "foot_index") else 0.12 if part == "knee" else 0.4
        )
        path[:, column, 0] = 2.0 + _side(joint) * _SIDEWAYS[part]
        path[:, column, 1] = 3.0 + _HEIGHTS[part] + lowered * depth
    path[..., :2] += rng.normal(0.0, noise, (frames, len(JOINTS), 2))
    path[..., :3] *= 180.0
    path[..., 3] = rng.uniform(0.5, 1.0, (frames, len(JOINTS)))
    return path, time_s


def swap(path: FloatArray, frames: slice | list[int], parts: tuple[str, ...] | None) -> FloatArray:
    swapped = path.copy()
    for joint in JOINTS:
        if parts is None or _part(joint) in parts:
            here, there = JOINTS.index(joint), JOINTS.index(joint.mirrored)
            swapped[frames, here] = path[frames, there]
    return swapped


@pytest.mark.parametrize("parts", [_LEGS, (*_LEGS, "hip"), None], ids=["legs", "hips", "body"])
@pytest.mark.parametrize(
    "frames",
    [slice(40, 41), slice(40, 43), slice(30, 70), slice(0, 9), slice(140, 150), [20, 22, 90, 91]],
    ids=str,
)
def test_swaps_are_found_and_undone(frames: slice | list[int], parts: tuple[str, ...] | None):
    clean, time_s = squat()
    expected = np.zeros(len(clean), dtype=bool)
    expected[frames] = True
    mended, found = mend_swaps(swap(clean, frames, parts), time_s)
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(mended, clean)


@pytest.mark.parametrize("length", [1, 3])
@pytest.mark.parametrize("rate_hz", [24.0, 30.0, 60.0, 240.0])
def test_swaps_in_some_looks_are_undone_before_the_frames_between_are_filled(
    rate_hz: float, length: int
):
    clean, time_s = squat(frames=int(5 * rate_hz), rate_hz=rate_hz, noise=0.002)
    thin = Thinning()
    looked_at = [
        frame.index
        for frame in thin.passing(
            Frame(k, float(at_s), np.zeros((2, 2, 3), np.uint8)) for k, at_s in enumerate(time_s)
        )
    ]
    looks = swap(clean[looked_at], slice(30, 30 + length), _LEGS)
    mended, found = mend_swaps(looks, time_s[looked_at])
    np.testing.assert_array_equal(
        thin.filled(mended, time_s), thin.filled(clean[looked_at], time_s)
    )
    told = np.flatnonzero(thin.spread(found))
    assert told.tolist() == list(range(looked_at[30], looked_at[30 + length]))


@pytest.mark.parametrize("parts", [_LEGS, (*_LEGS, "hip"), None], ids=["legs", "hips", "body"])
@pytest.mark.parametrize("frames", [slice(10, 11), slice(10, 13), slice(7, 20)], ids=str)
def test_swaps_are_undone_where_looks_are_far_apart(
    frames: slice, parts: tuple[str, ...] | None
) -> None:
    clean, time_s = squat(frames=40, rate_hz=7.5)
    mended, found = mend_swaps(swap(clean, frames, parts), time_s)
    assert np.flatnonzero(found).tolist() == list(range(*frames.indices(40)))
    np.testing.assert_array_equal(mended, clean)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 1000),
    starts=st.lists(st.integers(0, 10), min_size=1, max_size=4, unique=True),
    length=st.integers(1, 7),
)
def test_random_swaps_are_all_found_and_none_is_invented(seed: int, starts: list[int], length: int):
    clean, time_s = squat(noise=0.01, seed=seed)
    frames = [start * 13 + step for start in starts for step in range(length)]
    mended, found = mend_swaps(swap(clean, frames, _LEGS), time_s)
    assert set(np.flatnonzero(found)) == set(frames)
    np.testing.assert_array_equal(mended, clean)


@pytest.mark.parametrize("rate_hz", [10.0, 24.0, 60.0, 240.0])
def test_the_frame_rate_does_not_matter(rate_hz: float):
    clean, time_s = squat(frames=int(5 * rate_hz), rate_hz=rate_hz)
    frames = slice(int(2 * rate_hz), int(3 * rate_hz))
    mended, found = mend_swaps(swap(clean, frames, _LEGS), time_s)
    assert np.flatnonzero(found).tolist() == list(range(*frames.indices(len(clean))))
    np.testing.assert_array_equal(mended, clean)


def test_frames_caught_half_way_are_unseen_and_marked():
    clean, time_s = squat()
    path = swap(clean, slice(50, 80), _LEGS)
    legs = [JOINTS.index(joint) for joint in JOINTS if _part(joint) in _LEGS]
    path[50, legs] = (clean[49, legs] + path[51, legs]) / 2
    mended, found = mend_swaps(path, time_s)
    assert np.flatnonzero(found).tolist() == list(range(50, 80))
    assert np.isnan(mended[50, legs]).all()
    assert np.isfinite(np.delete(mended[50], legs, axis=0)).all()
    np.testing.assert_array_equal(np.delete(mended, 50, axis=0), np.delete(clean, 50, axis=0))


@pytest.mark.parametrize("seed", range(5))
def test_a_clean_path_stays_as_it_is(seed: int):
    clean, time_s = squat(noise=0.02, seed=seed)
    mended, found = mend_swaps(clean, time_s)
    assert not found.any()
    np.testing.assert_array_equal(mended, clean)


@pytest.mark.parametrize("takes_s", [0.25, 0.4, 1.0])
@pytest.mark.parametrize("rate_hz", [10.0, 30.0, 60.0])
def test_legs_that_cross_in_a_lunge_are_no_swap(takes_s: float, rate_hz: float):
    path, time_s = squat(frames=int(5 * rate_hz), rate_hz=rate_hz)
    step = 1 / (1 + np.exp(-(time_s - 2.5) / (takes_s / 8)))
    for joint in JOINTS:
        if _part(joint) in _LEGS and joint.value.startswith("left"):  # steps over to the other side
            path[:, JOINTS.index(joint), 0] -= step * 0.8 * 180
    mended, found = mend_swaps(path, time_s)
    assert not found.any()
    np.testing.assert_array_equal(mended, path)


def test_legs_that_change_places_in_a_jump_are_no_swap():
    path, time_s = squat(frames=300, rate_hz=60.0)
    swing = np.cos(2 * np.pi * time_s / 0.8)  # side view of scissor jumps: 0.4 s from side to side
    for joint in JOINTS:
        if _part(joint) in _LEGS:
            path[:, JOINTS.index(joint), 0] = 180 * (2.0 + _side(joint) * 0.35 * swing)
    assert not mend_swaps(path, time_s)[1].any()


def test_a_gap_is_bridged_if_short_and_trusted_to_nobody_if_long():
    clean, time_s = squat()
    for gap, known in ((6, True), (40, False)):
        path = swap(clean, slice(100, 150), _LEGS)
        path[100 - gap : 100] = np.nan
        _, found = mend_swaps(path, time_s)
        assert found[100:].all() == known
        assert not found[: 100 - gap].any()


def test_nobody_and_a_single_frame_pass():
    clean, time_s = squat()
    for path in (np.full_like(clean, np.nan), clean[:1], clean[:0]):
        mended, found = mend_swaps(path, time_s[: len(path)])
        np.testing.assert_array_equal(mended, path)
        assert not found.any()
