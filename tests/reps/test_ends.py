"""Start and end of a rep: the first and the last movement of a posed skeleton, known exactly."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from kneecave.kinematics.measure import measure
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg
from kneecave.model.rep import Movement, Rep
from kneecave.reps.ends import ends
from kneecave.reps.find import find_reps
from kneecave.reps.machine import Span
from tests.posed import (
    MEDIAPIPE,
    Camera,
    Flaws,
    Performance,
    RepTruth,
    Tempo,
    clock,
    deadlift,
    forward_lunge,
    make_track,
    reverse_lunge,
    side_lunge,
    single_leg_squat,
    squat,
    step_down,
)
from tests.reps.sets import SETS, SETTINGS, TEMPO, found_in

SLOW = Tempo(reps=3, descent_s=4.0, ascent_s=4.0)
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


SPREADS = {
    "squat": (squat(tempo=TEMPO), 0.1),
    "squat with a pause": (squat(tempo=Tempo(reps=3, hold_s=3.0)), 0.1),
    "slow squat": (squat(tempo=SLOW), 0.32),
    "slow deadlift": (deadlift(tempo=SLOW), 0.46),
    "slow side lunge": (side_lunge(tempo=SLOW, lead=Leg.LEFT), 0.28),
    "slow forward lunge": (forward_lunge(tempo=SLOW, lead=Leg.LEFT), 0.15),
    "slow reverse lunge": (reverse_lunge(tempo=SLOW, lead=Leg.LEFT), 0.27),
    "slow single-leg squat": (single_leg_squat(tempo=SLOW, lead=Leg.RIGHT), 0.32),
    "step-down": (step_down(tempo=TEMPO, lead=Leg.LEFT), 0.13),
    "slow step-down": (step_down(tempo=replace(SLOW, descent_s=3.0, ascent_s=1.0), lead=Leg.LEFT),
                       0.33),
}  # fmt: skip
"""Movements, and the largest spread that is told of their starts and ends."""


def seen(
    performance: Performance, *, yaw_deg: float = 0.0, noise_px: float = 1.0, seed: int = 4
) -> tuple[tuple[Rep, ...], tuple[RepTruth, ...]]:
    found, done = found_in(performance, yaw_deg=yaw_deg, flaws=Flaws(noise_px=noise_px, seed=seed))
    assert len(found) == len(done)
    return found, done


def errors_s(found: tuple[Rep, ...], done: tuple[RepTruth, ...]) -> FloatArray:
    """(N, 2) how late each rep starts and ends."""
    both = zip(found, done, strict=True)
    return np.array([(rep.start_s - true.start_s, rep.end_s - true.end_s) for rep, true in both])


@pytest.mark.parametrize("yaw_deg", [0.0, 20.0])
@pytest.mark.parametrize("name", [name for name in SETS if name != "step-down"])
def test_a_rep_is_from_the_first_movement_to_the_last(name: str, yaw_deg: float) -> None:
    late_s = errors_s(*seen(SETS[name], yaw_deg=yaw_deg))
    assert np.abs(late_s).max() <= 0.2
    assert np.sqrt((late_s**2).mean()) <= 0.14


@pytest.mark.parametrize("name", TEMPOS)
def test_within_a_tenth_of_the_way_down_and_up(name: str) -> None:
    tempo = TEMPOS[name]
    late_s = errors_s(*seen(squat(tempo=tempo)))
    ways_s = np.maximum([tempo.descent_s, tempo.ascent_s], 1.0)
    assert np.abs(late_s / ways_s).max() <= 0.25
    assert np.sqrt(((late_s / ways_s) ** 2).mean()) <= 0.12


@pytest.mark.parametrize("name", SPREADS)
def test_a_spread_is_right_within_a_third(name: str) -> None:
    performance, told_s = SPREADS[name]
    late_s, spread_s = [], []
    for seed, yaw_deg in enumerate((0.0, 8.0, -15.0, 20.0)):
        found, done = seen(performance, yaw_deg=yaw_deg, noise_px=1.5, seed=seed)
        late_s.append(errors_s(found, done))
        spread_s += [(rep.start_spread_s, rep.end_spread_s) for rep in found]
    largest_s = np.mean(spread_s, axis=0).max()
    assert largest_s == pytest.approx(told_s, rel=0.1)
    true_s = np.sqrt((np.concatenate(late_s) ** 2).mean(axis=0)).max()
    assert largest_s == pytest.approx(true_s, rel=1 / 3)


def test_no_spread_is_less_than_a_tenth_of_a_second() -> None:
    found, _ = seen(squat(tempo=TEMPOS["fast"]))
    assert all(rep.start_spread_s == rep.end_spread_s == 0.1 for rep in found)


@pytest.mark.parametrize("rate_hz", [7.5, 8.0])
def test_few_frames_of_fast_reps(rate_hz: float) -> None:
    tempo = replace(TEMPOS["fast"], rest_s=0.8)
    late_s = [
        errors_s(*seen(squat(tempo=tempo, time_s=clock(tempo.duration_s, rate_hz=rate_hz,
                                                           start_s=0.011 * seed)),
                           noise_px=1.5, seed=seed))
        for seed in range(6)
    ]  # fmt: skip
    assert np.abs(late_s).max() <= 0.25


def test_minutes_on_the_way_down_take_little_memory() -> None:
    stop_s = 120.0
    tempo = Tempo(reps=1, lead_in_s=stop_s)
    time_s = clock(tempo.duration_s + stop_s)
    halts_s = tempo.lead_in_s + 0.8
    done_s = np.where(time_s < halts_s + stop_s, np.minimum(time_s, halts_s), time_s - stop_s)
    performance = squat(tempo=tempo, time_s=done_s + 1e-9 * time_s)
    flaws = Flaws(noise_px=1.0, seed=1)
    track, _ = make_track(performance, Camera(height_m=1.0), bias=MEDIAPIPE, flaws=flaws)
    signals = measure(replace(track, time_s=time_s), SETTINGS).signals
    bottom_s = tempo.lead_in_s + tempo.descent_s + stop_s
    span = Span(halts_s - 0.2, bottom_s, bottom_s + 0.6, 0.5, 0.3)
    tracemalloc.start()
    (told,) = ends(signals, [span], Movement.SQUAT, [None], SETTINGS.reps)
    taken_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken_bytes < 20e6
    assert told.start_s == pytest.approx(tempo.lead_in_s, abs=0.4)


def test_no_rep_begins_before_the_last_has_ended() -> None:
    tempo = Tempo(reps=6, rest_s=0.0, hold_s=0.0)
    found, _ = seen(squat(tempo=tempo))
    starts_s = [rep.start_s for rep in found[1:]]
    assert all(rep.end_s <= start_s for rep, start_s in zip(found, starts_s, strict=False))


@pytest.mark.parametrize("noise_px", [0.0, 2.0])
def test_noise_moves_it_little(noise_px: float) -> None:
    usual, _ = seen(SETS["squat"])
    other, _ = seen(SETS["squat"], noise_px=noise_px)
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


@pytest.mark.parametrize("part", ["one leg", "knees", "trunk", "hips", "knees and trunk"])
def test_what_is_unknown_at_the_start_is_made_up_for(part: str) -> None:
    track, truth = make_track(SETS["squat"], Camera(height_m=1.0), bias=MEDIAPIPE)
    signals = measure(track, SETTINGS).signals
    found = find_reps(signals, SETTINGS)
    spans = [Span(rep.low_from_s, rep.bottom_s, rep.low_to_s, 0.5, 0.3) for rep in found]
    gone = np.abs(signals.time_s - TEMPO.lead_in_s) < 0.4
    left, right = signals.left.flexion_deg, signals.right.flexion_deg
    parts = {
        "one leg": (left,),
        "knees": (left, right),
        "trunk": (signals.hinge,),
        "hips": (signals.depth,),
        "knees and trunk": (left, right, signals.hinge),
    }
    for unknown in parts[part]:
        unknown.value[gone] = np.nan
    told = ends(signals, spans, Movement.SQUAT, [None] * len(spans), SETTINGS.reps)
    assert told[0].start_s == pytest.approx(truth.whole_reps[0].start_s, abs=0.2)
