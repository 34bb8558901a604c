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
from kneecave.pose.thinning import Thinning
from kneecave.reps.find import find_reps
from kneecave.settings import Settings
from tests.posed import MEDIAPIPE, CaveIn, Flaws, Person, Tempo, clock, make_track, squat

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


@pytest.mark.parametrize("rate_hz", [64, 72, 90, 100, 144])
def test_between_there_are_sixty_a_second(rate_hz: float) -> None:
    looked_at = thinned(np.round(np.arange(4 * rate_hz) / rate_hz, 3))[1]
    assert len(looked_at) == pytest.approx(4 * 60, abs=1)
    assert np.diff(looked_at).max() <= np.ceil(rate_hz / 60)


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


def verdicts(track: PoseTrack) -> tuple[list[str], np.ndarray]:
    """Return the words of both legs of every rep, and their peaks in degrees."""
    motion = measure(track, Settings())
    found = judge(motion, find_reps(motion.signals, Settings()), Settings()).reps
    legs = [rep.legs[leg] for rep in found for leg in Leg]
    return [word_of(leg) for leg in legs], np.array([leg.peak.value for leg in legs])


def test_a_clip_of_240_frames_a_second_says_the_same_as_if_all_were_looked_at() -> None:
    tempo = Tempo(reps=3)
    caves = {2: CaveIn(25.0, 0.0), 3: CaveIn(0.0, 22.0)}
    performed = squat(Person(), clock(tempo.duration_s, rate_hz=240), tempo=tempo, caves=caves)
    whole, _ = make_track(performed, bias=MEDIAPIPE, flaws=Flaws(noise_px=1.0, seed=4))
    thin, looked_at = thinned(whole.time_s)
    assert len(looked_at) == len(whole.time_s) // 4
    path = np.concatenate([whole.xy_px, whole.depth_px[..., None], whole.confidence[..., None]], 2)
    filled = thin.filled(path[looked_at], whole.time_s)
    few = replace(whole, xy_px=filled[..., :2], depth_px=filled[..., 2], confidence=filled[..., 3])
    (words, peaks), (few_words, few_peaks) = verdicts(whole), verdicts(few)
    assert words == few_words == ["clear", "clear", "cave", "clear", "clear", "cave"]
    np.testing.assert_allclose(few_peaks, peaks, atol=1.5)
