"""Movements of a posed skeleton, seen by a camera: how many, which movement, which leg leads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.kinematics.measure import measure
from kneecave.model.body import Leg
from kneecave.model.rep import Movement, Rep
from kneecave.reps.find import find_reps
from tests.posed import (
    MEDIAPIPE,
    Camera,
    Flaws,
    Performance,
    Tempo,
    clock,
    make_track,
    push_up,
    single_leg_squat,
    squat,
    standing,
    walk_in,
    wall_sit,
)
from tests.reps.sets import SETS, SETTINGS, TEMPO

NOISE = Flaws(noise_px=1.0, seed=4)


def seen(
    performance: Performance, yaw_deg: float = 0.0, movement: Movement | None = None
) -> tuple[Rep, ...]:
    camera = Camera(yaw_deg=yaw_deg, height_m=1.0)
    track, _ = make_track(performance, camera, bias=MEDIAPIPE, flaws=NOISE)
    return find_reps(measure(track, SETTINGS).signals, SETTINGS, movement=movement)


@pytest.mark.parametrize("yaw_deg", [-20.0, 0.0, 20.0])
@pytest.mark.parametrize("name", SETS)
def test_every_movement_is_told(name: str, yaw_deg: float) -> None:
    performance = SETS[name]
    reps = seen(performance, yaw_deg)
    assert [rep.movement for rep in reps] == [Movement(name)] * len(performance.reps)
    assert [rep.lead_leg for rep in reps] == [true.lead_leg for true in performance.reps]
    for rep, true in zip(reps, performance.reps, strict=True):
        assert rep.bottom_s == pytest.approx(true.bottom_s, abs=0.25)
        assert true.start_s - 0.3 <= rep.start_s < rep.bottom_s < rep.end_s <= true.end_s + 0.3


@pytest.mark.parametrize(
    "performance", [standing(), wall_sit(), push_up()], ids=["standing", "wall sit", "push-ups"]
)
@pytest.mark.parametrize("yaw_deg", [0.0, 20.0])
def test_what_is_no_rep_is_none(performance: Performance, yaw_deg: float) -> None:
    assert seen(performance, yaw_deg) == ()


def test_push_ups_after_squats_are_not_squats() -> None:
    assert len(seen(squat(tempo=TEMPO).then(push_up(), blend_s=1.5))) == 3


def test_walking_in_is_no_rep() -> None:
    assert len(seen(walk_in().then(squat(tempo=TEMPO), blend_s=0.5))) == 3


@pytest.mark.parametrize(
    ("tempo", "rate_hz"),
    [
        (Tempo(reps=4, descent_s=0.4, hold_s=0.0, ascent_s=0.4, rest_s=0.4), 30.0),
        (Tempo(reps=2, descent_s=7.0, hold_s=1.0, ascent_s=7.0), 10.0),
        (Tempo(reps=3, hold_s=3.0), 30.0),
        (Tempo(depths=(1.0, 0.5, 1.0)), 24.0),
    ],
    ids=["fast", "slow at 10 fps", "paused", "a half rep"],
)
def test_tempo_does_not_matter(tempo: Tempo, rate_hz: float) -> None:
    performance = squat(time_s=clock(tempo.duration_s, rate_hz=rate_hz), tempo=tempo)
    assert len(seen(performance)) == len(performance.reps)


@pytest.mark.parametrize(("from_s", "to_s", "count"), [(2.7, 60.0, 2), (0.0, 10.3, 2)])
def test_reps_cut_by_the_clip_do_not_count(from_s: float, to_s: float, count: int) -> None:
    performance = squat(tempo=TEMPO)
    kept = (performance.time_s >= from_s) & (performance.time_s <= to_s)
    cut = replace(
        performance,
        time_s=performance.time_s[kept] - performance.time_s[kept][0],
        joints={joint: path[kept] for joint, path in performance.joints.items()},
    )
    assert len(seen(cut)) == count


def test_the_movement_can_be_given() -> None:
    reps = seen(SETS["split squat"], movement=Movement.FORWARD_LUNGE)
    assert {rep.movement for rep in reps} == {Movement.FORWARD_LUNGE}
    assert {rep.lead_leg for rep in reps} == {Leg.RIGHT}


def test_a_set_mostly_on_one_leg_is_counted() -> None:
    performance = single_leg_squat(tempo=Tempo(reps=5), lead=Leg.RIGHT)
    reps = seen(performance)
    assert len(reps) == 5
    assert {rep.movement for rep in reps} == {Movement.SINGLE_LEG_SQUAT}


@pytest.mark.parametrize("nearness", [2.5, 1.6])
@pytest.mark.parametrize("at_the_end", [False, True])
def test_walking_to_or_from_the_phone_changes_no_rep(nearness: float, at_the_end: bool) -> None:
    """The person is larger in the picture while near the phone."""
    track, _ = make_track(squat(tempo=Tempo(reps=4)), Camera(height_m=1.0), bias=MEDIAPIPE)
    count = 60
    grows = np.linspace(1.0, nearness, count)[:, None, None]
    still = track.xy_px[-1 if at_the_end else 0]
    middle = np.asarray(track.image_size_px) / 2
    walk = middle + grows * (still - middle)
    walk = walk if at_the_end else walk[::-1]
    order = (track.xy_px, walk) if at_the_end else (walk, track.xy_px)
    depth = (track.depth_px, np.repeat(track.depth_px[:1], count, axis=0))
    longer = replace(
        track,
        time_s=np.arange(len(track.time_s) + count) / 30,
        xy_px=np.concatenate(order),
        depth_px=np.concatenate(depth if at_the_end else depth[::-1]),
        confidence=np.full((len(track.time_s) + count, len(track.joints)), 0.9),
        swapped=np.zeros(len(track.time_s) + count, dtype=np.bool_),
    )
    usual, walked = measure(track, SETTINGS), measure(longer, SETTINGS)
    assert len(find_reps(walked.signals, SETTINGS)) == 4
    assert walked.view.leg_length_px == pytest.approx(usual.view.leg_length_px, rel=0.03)
    assert walked.view.feet_in_picture == 1.0


def test_time_scale_changes_times_only() -> None:
    track, _ = make_track(SETS["squat"], Camera(height_m=1.0), bias=MEDIAPIPE)
    slow = replace(track, time_s=track.time_s * 1.5)
    usual, slower = (find_reps(measure(t, SETTINGS).signals, SETTINGS) for t in (track, slow))
    assert [rep.bottom_s * 1.5 for rep in usual] == pytest.approx(
        [rep.bottom_s for rep in slower], abs=0.1
    )


def test_mirrored_lunge_leads_with_the_other_leg() -> None:
    width = 1280
    track, _ = make_track(SETS["forward lunge"], Camera(height_m=1.0, size_px=(width, 720)))
    order = [track.joints.index(joint.mirrored) for joint in track.joints]
    mirrored = replace(
        track,
        xy_px=np.stack([width - track.xy_px[..., 0], track.xy_px[..., 1]], axis=-1)[:, order],
        depth_px=track.depth_px[:, order],
    )
    reps = find_reps(measure(mirrored, SETTINGS).signals, SETTINGS)
    assert {rep.lead_leg for rep in reps} == {Leg.LEFT}
