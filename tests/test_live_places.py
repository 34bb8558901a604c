"""A live session in which the person moves to another place, or is another one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.model.live import Stage
from kneecave.model.pose_track import PoseTrack
from tests.live_rows import person_for, push_all
from tests.posed import MEDIAPIPE, Performance, Tempo, clock, deadlift, make_track, squat, standing

RATE_HZ = 12.0
ONE_REP = Tempo(reps=1, lead_in_s=3.0, rest_s=1.6)


def one_rep() -> Performance:
    return squat(time_s=clock(ONE_REP.duration_s, rate_hz=RATE_HZ), tempo=ONE_REP)


def still(seconds: float) -> Performance:
    return standing(time_s=clock(seconds, rate_hz=RATE_HZ))


def shown(performance: Performance, size: float = 1.0, aside_px: float = 0.0) -> PoseTrack:
    """The performance with the person larger, about the picture's middle, or moved to the side."""
    track = make_track(performance, bias=MEDIAPIPE)[0]
    middle = np.asarray(track.image_size_px) / 2
    xy = (track.xy_px - middle) * size + middle + np.array([aside_px, 0.0])
    return replace(track, xy_px=xy, depth_px=track.depth_px * size)


def joined(first: PoseTrack, second: PoseTrack) -> PoseTrack:
    """One track after the other, without a gap."""
    later_s = second.time_s + first.time_s[-1] + 1 / RATE_HZ
    both = {
        name: np.concatenate([getattr(first, name), getattr(second, name)])
        for name in ("xy_px", "depth_px", "confidence", "swapped")
    }
    return replace(first, time_s=np.concatenate([first.time_s, later_s]), **both)


def test_the_baseline_of_a_new_place_is_not_that_of_the_old_one() -> None:
    size = 1.25
    track = joined(shown(one_rep()), shown(one_rep().then(one_rep(), blend_s=0.1), size))
    states = push_all(person_for(track), track)
    assert states[-1].stage is Stage.MEASURING
    assert states[-1].reps == 3
    leg_px = {s.reps: s.view.leg_length_px for s in states if s.view is not None}
    assert leg_px[3] / leg_px[0] == pytest.approx(size, abs=0.03)


@pytest.mark.parametrize("size", [0.7, 0.8])
def test_who_steps_back_is_looked_at_anew_and_counted_again(size: float) -> None:
    track = joined(shown(still(3.0)), shown(one_rep(), size))
    states = push_all(person_for(track), track)
    assert any(state.stage is not Stage.MEASURING for state in states if state.time_s > 3.0)
    assert states[-1].stage is Stage.MEASURING
    assert states[-1].reps == 1


def test_who_stays_bent_stands_where_they_stood() -> None:
    tempo = Tempo(reps=1, lead_in_s=2.6, descent_s=4.0, hold_s=1.5, ascent_s=4.0, rest_s=0.5)
    performances = [
        squat(
            time_s=clock(tempo.duration_s, rate_hz=8.0), tempo=tempo, trunk_forward_deg=(3.0, 50.0)
        ),
        deadlift(time_s=clock(tempo.duration_s, rate_hz=8.0), tempo=tempo),
    ]
    for performance in performances:
        track = shown(performance)
        states = push_all(person_for(track), track)
        assert all(state.stage is Stage.MEASURING for state in states if state.time_s > 2.6)


def test_who_takes_the_place_of_somebody_is_looked_at_anew() -> None:
    track = joined(shown(still(3.0)), shown(one_rep(), aside_px=200.0))
    states = push_all(person_for(track), track)
    told_s = next(s.time_s for s in states if s.time_s > 2.8 and s.stage is not Stage.MEASURING)
    assert 3.0 < told_s < 3.5
    assert states[-1].stage is Stage.MEASURING
    assert states[-1].reps == 1


def test_a_picture_in_which_somebody_else_is_followed_changes_nothing() -> None:
    track = shown(still(5.0))
    xy = track.xy_px.copy()
    xy[48:50, :, 0] += 200.0
    states = push_all(person_for(track), replace(track, xy_px=xy))
    assert all(state.stage is Stage.MEASURING for state in states if state.time_s > 2.8)
