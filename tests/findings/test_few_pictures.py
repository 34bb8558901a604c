"""Reps of which hardly a picture was seen are not judged; those of slow cameras are."""

from __future__ import annotations

import numpy as np
import pytest

from kneecave.findings.judge import judge
from kneecave.kinematics.measure import measure
from kneecave.model.body import Leg
from kneecave.model.verdict import Cave, Reason, RepVerdict, Unmeasurable
from kneecave.reps.find import find_reps
from kneecave.settings import Settings
from tests.posed import MEDIAPIPE, Tempo, make_track, squat

SETTINGS = Settings()
CAVE_DEG = 24.0


def judged(rate_hz: float) -> tuple[RepVerdict, ...]:
    """The verdicts on slow squats that cave on the left, seen so many times a second."""
    performance = squat(
        tempo=Tempo(reps=3, descent_s=1.5, ascent_s=1.5), knee_over_foot_deg=(CAVE_DEG, 0.0)
    )
    track, _ = make_track(performance, bias=MEDIAPIPE)
    kept = np.unique(np.searchsorted(track.time_s, np.arange(0, track.time_s[-1], 1 / rate_hz)))
    motion = measure(track.only(kept), SETTINGS)
    return judge(motion, find_reps(motion.signals, SETTINGS), SETTINGS).reps


@pytest.mark.parametrize("rate_hz", [15.0, 10.0, 8.0])
def test_eight_pictures_a_second_are_enough(rate_hz: float) -> None:
    reps = judged(rate_hz)
    assert len(reps) == 3
    for rep in reps:
        caved = rep.legs[Leg.LEFT]
        assert isinstance(caved, Cave)
        assert caved.peak.value == pytest.approx(CAVE_DEG, abs=3.0)


@pytest.mark.parametrize("rate_hz", [5.0, 3.0])
def test_fewer_are_counted_and_not_judged(rate_hz: float) -> None:
    reps = judged(rate_hz)
    assert len(reps) == 3
    for rep in reps:
        for leg in Leg:
            refused = rep.legs[leg]
            assert isinstance(refused, Unmeasurable)
            assert refused.reason is Reason.TOO_FEW_FRAMES
            assert "7 are needed" in refused.detail
