"""Clips with hardly a standing frame, or none with straight knees: the verdict all the same."""

from __future__ import annotations

import numpy as np
import pytest

from kneecave.findings.judge import judge
from kneecave.kinematics.measure import measure
from kneecave.model.body import Leg
from kneecave.model.verdict import RepVerdict, Word, word_of
from kneecave.reps.find import find_reps
from kneecave.settings import Settings
from tests.posed import MEDIAPIPE, Camera, Performance, Tempo, make_track, squat

SETTINGS = Settings()
CAVE_DEG = 17.0


def judged(
    performance: Performance, *, from_s: float = 0.0, to_s: float = 60.0
) -> tuple[RepVerdict, ...]:
    """The verdicts on a part of a set that is seen a little from the left."""
    track, _ = make_track(performance, Camera(yaw_deg=8.0), bias=MEDIAPIPE)
    kept = (track.time_s >= from_s) & (track.time_s <= to_s)
    motion = measure(track.only(kept), SETTINGS)
    return judge(motion, find_reps(motion.signals, SETTINGS), SETTINGS).reps


@pytest.mark.parametrize("cut_s", [0.0, 0.1, 0.25])
def test_a_clip_that_is_one_rep_from_its_first_to_its_last_frame(cut_s: float) -> None:
    tempo = Tempo(reps=1)
    (rep,) = tempo.reps_done()
    performance = squat(tempo=tempo, knee_over_foot_deg=(CAVE_DEG, 0.0))
    (found,) = judged(performance, from_s=rep.start_s + cut_s, to_s=rep.end_s - cut_s)
    assert [word_of(found.legs[leg]) for leg in Leg] == [Word.CAVE, Word.CLEAR]
    assert found.legs[Leg.LEFT].peak.value == pytest.approx(CAVE_DEG, abs=2.0)


@pytest.mark.parametrize("straightest_deg", [15.0, 25.0, 35.0])
def test_knees_that_are_never_straight(straightest_deg: float) -> None:
    performance = squat(
        tempo=Tempo(reps=3),
        flexion_deg=(straightest_deg, 95.0),
        knee_over_foot_deg=(CAVE_DEG, 0.0),
    )
    reps = judged(performance)
    assert len(reps) == 3
    for rep in reps:
        assert [word_of(rep.legs[leg]) for leg in Leg] == [Word.CAVE, Word.CLEAR]
    peaks = np.array([rep.legs[Leg.LEFT].peak.value for rep in reps])
    assert peaks == pytest.approx(CAVE_DEG, abs=2.5)
