"""A live session against the truth of posed skeletons, and against the same joints as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from kneecave.errors import NobodyFoundError
from kneecave.findings.judge import judge
from kneecave.kinematics.measure import measure
from kneecave.live_person import LivePerson
from kneecave.live_reps import WINDOW_S, Judged, merged
from kneecave.model.body import Joint, Leg
from kneecave.model.live import Hint, LiveState, Stage
from kneecave.model.pose_track import PoseTrack
from kneecave.model.rep import Movement, Phase
from kneecave.model.verdict import RepVerdict, Unmeasurable, Word, word_of
from kneecave.outputs.live_words import count_text
from kneecave.reps.find import find_reps
from kneecave.settings import Settings
from tests.live_rows import person_for, push_all
from tests.made_reps import rep_of
from tests.posed import (
    MEDIAPIPE,
    Camera,
    CaveIn,
    Flaws,
    Performance,
    Tempo,
    Truth,
    clock,
    forward_lunge,
    make_track,
    push_up,
    squat,
    standing,
)

SLOW = Tempo(reps=3, lead_in_s=2.6)
SOUNDS_WITHIN_S = 0.15
NOISE_PX = 0.7
IN_FRONT = Camera()
both_rates = pytest.mark.parametrize("rate_hz", [30.0, 15.0])


@dataclass(frozen=True)
class Session:
    """A session that was pushed to its end."""

    person: LivePerson
    track: PoseTrack
    truth: Truth
    states: list[LiveState]


@cache
def caving(rate_hz: float) -> Session:
    """Three squats; the left knee caves in the second, the right one in the third."""
    caves = {2: CaveIn(left_deg=22.0), 3: CaveIn(right_deg=18.0)}
    seconds = clock(SLOW.duration_s, rate_hz=rate_hz)
    performance = squat(time_s=seconds, tempo=SLOW, caves=caves)
    track, truth = make_track(performance, bias=MEDIAPIPE, flaws=Flaws(noise_px=NOISE_PX))
    person = person_for(track)
    return Session(person, track, truth, push_all(person, track))


def file_verdicts(track: PoseTrack) -> tuple[RepVerdict, ...]:
    motion = measure(track, Settings())
    return judge(motion, find_reps(motion.signals, Settings()), Settings()).reps


def last_of_each(states: list[LiveState]) -> dict[int, RepVerdict]:
    """What was said of every rep when it was counted."""
    said: dict[int, RepVerdict] = {}
    for state in states:
        if state.last is not None:
            said.setdefault(state.last.rep.number, state.last)
    return said


@both_rates
def test_the_live_value_follows_the_truth_and_the_words_are_those_of_a_file(rate_hz: float) -> None:
    session = caving(rate_hz)
    track, truth, states = session.track, session.truth, session.states
    assert states[-1].reps == len(truth.reps)
    shown = [count_text(state)[0] for state in states]
    assert shown == sorted(shown), "the large number never goes back"
    lags_s = []
    for leg in Leg:
        live = np.array([s.legs[leg].value if s.legs else np.nan for s in states])
        spread = np.array([s.legs[leg].spread if s.legs else np.nan for s in states])
        true, bend = truth.legs[leg].knee_over_foot_deg, truth.legs[leg].flexion_deg
        judged = np.isfinite(live) & (bend >= 45) & (bend <= 90)
        error = (live - true)[judged]
        assert judged.sum() > 30 * rate_hz / 15
        assert abs(error.mean()) < 1.5
        assert np.sqrt((error**2).mean()) < 2.2
        assert (np.abs(error) < 2.6 * spread[judged]).mean() > 0.95
        lags_s.append(lag_s(live, true, track.time_s, judged))
    assert np.mean(lags_s) <= 1.5 / rate_hz
    reps = file_verdicts(track)
    for number, verdict in last_of_each(states).items():
        of_file = reps[number - 1]
        for leg in Leg:
            assert word_of(verdict.legs[leg]) is word_of(of_file.legs[leg])
            live_peak, peak = verdict.legs[leg], of_file.legs[leg]
            assert not isinstance(live_peak, Unmeasurable) and not isinstance(peak, Unmeasurable)
            assert live_peak.peak.value == pytest.approx(peak.peak.value, abs=2.0)


def lag_s(live: np.ndarray, true: np.ndarray, time_s: np.ndarray, where: np.ndarray) -> float:
    """By how much the truth must be delayed to fit best, but for a level that is off throughout."""
    delays = np.arange(0.0, 0.2, 0.005)
    misfits = [
        float((live - np.interp(time_s - delay, time_s, true))[where].var()) for delay in delays
    ]
    return float(delays[int(np.argmin(misfits))])


@both_rates
def test_the_tone_starts_within_150_ms_of_the_frame_where_the_limit_is_passed(
    rate_hz: float,
) -> None:
    truth, states = caving(rate_hz).truth, caving(rate_hz).states
    for number, leg in ((2, Leg.LEFT), (3, Leg.RIGHT)):
        rep = truth.reps[number - 1]
        of_leg, limit = truth.legs[leg], 10.0
        bent = (of_leg.flexion_deg >= 40) & (of_leg.flexion_deg <= 90)
        inside = (truth.time_s >= rep.start_s) & (truth.time_s <= rep.end_s)
        passed_s = truth.time_s[inside & bent & (of_leg.knee_over_foot_deg > limit)][0]
        sounds_s = next(
            s.time_s for s in states if s.excess_deg is not None and s.time_s >= rep.start_s
        )
        assert passed_s - 1 / rate_hz <= sounds_s <= passed_s + SOUNDS_WITHIN_S
    first = truth.reps[0]
    assert all(s.excess_deg is None for s in states if s.time_s <= first.end_s)


def test_phase_words_and_worst_of_the_rep_under_way() -> None:
    truth, states = caving(30.0).truth, caving(30.0).states
    second = truth.reps[1]
    during = [s for s in states if second.start_s <= s.time_s <= second.end_s]
    phases = list(dict.fromkeys(s.phase for s in during if s.phase))
    assert phases == [Phase.DESCENT, Phase.BOTTOM, Phase.ASCENT]
    worst = {leg: [s.legs[leg].rep_word for s in during if s.phase] for leg in Leg}
    assert worst[Leg.LEFT][-1] is Word.CAVE
    assert worst[Leg.RIGHT][-1] is Word.CLEAR
    assert states[-1].phase is None
    assert all(states[-1].legs[leg].rep_word is None for leg in Leg)
    assert states[-1].view is not None
    assert abs(states[-1].view.yaw_deg.value) < 5


def test_the_rear_leg_of_a_lunge_is_not_judged_and_the_front_one_is() -> None:
    tempo = Tempo(reps=2, lead_in_s=2.6, descent_s=1.8, hold_s=0.8)
    performance = forward_lunge(time_s=clock(tempo.duration_s), tempo=tempo)
    track, truth = make_track(performance, bias=MEDIAPIPE)
    states = push_all(person_for(track, Movement.FORWARD_LUNGE), track)
    assert states[-1].reps == 2
    lead = truth.reps[0].lead_leg
    assert lead is not None
    bottom = next(s for s in states if s.time_s >= truth.reps[0].bottom_s)
    assert np.isnan(bottom.legs[lead.other].value)
    assert bottom.legs[lead.other].word in (None, Word.UNMEASURABLE)
    assert states[-1].last is not None
    assert isinstance(states[-1].last.legs[lead.other], Unmeasurable)


def shown(performance: Performance, camera: Camera = IN_FRONT) -> PoseTrack:
    return make_track(performance, camera, bias=MEDIAPIPE)[0]


def moved(track: PoseTrack, *, feet_at: float | None = None, size: float = 1.0) -> PoseTrack:
    """The track with the person larger, about the picture's middle, and with the feet so low."""
    middle = np.asarray(track.image_size_px) / 2
    xy = (track.xy_px - middle) * size + middle
    if feet_at is not None:
        xy[..., 1] += feet_at * track.image_size_px[1] - xy[..., 1].max()
    return replace(track, xy_px=xy, depth_px=track.depth_px * size)


