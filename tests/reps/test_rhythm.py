"""Rhythms and frame rates of a set: every rep is found where it truly is."""

from __future__ import annotations

import pytest

from kneecave.model.rep import Rep
from tests.posed import (
    Flaws,
    Performance,
    RepTruth,
    Tempo,
    clock,
    push_up,
    squat,
    walk_in,
    wall_sit,
)
from tests.reps.sets import found_in

NOISE = Flaws(noise_px=0.7, seed=5)
RHYTHMS = {
    "touch and go": Tempo(reps=5, rest_s=0.0, hold_s=0.0),
    "stuck half-way up": Tempo(reps=3, stick_s=2.0),
    "long rests": Tempo(reps=2, rest_s=12.0),
    "one": Tempo(reps=1),
    "down fast, up slowly": Tempo(reps=3, descent_s=0.5, ascent_s=3.0),
}


def seen(
    performance: Performance, *, yaw_deg: float = 0.0, flaws: Flaws = NOISE
) -> tuple[tuple[Rep, ...], tuple[RepTruth, ...]]:
    return found_in(performance, yaw_deg=yaw_deg, flaws=flaws)


def assert_all_found(found: tuple[Rep, ...], done: tuple[RepTruth, ...]) -> None:
    assert len(found) == len(done)
    for rep, true in zip(found, done, strict=True):
        slack = 0.15 + 0.5 * max(true.bottom_s - true.start_s, true.end_s - true.bottom_s)
        assert abs(rep.start_s - true.start_s) < slack
        assert abs(rep.end_s - true.end_s) < slack
        assert abs(rep.bottom_s - true.bottom_s) < slack


@pytest.mark.parametrize("name", RHYTHMS)
def test_rhythm(name: str) -> None:
    assert_all_found(*seen(squat(tempo=RHYTHMS[name])))


@pytest.mark.parametrize("hold_s", [0.0, 0.5, 2.0])
def test_the_bottom_is_the_middle_of_the_pause_there(hold_s: float) -> None:
    found, done = seen(squat(tempo=Tempo(reps=3, hold_s=hold_s, descent_s=1.0, ascent_s=1.6)))
    assert len(found) == len(done) == 3
    for rep, true in zip(found, done, strict=True):
        assert rep.bottom_s == pytest.approx(true.bottom_s, abs=0.1)


@pytest.mark.parametrize("straightest_deg", [6.0, 20.0])
def test_fast_shallow_reps_with_hardly_a_pause(straightest_deg: float) -> None:
    tempo = Tempo(reps=5, descent_s=0.4, hold_s=0.0, ascent_s=0.4, rest_s=0.05, lead_in_s=0.6)
    performance = squat(tempo=tempo, flexion_deg=(straightest_deg, straightest_deg + 45.0))
    assert_all_found(*seen(performance))


@pytest.mark.parametrize("rate_hz", [10.0, 24.0, 60.0])
def test_uneven_frame_times(rate_hz: float) -> None:
    tempo = Tempo(reps=3)
    when = clock(tempo.duration_s, rate_hz=rate_hz, jitter=0.3, seed=1)
    assert_all_found(*seen(squat(time_s=when, tempo=tempo)))


def test_a_clip_cut_at_both_ends_keeps_its_middle_rep() -> None:
    found, done = seen(squat(time_s=clock(7.3, start_s=2.3), tempo=Tempo(reps=3)))
    assert [rep.number for rep in done] == [2]
    assert_all_found(found, done)


def test_losing_the_person_between_reps_loses_no_rep() -> None:
    tempo = Tempo(reps=3, rest_s=2.0)
    gap = (tempo.reps_done()[0].end_s + 0.5, tempo.reps_done()[1].start_s - 0.5)
    assert_all_found(*seen(squat(tempo=tempo), flaws=Flaws(noise_px=0.7, gaps_s=(gap,))))


def test_outliers_and_lost_landmarks_make_no_rep() -> None:
    flaws = Flaws(noise_px=1.0, outliers=0.01, dropouts=0.03, seed=2)
    assert_all_found(*seen(squat(tempo=Tempo(reps=3)), flaws=flaws))


def test_a_wall_sit_already_taken_up_is_no_rep() -> None:
    assert seen(wall_sit(time_s=clock(15.0, start_s=4.0)))[0] == ()


@pytest.mark.parametrize("yaw_deg", [-15.0, 15.0])
def test_walking_in_before_and_push_ups_after_are_no_squats(yaw_deg: float) -> None:
    whole = walk_in().then(squat(tempo=Tempo(reps=3)), blend_s=0.3).then(push_up(), blend_s=1.5)
    assert_all_found(*seen(whole, yaw_deg=yaw_deg))
