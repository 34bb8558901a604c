"""Start and end of a rep: the first and the last movement of a posed skeleton, known exactly."""

from __future__ import annotations

import numpy as np
import pytest

from kneecave.kinematics.measure import measure
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg
from kneecave.model.rep import Movement, Rep
from kneecave.reps.ends import ends
from kneecave.reps.find import find_reps
from kneecave.reps.machine import Span
from kneecave.settings import Settings
from tests.posed import (
    MEDIAPIPE,
    Camera,
    Flaws,
    Performance,
    RepTruth,
    Tempo,
    alternating_lunge,
    clock,
    deadlift,
    forward_lunge,
    make_track,
    reverse_lunge,
    side_lunge,
    single_leg_squat,
    split_squat,
    squat,
)

SETTINGS = Settings()
TEMPO = Tempo(reps=3)
SETS = {
    "squat": squat(tempo=TEMPO),
    "deadlift": deadlift(tempo=TEMPO),
    "single-leg squat": single_leg_squat(tempo=TEMPO, lead=Leg.RIGHT),
    "split squat": split_squat(tempo=TEMPO, lead=Leg.RIGHT),
    "forward lunge": forward_lunge(tempo=TEMPO, lead=Leg.RIGHT),
    "reverse lunge": reverse_lunge(tempo=TEMPO, lead=Leg.LEFT),
    "alternating lunge": alternating_lunge(tempo=Tempo(reps=4)),
    "side lunge": side_lunge(tempo=TEMPO, lead=Leg.LEFT),
}
TEMPOS = {
    "fast": Tempo(reps=4, descent_s=0.4, hold_s=0.0, ascent_s=0.4, rest_s=0.4),
    "touch and go": Tempo(reps=5, rest_s=0.0, hold_s=0.0),
    "down slowly": Tempo(reps=2, descent_s=3.0, hold_s=1.0, ascent_s=1.0),
    "up slowly": Tempo(reps=3, descent_s=0.5, ascent_s=3.0),
    "long rests": Tempo(reps=2, rest_s=12.0),
    "paused": Tempo(reps=3, hold_s=3.0),
    "stuck half-way up": Tempo(reps=3, stick_s=2.0),
    "very slow": Tempo(reps=2, descent_s=7.0, hold_s=1.0, ascent_s=7.0),
}


def found_in(
    performance: Performance, *, yaw_deg: float = 0.0, noise_px: float = 1.0
) -> tuple[tuple[Rep, ...], tuple[RepTruth, ...]]:
    camera = Camera(yaw_deg=yaw_deg, height_m=1.0)
    flaws = Flaws(noise_px=noise_px, seed=4)
    track, truth = make_track(performance, camera, bias=MEDIAPIPE, flaws=flaws)
    found = find_reps(measure(track, SETTINGS).signals, SETTINGS)
    assert len(found) == len(truth.whole_reps)
    return found, truth.whole_reps


def errors_s(found: tuple[Rep, ...], done: tuple[RepTruth, ...]) -> FloatArray:
    """(N, 2) how late each rep starts and ends."""
    both = zip(found, done, strict=True)
    return np.array([(rep.start_s - true.start_s, rep.end_s - true.end_s) for rep, true in both])


@pytest.mark.parametrize("yaw_deg", [0.0, 20.0])
@pytest.mark.parametrize("name", SETS)
def test_a_rep_is_from_the_first_movement_to_the_last(name: str, yaw_deg: float) -> None:
    late_s = errors_s(*found_in(SETS[name], yaw_deg=yaw_deg))
    assert np.abs(late_s).max() <= 0.2
    assert np.sqrt((late_s**2).mean()) <= 0.14


@pytest.mark.parametrize("name", TEMPOS)
def test_within_a_tenth_of_the_way_down_and_up(name: str) -> None:
    tempo = TEMPOS[name]
    late_s = errors_s(*found_in(squat(tempo=tempo)))
    ways_s = np.maximum([tempo.descent_s, tempo.ascent_s], 1.0)
    assert np.abs(late_s / ways_s).max() <= 0.25
    assert np.sqrt(((late_s / ways_s) ** 2).mean()) <= 0.12


def test_no_rep_begins_before_the_last_has_ended() -> None:
    tempo = Tempo(reps=6, rest_s=0.0, hold_s=0.0)
    found, _ = found_in(squat(tempo=tempo))
    starts_s = [rep.start_s for rep in found[1:]]
    assert all(rep.end_s <= start_s for rep, start_s in zip(found, starts_s, strict=False))


@pytest.mark.parametrize("noise_px", [0.0, 2.0])
def test_noise_moves_it_little(noise_px: float) -> None:
    usual, _ = found_in(SETS["squat"])
    other, _ = found_in(SETS["squat"], noise_px=noise_px)
    for one, same in zip(usual, other, strict=True):
        assert one.start_s == pytest.approx(same.start_s, abs=0.12)
        assert one.end_s == pytest.approx(same.end_s, abs=0.12)


def test_a_clip_that_begins_on_the_way_down_begins_with_its_rep() -> None:
    tempo = Tempo(reps=2)
    begins_s = tempo.lead_in_s + 0.35
    performance = squat(time_s=clock(tempo.duration_s - begins_s, start_s=begins_s), tempo=tempo)
    track, _ = make_track(performance, Camera(height_m=1.0), bias=MEDIAPIPE)
    found = find_reps(measure(track, SETTINGS).signals, SETTINGS)
    assert len(found) == 2
    assert found[0].start_s - track.time_s[0] < 0.1


def test_where_the_trunk_is_hidden_hips_and_knees_tell() -> None:
    track, truth = make_track(SETS["squat"], Camera(height_m=1.0), bias=MEDIAPIPE)
    signals = measure(track, SETTINGS).signals
    found = find_reps(signals, SETTINGS)
    spans = [Span(rep.low_from_s, rep.bottom_s, rep.low_to_s, 0.5, 0.3) for rep in found]
    signals.hinge.value[:] = np.nan
    told = ends(signals, spans, Movement.SQUAT, [None] * len(spans), SETTINGS.reps)
    for one, true in zip(told, truth.whole_reps, strict=True):
        assert one.start_s == pytest.approx(true.start_s, abs=0.2)
        assert one.end_s == pytest.approx(true.end_s, abs=0.2)