def swaying() -> PoseTrack:
    track = shown(standing())
    aside = 40.0 * np.sin(2 * np.pi * 1.0 * track.time_s)
    return replace(track, xy_px=track.xy_px + aside[:, None, None] * np.array([1.0, 0.0]))


def hidden_feet() -> PoseTrack:
    track = shown(standing())
    feet = [track.joints.index(Joint.of(leg, p)) for leg in Leg for p in ("heel", "foot_index")]
    sure = track.confidence.copy()
    sure[:, feet] = 0.05
    return replace(track, confidence=sure)


def nobody() -> PoseTrack:
    track = shown(standing())
    return replace(track, xy_px=np.full_like(track.xy_px, np.nan))


@pytest.mark.parametrize(
    ("track", "light", "hint"),
    [
        (nobody(), 120.0, Hint.NOBODY),
        (nobody(), 8.0, Hint.MORE_LIGHT),
        (moved(shown(standing()), feet_at=1.02), 120.0, Hint.FEET_NOT_VISIBLE),
        (moved(shown(standing()), size=2.6, feet_at=1.05), 120.0, Hint.STEP_BACK),
        (hidden_feet(), 120.0, Hint.FEET_NOT_VISIBLE),
        (moved(shown(standing()), size=0.12), 120.0, Hint.COME_CLOSER),
        (shown(standing(), Camera(yaw_deg=80.0)), 120.0, Hint.FACE_CAMERA),
        (shown(standing(), Camera(yaw_deg=45.0)), 120.0, Hint.FACE_CAMERA),
        (shown(standing(), Camera(yaw_deg=180.0)), 120.0, Hint.FACE_CAMERA),
        (shown(push_up()), 120.0, Hint.STAND_UPRIGHT),
        (swaying(), 120.0, Hint.STAND_STILL),
        (shown(standing()), 8.0, Hint.MORE_LIGHT),
    ],
    ids=[
        "nobody", "dark", "feet-below-the-picture", "too-near", "feet-hidden", "too-far", "side",
        "oblique", "behind", "bent", "swaying", "dim",
    ],
)  # fmt: skip
def test_the_hint_says_what_is_wrong(track: PoseTrack, light: float, hint: Hint) -> None:
    states = push_all(person_for(track), track, light)
    assert all(state.stage is not Stage.MEASURING for state in states)
    late = [state.hint for state in states[len(states) // 2 :]]
    assert max(set(late), key=late.count) is hint


def test_too_few_pictures_are_told() -> None:
    still = shown(standing())
    every = still.only(slice(None, None, 8))
    states = push_all(person_for(every), every)
    assert states[-1].hint is Hint.TOO_SLOW


def test_two_seconds_of_standing_are_asked_for_and_told() -> None:
    track = shown(standing())
    states = push_all(person_for(track), track)
    begun = next(s.time_s for s in states if s.stage is Stage.MEASURING)
    assert 2.0 <= begun <= 2.5
    before = [s for s in states if s.stage is Stage.STANDING]
    assert {s.hint for s in before} == {Hint.STAND_STILL}
    assert all(np.diff([s.still_s for s in before]) >= 0)
    assert before[-1].still_s == pytest.approx(2.0, abs=0.1)
    assert states[-1].hint is None


def test_who_squats_at_once_is_measured_once_the_pauses_suffice_and_every_rep_counts() -> None:
    tempo = Tempo(reps=4, lead_in_s=0.9, rest_s=0.9)
    track = shown(squat(time_s=clock(tempo.duration_s), tempo=tempo))
    states = push_all(person_for(track), track)
    begun = next(s.time_s for s in states if s.stage is Stage.MEASURING)
    assert begun < 6.0
    assert states[-1].reps == 4


def gone(track: PoseTrack, from_s: float, to_s: float) -> PoseTrack:
    away = (track.time_s >= from_s) & (track.time_s < to_s)
    return replace(track, xy_px=np.where(away[:, None, None], np.nan, track.xy_px))


def test_who_leaves_stands_again_and_loses_no_rep() -> None:
    tempo = Tempo(reps=2, lead_in_s=2.6, rest_s=5.5)
    track = shown(squat(time_s=clock(tempo.duration_s), tempo=tempo))
    states = push_all(person_for(track), gone(track, 6.2, 8.0))
    stages = [s.stage for s in states if s.time_s > 5.5]
    assert list(dict.fromkeys(stages)) == [Stage.MEASURING, Stage.LOOKING, Stage.STANDING]
    assert any(s.hint is Hint.NOBODY for s in states if 6.5 < s.time_s < 8.0)
    assert next(s.reps for s in states if s.time_s > 8.5) == 1
    assert states[-1].reps == 2


def test_a_gap_of_half_a_second_is_bridged() -> None:
    tempo = Tempo(reps=2, lead_in_s=2.6)
    track = shown(squat(time_s=clock(tempo.duration_s), tempo=tempo))
    states = push_all(person_for(track), gone(track, 5.4, 5.9))
    assert all(s.stage is Stage.MEASURING for s in states if s.time_s > 3.0)
    assert states[-1].reps == 2


def test_who_comes_nearer_is_looked_at_anew() -> None:
    near = moved(shown(standing()), size=1.25)
    far = shown(standing())
    both = replace(
        far,
        time_s=np.concatenate([far.time_s, far.time_s + far.time_s[-1] + 0.5]),
        xy_px=np.concatenate([far.xy_px, near.xy_px]),
        depth_px=np.concatenate([far.depth_px, near.depth_px]),
        confidence=np.concatenate([far.confidence, near.confidence]),
        swapped=np.concatenate([far.swapped, near.swapped]),
    )
    stages = [s.stage for s in push_all(person_for(both), both)]
    assert (Stage.MEASURING, Stage.STANDING) in set(pairwise(stages))
    assert stages[-1] is Stage.MEASURING


def test_finish_is_the_analysis_of_the_joints_as_a_file() -> None:
    track = caving(30.0).track
    result = caving(30.0).person.finish()
    assert not result.has_pictures
    of_file = file_verdicts(track)
    assert [v.word for v in result.analysis.reps] == [v.word for v in of_file]
    np.testing.assert_allclose(result.found.xy_px, track.xy_px, atol=1e-3)
    assert result.analysis.clip.frames == len(track.time_s)
    assert result.analysis.clip.frame_rate_hz == pytest.approx(30.0)


def test_a_session_without_anybody_has_no_result() -> None:
    track = nobody()
    person = person_for(track)
    push_all(person, track)
    with pytest.raises(NobodyFoundError):
        person.finish()


def rep_at(number: int, start_s: float, leg_word: Unmeasurable) -> RepVerdict:
    rep = rep_of(number, Movement.SQUAT, None, start_s, start_s + 1.0, start_s + 2.0)
    return RepVerdict(rep, dict.fromkeys(Leg, leg_word))


def test_reps_before_the_judged_minute_are_kept_and_later_ones_replaced() -> None:
    from kneecave.findings.words import LOST, TOO_FEW_FRAMES

    known = tuple(rep_at(n, 10.0 * n, LOST) for n in range(1, 6))
    news = Judged(31.0, (rep_at(1, 40.0, TOO_FEW_FRAMES), rep_at(2, 60.0, TOO_FEW_FRAMES)), None)
    found = merged(known, news)
    assert [one.rep.number for one in found] == [1, 2, 3, 4, 5]
    assert [one.rep.start_s for one in found] == [10.0, 20.0, 30.0, 40.0, 60.0]
    assert [one.legs[Leg.LEFT] for one in found] == [LOST] * 3 + [TOO_FEW_FRAMES] * 2


def test_a_rep_that_the_judged_minute_cuts_is_counted_once() -> None:
    tempo = Tempo(reps=2, lead_in_s=2.6, descent_s=4.0, hold_s=0.3, ascent_s=2.0, rest_s=51.0)
    times_s = clock(68.0, rate_hz=8.0)
    track, truth = make_track(squat(time_s=times_s, tempo=tempo), bias=MEDIAPIPE)
    states = push_all(person_for(track), track)
    first, second = truth.reps
    assert first.start_s < second.end_s - WINDOW_S < first.bottom_s
    assert next(state.reps for state in states if state.time_s > second.end_s + 1.0) == 2
    assert states[-1].reps == 2
    assert states[-1].last is not None
    assert states[-1].last.rep.bottom_s == pytest.approx(second.bottom_s, abs=0.2)
