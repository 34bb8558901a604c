from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneecave.model.body import Leg
from kneecave.model.rep import Phase
from kneecave.model.verdict import Cave, Reason, Word, word_of
from kneecave.outputs.overlay_scale import scale_of
from kneecave.outputs.overlay_story import HOLD_S, Show, held, knee_story
from kneecave.outputs.overlay_timeline import Timeline
from tests.outputs.analyses import STORIES, make_analysis

LEVELS = {Word.CLEAR: Show.CLEAR, Word.WATCH: Show.WATCH, Word.CAVE: Show.CAVE}


def runs_s(show: np.ndarray, time_s: np.ndarray) -> list[float]:
    """Return how long each run lasts, but for the first and last."""
    edges = np.flatnonzero(np.diff(show)) + 1
    return np.diff(time_s[edges]).tolist()


@given(
    st.lists(st.sampled_from(list(Show)), min_size=2, max_size=120),
    st.sampled_from([10.0, 24.0, 29.97, 60.0, 240.0]),
)
def test_no_colour_stays_shorter_than_the_hold(shows: list[Show], rate_hz: float) -> None:
    time_s = np.arange(len(shows)) / rate_hz
    kept = held(np.array(shows, dtype=np.int64), time_s)
    assert all(length >= HOLD_S - 1e-6 for length in runs_s(kept, time_s))
    assert set(kept.tolist()) <= set(shows)


def test_a_short_grave_moment_is_made_longer_not_dropped() -> None:
    show = np.full(100, Show.CLEAR, dtype=np.int64)
    show[50:52] = Show.CAVE
    kept = held(show, np.arange(100) / 30)
    assert kept[50] == Show.CAVE
    assert (kept == Show.CAVE).sum() / 30 == pytest.approx(HOLD_S, abs=0.04)


def test_a_short_lighter_moment_within_a_cave_is_covered() -> None:
    show = np.full(100, Show.CAVE, dtype=np.int64)
    show[50:53] = Show.CLEAR
    assert (held(show, np.arange(100) / 30) == Show.CAVE).all()


def test_no_word_comes_before_it_is_true() -> None:
    show = np.full(100, Show.IDLE, dtype=np.int64)
    show[40:43], show[43:70], show[70:73] = Show.CLEAR, Show.CAVE, Show.WATCH
    kept = held(show, np.arange(100) / 30)
    assert (kept[43:70] == Show.CAVE).all()
    assert (kept[:43] == Show.IDLE).all()
    assert (kept[70:] == Show.IDLE).all()


@pytest.mark.parametrize("kind", sorted(set(STORIES) - {"refused", "no-rep"}))
def test_a_rep_never_looks_graver_than_its_verdict_and_shows_it_at_its_peak(kind: str) -> None:
    analysis = make_analysis(kind)
    time_s = analysis.signals.time_s
    for leg in Leg:
        story = knee_story(analysis, leg)
        for rep in analysis.reps:
            verdict = rep.legs[leg]
            inside = rep.rep.is_low(time_s)
            if word_of(verdict) is Word.UNMEASURABLE:
                assert (story.show[inside] == Show.UNMEASURED).all()
                continue
            level = LEVELS[word_of(verdict)]
            assert story.show[inside].max() == level
            assert story.show[np.argmin(np.abs(time_s - verdict.peak.time_s))] == level


def test_numbers_are_there_whenever_a_verdict_colour_is() -> None:
    analysis = make_analysis("cave")
    for leg in Leg:
        story = knee_story(analysis, leg)
        judged = story.show >= Show.CLEAR
        assert np.isfinite(story.value[judged]).all()
        assert np.isfinite(story.spread[judged]).all()
        assert np.isfinite(story.inward_deg[judged]).all()


def test_straight_legs_and_pauses_are_not_judged_and_deep_ones_say_so() -> None:
    analysis = make_analysis("cave")
    deep = analysis.settings | {"limits.flexion_to_deg": 70.0}
    story = knee_story(replace(analysis, settings=deep), Leg.LEFT)
    flexion = analysis.signals.left.flexion_deg.value
    assert (story.show[flexion < 30] == Show.IDLE).all()
    assert (story.show[flexion > 80] == Show.DEEP).all()
    assert Show.DEEP not in knee_story(analysis, Leg.LEFT).show


def test_a_rear_leg_is_grey_and_named_for_a_second_only() -> None:
    analysis = make_analysis("lunge")
    story = knee_story(analysis, Leg.RIGHT)
    first = analysis.reps[0].rep
    inside = np.flatnonzero(first.is_low(analysis.signals.time_s))
    assert (story.show[inside] == Show.UNMEASURED).all()
    assert {story.reasons[k] for k in inside} == {Reason.REAR_LEG}
    named_s = analysis.signals.time_s[inside[story.labelled[inside]]]
    assert named_s[0] - first.low_from_s < 0.05
    assert named_s[-1] - first.low_from_s == pytest.approx(1.0, abs=0.05)


def test_a_refused_clip_is_grey_all_along() -> None:
    for leg in Leg:
        story = knee_story(make_analysis("refused"), leg)
        assert (story.show == Show.UNMEASURED).all()
        assert story.labelled.all()


def test_fewer_knees_apart_is_more_cave_for_the_ratio() -> None:
    analysis = make_analysis("kasr")
    story = knee_story(analysis, Leg.LEFT)
    assert isinstance(analysis.reps[1].legs[Leg.LEFT], Cave)
    caved = story.show == Show.CAVE
    assert caved.any()
    assert story.value[caved].mean() < story.value[story.show == Show.CLEAR].mean()
    scale = scale_of(analysis, Leg.LEFT)
    assert scale.share(0.5) > scale.share(1.1)


def test_the_lane_is_clamped_and_banded_about_the_limit() -> None:
    scale = scale_of(make_analysis("cave"), Leg.LEFT)
    assert (scale.bottom, scale.top, scale.limit) == (-4.0, 25.0, 10.0)
    assert scale.share(np.array([-60.0, 25.0, 90.0])).tolist() == [0.0, 1.0, 1.0]
    bands = scale.bands()
    assert [word for word, _, _ in bands] == [Word.CLEAR, Word.WATCH, Word.CAVE]
    assert bands[0][1] == 0.0
    assert bands[-1][2] == 1.0
    assert bands[1][1] == pytest.approx(float(scale.share(10.0)))
    assert bands[1][2] > bands[1][1]
    assert scale_of(make_analysis("refused"), Leg.LEFT).bands() == ()


def test_the_timeline_tells_rep_and_phase() -> None:
    timeline = Timeline(make_analysis("clear"))
    rep = timeline.reps[1].rep
    assert timeline.started(0.0) is None
    assert timeline.started(rep.start_s + 0.1) is timeline.reps[1]
    assert timeline.judged(rep.start_s + 0.1) is timeline.reps[0]
    assert timeline.phase(rep.start_s - 0.1) is None
    assert timeline.phase(rep.start_s + 0.3) is Phase.DESCENT
    assert timeline.phase(rep.bottom_s) is Phase.BOTTOM
    assert timeline.phase(rep.end_s - 0.3) is Phase.ASCENT
