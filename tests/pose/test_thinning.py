from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.findings.judge import judge
from kneecave.kinematics.measure import measure
from kneecave.model.body import Leg
from kneecave.model.clip import Frame
from kneecave.model.pose_track import PoseTrack
from kneecave.model.verdict import word_of
from kneecave.pose.thinning import LOOKS_HZ, Thinning
from kneecave.reps.find import find_reps
from kneecave.settings import Settings
from tests.posed import MEDIAPIPE, CaveIn, Flaws, Person, Tempo, clock, make_track, squat

PICTURE = np.zeros((4, 4, 3), np.uint8)


def thinned(time_s: np.ndarray, *, looks_hz: float = LOOKS_HZ) -> tuple[Thinning, list[int]]:
    thin = Thinning(looks_hz)
    frames = (Frame(k, float(at_s), PICTURE) for k, at_s in enumerate(time_s))
    return thin, [frame.index for frame in thin.passing(frames)]


@pytest.mark.parametrize(
    ("rate_hz", "every"), [(10, 1), (15, 1), (30, 2), (60, 4), (60000 / 1001, 4), (240, 16)]
)
def test_so_many_frames_are_looked_at(rate_hz: float, every: int) -> None:
    stamps = np.round(np.arange(480) / rate_hz, 3)  # as a file in milliseconds has them
    assert thinned(stamps)[1] == list(range(0, 480, every))


@pytest.mark.parametrize("rate_hz", [16, 20, 24, 25, 50, 64, 100, 144])
def test_between_there_are_fifteen_a_second(rate_hz: float) -> None:
    looked_at = thinned(np.round(np.arange(4 * rate_hz) / rate_hz, 3))[1]
    assert len(looked_at) == pytest.approx(4 * 15, abs=1)
    assert np.diff(looked_at).max() <= np.ceil(rate_hz / 15)


def test_every_frame_is_looked_at_if_one_wants_it() -> None:
    assert len(thinned(np.arange(480) / 60, looks_hz=240.0)[1]) == 480


@pytest.mark.parametrize("rate_hz", [24, 30, 60, 240])
def test_a_joint_that_moves_as_in_a_squat_is_where_it_would_be_seen(rate_hz: int) -> None:
    time_s = np.arange(10 * rate_hz) / rate_hz
    true = np.stack([500 + 180 * np.cos(2 * np.pi * 0.7 * time_s)] * 4, axis=1)[:, None]
    thin, looked_at = thinned(time_s)
    filled = thin.filled(true[looked_at], time_s)[..., :3]
    np.testing.assert_array_equal(filled[looked_at], true[looked_at, :, :3])
    error = np.abs(filled - true[..., :3])
    assert error[looked_at[1] : looked_at[-2]].max() < 0.25
    assert error[: looked_at[-1]].max() < 2  # no slope is known before the first and after the last
    assert error.max() < 12  # after the last one it stays


def test_confidence_never_leaves_its_range() -> None:
    time_s = np.arange(60) / 60
    thin, looked_at = thinned(time_s)
    path = np.zeros((len(looked_at), 1, 4))
    path[len(path) // 2 :, :, 3] = 1.0
    confidence = thin.filled(path, time_s)[..., 3]
    assert confidence.min() == 0.0
    assert confidence.max() == 1.0


def test_who_is_not_seen_is_not_guessed() -> None:
    time_s = np.arange(20) / 60
    thin, looked_at = thinned(time_s)
    path = np.ones((len(looked_at), 2, 4))
    path[2] = np.nan
    seen = np.isfinite(thin.filled(path, time_s)).all(axis=(1, 2))
    assert np.flatnonzero(~seen).tolist() == [5, 6, 7, 8, 9, 10, 11]


def test_looks_far_apart_are_joined_by_a_straight_line() -> None:
    time_s = np.array([0.0, 0.07, 0.14, 0.16, 1.0, 1.07, 1.14])
    thin, looked_at = thinned(time_s)
    assert looked_at == [0, 1, 2, 4, 5, 6]
    path = np.array([0.0, 1.0, 3.0, 10.0, 30.0, 31.0])[:, None, None] * np.ones((1, 1, 4))
    assert thin.filled(path, time_s)[3] == pytest.approx(3 + 7 * 0.02 / 0.86)


def test_a_clip_of_few_frames_a_second_keeps_its_path() -> None:
    time_s = np.arange(10) / 15
    thin, looked_at = thinned(time_s)
    path = np.random.default_rng(1).random((len(looked_at), 2, 4))
    assert thin.filled(path, time_s) is path


def verdicts(track: PoseTrack) -> tuple[list[str], np.ndarray]:
    """Return the words of both legs of every rep, and their peaks in degrees."""
    motion = measure(track, Settings())
    found = judge(motion, find_reps(motion.signals, Settings()), Settings()).reps
    legs = [rep.legs[leg] for rep in found for leg in Leg]
    return [word_of(leg) for leg in legs], np.array([leg.peak.value for leg in legs])


@pytest.mark.parametrize("rate_hz", [30, 240])
@pytest.mark.parametrize("rep_s", [1.2, 3.0])
def test_a_clip_says_the_same_as_if_all_were_looked_at(rate_hz: int, rep_s: float) -> None:
    tempo = Tempo(reps=3, descent_s=0.4 * rep_s, hold_s=0.2 * rep_s, ascent_s=0.4 * rep_s)
    caves = {2: CaveIn(25.0, 0.0), 3: CaveIn(0.0, 22.0)}
    performed = squat(Person(), clock(tempo.duration_s, rate_hz=rate_hz), tempo=tempo, caves=caves)
    whole, _ = make_track(performed, bias=MEDIAPIPE, flaws=Flaws(noise_px=1.0, seed=4))
    thin, looked_at = thinned(whole.time_s)
    assert len(looked_at) == pytest.approx(15 * tempo.duration_s, abs=1)
    path = np.concatenate([whole.xy_px, whole.depth_px[..., None], whole.confidence[..., None]], 2)
    filled = thin.filled(path[looked_at], whole.time_s)
    few = replace(whole, xy_px=filled[..., :2], depth_px=filled[..., 2], confidence=filled[..., 3])
    (words, peaks), (few_words, few_peaks) = verdicts(whole), verdicts(few)
    assert words == few_words == ["clear", "clear", "cave", "clear", "clear", "cave"]
    np.testing.assert_allclose(few_peaks, peaks, atol=1.5)
