"""Verdicts on signals whose truth is written down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneecave.findings.judge import Findings, judge
from kneecave.findings.peaks import sustained_level
from kneecave.model.body import Joint, Leg
from kneecave.model.motion import Motion
from kneecave.model.rep import Movement, Phase, Rep
from kneecave.model.signals import Estimate, Measure
from kneecave.model.verdict import (
    Cave,
    Clear,
    Metric,
    Peak,
    Reason,
    Unmeasurable,
    Watch,
    Word,
    word_of,
)
from kneecave.model.view import ViewKind
from kneecave.settings import Settings
from tests.findings.motions import REP_S, SPREAD, TOE_OUT_SPREAD_DEG, motion_of, reps_of

SETTINGS = Settings()


def found(
    left: list[float], right: list[float] | None = None, settings: Settings = SETTINGS, **how
) -> Findings:
    """Verdicts on a set whose reps have these peaks of KOF."""
    peaks = {Leg.LEFT: left, Leg.RIGHT: right or [0.0] * len(left)}
    return judge(motion_of(peaks, **how), reps_of(len(left)), settings)


def peaks_of(findings: Findings, leg: Leg = Leg.LEFT) -> list[Peak]:
    return [rep.legs[leg].peak for rep in findings.reps]


def test_clear_watch_and_cave_by_value_and_spread() -> None:
    beyond = 10 + 1.28 * SPREAD
    # no rep of its own to compare with
    for value, word in ((9.0, Clear), (11.0, Watch), (beyond - 0.3, Watch), (beyond + 0.3, Cave)):
        verdict = found([value]).reps[0].legs[Leg.LEFT]
        assert isinstance(verdict, word), value
        assert verdict.peak.value == pytest.approx(value, abs=0.2)
        assert verdict.peak.spread == pytest.approx(SPREAD)
        assert verdict.peak.limit == 10
        assert np.isnan(verdict.peak.relative)


def test_what_could_be_anything_is_no_answer() -> None:
    for value in (0.0, 9.0, 30.0):
        verdict = found([value], spread=13.0).reps[0].legs[Leg.LEFT]
        assert isinstance(verdict, Unmeasurable)
        assert verdict.reason is Reason.TOO_UNCERTAIN
        assert "± 13°" in verdict.detail
    assert isinstance(found([0.0], spread=11.0).reps[0].legs[Leg.LEFT], Clear)


def test_a_wider_spread_makes_a_cave_a_watch() -> None:
    assert isinstance(found([15.0]).reps[0].legs[Leg.LEFT], Cave)
    assert isinstance(found([15.0], spread=6.0).reps[0].legs[Leg.LEFT], Watch)


def test_a_rep_that_stands_out_from_the_own_best_is_a_cave() -> None:
    words = [word_of(rep.legs[Leg.LEFT]) for rep in found([0.0, 9.0, 0.5]).reps]
    assert words == [Word.CLEAR, Word.CAVE, Word.CLEAR]
    assert peaks_of(found([0.0, 9.0, 0.5]))[1].relative == pytest.approx(9.0, abs=0.2)


@pytest.mark.parametrize("more", [3.2, 4.0, 5.0])
def test_a_rep_a_little_worse_than_the_own_best_is_watched(more: float) -> None:
    findings = found([3.0, 3.0 + more, 3.3, 2.8])
    assert [word_of(rep.legs[Leg.LEFT]) for rep in findings.reps] == [
        Word.CLEAR,
        Word.WATCH,
        Word.CLEAR,
        Word.CLEAR,
    ]
    assert findings.summary.watch_reps == (2,)


def test_a_change_on_feet_turned_far_out_is_watched_all_the_same() -> None:
    """Their limit is raised to 19.5, but a knee that leaves its own way is near enough to 10."""
    findings = found([3.0, 7.0, 3.3, 2.8], toe_out_deg=32.0)
    assert peaks_of(findings)[1].limit == pytest.approx(17.0 + TOE_OUT_SPREAD_DEG)
    assert [word_of(rep.legs[Leg.LEFT]) for rep in findings.reps].count(Word.WATCH) == 1
    assert findings.summary.watch_reps == (2,)


def test_in_small_legs_a_change_must_be_larger_to_be_a_cave() -> None:
    """Cave from 4.5 and 0.3 of 1.28 spreads over the best; from 4.5 and all of them when small."""
    motion = motion_of({Leg.LEFT: [2.0, 9.0], Leg.RIGHT: [0.0] * 2})
    small = replace(motion, view=replace(motion.view, leg_length_px=100.0))
    large_word, small_word = (
        word_of(judge(each, reps_of(2), SETTINGS).reps[1].legs[Leg.LEFT])
        for each in (motion, small)
    )
    assert (large_word, small_word) == (Word.CAVE, Word.CLEAR)


def test_small_legs_do_not_tell_reps_apart_finely() -> None:
    motion = motion_of({Leg.LEFT: [3.0, 7.0, 3.3, 2.8], Leg.RIGHT: [0.0] * 4})
    small = replace(motion, view=replace(motion.view, leg_length_px=100.0))
    words = [
        [word_of(rep.legs[Leg.LEFT]) for rep in judge(each, reps_of(4), SETTINGS).reps]
        for each in (motion, small)
    ]
    assert words[0][1] is Word.WATCH
    assert set(words[1]) == {Word.CLEAR}


def test_reps_that_scatter_by_themselves_are_clear() -> None:
    """Six of these nine differ from the second best by more than 2.7 degrees: it is his way."""
    values = [-1.0, 0.0, 1.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0]
    assert {word_of(rep.legs[Leg.LEFT]) for rep in found(values).reps} == {Word.CLEAR}


def test_a_rep_that_stands_out_far_outside_the_foot_is_clear() -> None:
    words = {word_of(rep.legs[Leg.LEFT]) for rep in found([-25.0, -5.0, -24.0]).reps}
    assert words == {Word.CLEAR}


def test_the_limit_rises_with_feet_turned_out_far() -> None:
    peak = peaks_of(found([17.0], toe_out_deg=36.0))[0]
    assert peak.limit == pytest.approx(10 + 36 + TOE_OUT_SPREAD_DEG - 25)
    assert isinstance(found([17.0], toe_out_deg=36.0).reps[0].legs[Leg.LEFT], Clear)
    assert peaks_of(found([17.0], toe_out_deg=20.0))[0].limit == 10


def test_time_and_phase_of_the_peak() -> None:
    down, up = found([20.0], at=0.3), found([20.0], at=0.7)
    assert peaks_of(down)[0].phase is Phase.DESCENT
    assert peaks_of(up)[0].phase is Phase.ASCENT
    assert peaks_of(down)[0].time_s < peaks_of(up)[0].time_s
    assert peaks_of(down)[0].time_s == pytest.approx(1.0 + 0.3 * REP_S, abs=0.4)


def test_a_spike_shorter_than_the_sustained_time_is_no_cave() -> None:
    motion = motion_of({Leg.LEFT: [0.0], Leg.RIGHT: [0.0]})
    kof = motion.signals.left.knee_over_foot_deg
    value = kof.value.copy()
    judged = np.flatnonzero(np.isfinite(value))
    value[judged[4]] += 25.0
    left = replace(motion.signals.left, knee_over_foot_deg=Measure(value, kof.spread))
    motion = replace(motion, signals=replace(motion.signals, left=left))
    verdict = judge(motion, reps_of(1), SETTINGS).reps[0].legs[Leg.LEFT]
    assert isinstance(verdict, Clear)
    assert verdict.peak.value < 6


def test_deeper_than_ninety_degrees_is_not_judged() -> None:
    deep = found([20.0], at=0.5, depth_deg=130.0)
    assert isinstance(deep.reps[0].legs[Leg.LEFT], Clear)
    assert isinstance(found([20.0], at=0.5, depth_deg=85.0).reps[0].legs[Leg.LEFT], Cave)


def test_the_worst_leg_makes_the_rep_and_the_worst_rep_the_set() -> None:
    findings = found([0.0, 20.0, 0.0], [11.0, 10.5, 10.8])
    assert findings.summary.word is Word.CAVE
    assert findings.summary.cave_reps == (2,)
    assert [rep.word for rep in findings.reps] == [Word.WATCH, Word.CAVE, Word.WATCH]
    assert findings.summary.watch_reps == (1, 3)
    assert findings.summary.reason is None
    assert found([1.0, 2.0]).summary.word is Word.CLEAR


def test_a_bend_that_lasts_a_moment_is_none() -> None:
    """Two frames of 60 degrees in a rep of 35: what 0.2 s hold is what was reached."""
    time_s = np.arange(0.0, 3.0, 1 / 30)
    bend = np.full(len(time_s), 35.0)
    bend[40:42] = 60.0
    assert sustained_level(bend, time_s, 0.2) == 35.0
    bend[40:47] = 60.0
    assert sustained_level(bend, time_s, 0.2) == 60.0
    assert np.isnan(sustained_level(np.full(3, np.nan), time_s, 0.2))


def test_a_knee_that_never_bends_is_too_shallow() -> None:
    verdict = found([0.0], depth_deg=30.0).reps[0].legs[Leg.LEFT]
    assert isinstance(verdict, Unmeasurable)
    assert verdict.reason is Reason.TOO_SHALLOW
    assert "30°" in verdict.detail
    assert found([0.0], depth_deg=30.0).summary.word is Word.UNMEASURABLE
    assert found([0.0], depth_deg=30.0).summary.reason is Reason.TOO_SHALLOW


@pytest.mark.parametrize(
    ("movement", "reason"),
    [
        (Movement.FORWARD_LUNGE, Reason.REAR_LEG),
        (Movement.SPLIT_SQUAT, Reason.REAR_LEG),
        (Movement.SINGLE_LEG_SQUAT, Reason.FREE_LEG),
        (Movement.SIDE_LUNGE, Reason.FREE_LEG),
    ],
)
def test_only_the_leading_leg_is_judged(movement: Movement, reason: Reason) -> None:
    rep = replace(reps_of(1)[0], movement=movement, lead_leg=Leg.RIGHT)
    motion = motion_of({Leg.LEFT: [25.0], Leg.RIGHT: [0.0]})
    verdicts = judge(motion, (rep,), SETTINGS).reps[0].legs
    assert isinstance(verdicts[Leg.RIGHT], Clear)
    assert verdicts[Leg.LEFT].reason is reason


def test_a_foot_that_is_being_moved_takes_the_other_leg_along_in_a_squat() -> None:
    motion = motion_of({Leg.LEFT: [25.0], Leg.RIGHT: [0.0]}, at=0.3)
    stands = motion.signals.right.foot_stands.copy()
    stands[motion.signals.time_s < 1.0 + 0.5 * REP_S] = False
    right = replace(motion.signals.right, foot_stands=stands)
    motion = replace(motion, signals=replace(motion.signals, right=right))
    assert isinstance(judge(motion, reps_of(1), SETTINGS).reps[0].legs[Leg.LEFT], Clear)


@pytest.mark.parametrize("metric", [Metric.FRONTAL, Metric.FPPA])
def test_other_angles_can_be_chosen(metric: Metric) -> None:
    settings = Settings(metric=metric).with_threshold(20.0)
    verdict = found([0.0], settings=settings, frontal_deg=30.0).reps[0].legs[Leg.LEFT]
    assert isinstance(verdict, Cave)
    assert verdict.peak.value == pytest.approx(30.0, abs=0.3)
    assert verdict.peak.limit == 20


def test_kasr_caves_below_its_limit() -> None:
    settings = Settings(metric=Metric.KASR)
    low = found([0.0], settings=settings, kasr=0.6, depth_deg=89.0).reps[0].legs[Leg.LEFT]
    assert isinstance(low, Cave)
    assert low.peak.value == pytest.approx(0.6, abs=0.02)
    assert isinstance(
        found([0.0], settings=settings, kasr=0.78, depth_deg=89.0).reps[0].legs[Leg.LEFT], Watch
    )
    assert isinstance(found([0.0], settings=settings, kasr=1.1).reps[0].legs[Leg.LEFT], Clear)


def test_kasr_says_nothing_of_staggered_feet() -> None:
    rep = replace(reps_of(1)[0], movement=Movement.FORWARD_LUNGE, lead_leg=Leg.RIGHT)
    motion = motion_of({leg: [0.0] for leg in Leg}, kasr=0.5)
    verdict = judge(motion, (rep,), Settings(metric=Metric.KASR)).reps[0].legs[Leg.RIGHT]
    assert verdict.reason is Reason.STAGGERED_FEET


def test_too_few_pictures_are_told_as_such() -> None:
    motion = motion_of({leg: [0.0] for leg in Leg})
    kof = motion.signals.left.knee_over_foot_deg
    value = kof.value.copy()
    value[::2] = np.nan
    left = replace(motion.signals.left, knee_over_foot_deg=Measure(value, kof.spread))
    motion = replace(motion, signals=replace(motion.signals, left=left))
    verdict = judge(motion, reps_of(1), SETTINGS).reps[0].legs[Leg.LEFT]
    assert verdict.reason is Reason.TOO_FEW_FRAMES


@given(value=st.floats(-40, 40), more=st.floats(0, 20), spread=st.floats(1, 8))
def test_more_inward_is_never_judged_milder(value: float, more: float, spread: float) -> None:
    order = [Word.CLEAR, Word.WATCH, Word.CAVE]
    less_word, more_word = (
        word_of(found([v], spread=spread).reps[0].legs[Leg.LEFT]) for v in (value, value + more)
    )
    assert order.index(more_word) >= order.index(less_word)


def refused(motion: Motion, reps: tuple[Rep, ...] | None = None) -> Findings:
    findings = judge(motion, reps_of(1) if reps is None else reps, SETTINGS)
    assert findings.refusal is not None
    assert findings.summary.word is Word.UNMEASURABLE
    assert findings.summary.reason is findings.refusal.reason
    for rep in findings.reps:
        assert set(rep.legs.values()) == {findings.refusal}
    return findings


def with_view(**changes) -> Motion:
    motion = motion_of({leg: [25.0] for leg in Leg})
    return replace(motion, view=replace(motion.view, **changes))


@pytest.mark.parametrize(
    ("changes", "reason", "said"),
    [
        ({"kind": ViewKind.SIDE}, Reason.SIDE_VIEW, "from the side"),
        ({"kind": ViewKind.REAR}, Reason.REAR_VIEW, "from behind"),
        (
            {"kind": ViewKind.OBLIQUE, "yaw_deg": Estimate(36.0, 2.0)},
            Reason.TURNED_TOO_FAR,
            "36° to the side; up to 30°",
        ),
        ({"yaw_deg": Estimate(20.0, 6.5)}, Reason.YAW_UNCLEAR, "± 6°"),
        ({"feet_in_picture": 0.3}, Reason.FEET_CUT_OFF, "outside the picture"),
        ({"leg_length_px": 41.0}, Reason.TOO_SMALL, "41 pixels tall; 60"),
    ],
)
def test_what_cannot_be_measured_is_refused(changes, reason, said) -> None:
    findings = refused(with_view(**changes))
    assert findings.refusal.reason is reason
    assert said in findings.refusal.detail


def test_an_unclear_angle_that_is_small_all_the_same_is_judged() -> None:
    motion = with_view(yaw_deg=Estimate(3.0, 6.0))
    assert judge(motion, reps_of(1), SETTINGS).refusal is None


def test_without_an_upright_moment_nothing_is_judged() -> None:
    motion = replace(motion_of({leg: [25.0] for leg in Leg}), standing=None)
    assert refused(motion).refusal.reason is Reason.NO_STANDING


def test_without_a_rep_there_is_nothing_to_judge() -> None:
    assert refused(motion_of({leg: [] for leg in Leg}), ()).refusal.reason is Reason.NO_REP


def with_foot(*, x_px: float | None = None, confidence: float = 0.9) -> Motion:
    """The left foot somewhere else, or seen with another confidence."""
    motion = motion_of({Leg.LEFT: [0.0], Leg.RIGHT: [0.0]})
    xy, sure = motion.track.xy_px.copy(), motion.track.confidence.copy()
    for part in ("heel", "foot_index"):
        column = motion.track.joints.index(Joint.of(Leg.LEFT, part))
        sure[:, column] = confidence
        if x_px is not None:
            xy[:, column, 0] = x_px
    return replace(motion, track=replace(motion.track, xy_px=xy, confidence=sure))


@pytest.mark.parametrize(
    ("foot", "reason", "said"),
    [
        ({"x_px": -30.0}, Reason.FEET_CUT_OFF, "left foot is outside"),
        ({"confidence": 0.1}, Reason.FOOT_HIDDEN, "left foot is hidden"),
    ],
)
def test_one_foot_that_is_not_seen_costs_its_own_leg(foot, reason, said) -> None:
    verdicts = judge(with_foot(**foot), reps_of(1), SETTINGS).reps[0].legs
    assert verdicts[Leg.LEFT].reason is reason
    assert said in verdicts[Leg.LEFT].detail
    assert isinstance(verdicts[Leg.RIGHT], Clear)
    assert isinstance(judge(with_foot(), reps_of(1), SETTINGS).reps[0].legs[Leg.LEFT], Clear)


def test_fppa_asks_for_no_feet() -> None:
    settings = Settings(metric=Metric.FPPA)
    findings = judge(with_view(feet_in_picture=0.0), reps_of(1), settings)
    assert findings.refusal is None


def test_remarks_say_what_is_weak() -> None:
    texts = " ".join(note.text for note in found([0.0], toe_out_deg=36.0).notes)
    assert "turned out more than 25°" in texts
    assert "Foot roll" not in texts
    assert "one camera cannot see it" in texts
    small = judge(with_view(leg_length_px=112.0), reps_of(1), SETTINGS)
    assert any("112 pixels" in note.text for note in small.notes)
