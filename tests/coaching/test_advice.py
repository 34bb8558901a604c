from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from kneecave.coaching.advice import advise, cues, filming_advice
from kneecave.model.analysis import Advice, Analysis
from kneecave.model.body import Leg
from kneecave.model.rep import Phase
from kneecave.model.signals import Estimate
from kneecave.model.verdict import Cave, Reason, RepVerdict, Unmeasurable, Watch
from kneecave.model.view import CameraView, ViewKind
from kneecave.settings import Settings
from tests.outputs.analyses import STORIES, make_analysis


def advice_for(analysis: Analysis) -> Advice:
    return advise(
        analysis.signals,
        analysis.reps,
        analysis.refusal,
        view=analysis.view,
        standing=analysis.standing,
        check=analysis.standing_check,
        clip=analysis.clip,
        settings=Settings(),
    )


def view_of(analysis: Analysis, **changes: object) -> CameraView:
    assert analysis.view is not None
    return replace(analysis.view, **changes)  # type: ignore[arg-type]


def at_phase(rep: RepVerdict, phase: Phase) -> RepVerdict:
    legs = {
        leg: replace(verdict, peak=replace(verdict.peak, phase=phase))
        if isinstance(verdict, Cave | Watch)
        else verdict
        for leg, verdict in rep.legs.items()
    }
    return replace(rep, legs=legs)


def test_a_cave_in_a_squat_gets_two_cues() -> None:
    assert advice_for(make_analysis("cave")).cues == (
        "Knees follow the second toe.",
        "Spread the floor with your feet.",
    )


def test_a_cave_on_the_way_up_is_spoken_to_there() -> None:
    analysis = make_analysis("cave")
    reps = tuple(at_phase(rep, Phase.ASCENT) for rep in analysis.reps)
    assert advice_for(replace(analysis, reps=reps)).cues == (
        "Knees follow the second toe.",
        "Push your knees out as you stand up.",
    )


def test_a_knee_to_watch_gets_one_cue() -> None:
    assert advice_for(make_analysis("watch")).cues == ("Knees follow the second toe.",)


def test_a_lunge_is_spoken_to_as_a_lunge() -> None:
    assert advice_for(make_analysis("lunge")).cues == (
        "Let the knee follow the second toe.",
        "Screw your foot into the floor.",
    )


@pytest.mark.parametrize("kind", ["clear", "refused", "no-rep"])
def test_without_a_finding_there_is_no_cue(kind: str) -> None:
    assert advice_for(make_analysis(kind)).cues == ()


@pytest.mark.parametrize("kind", STORIES)
def test_there_are_never_more_than_two_cues(kind: str) -> None:
    assert len(advice_for(make_analysis(kind)).cues) <= 2


def test_a_good_recording_needs_no_advice() -> None:
    assert advice_for(make_analysis("clear")).filming == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"yaw_deg": Estimate(-14.2, 2.0)}, "stood about 14° to the side"),
        ({"roll_deg": Estimate(-6.4, 1.0)}, "tilted by about 6°"),
        ({"leg_length_px": 112.0}, "only 112 pixels tall"),
        ({"feet_in_picture": 0.9}, "only 90 % of the clip"),
        ({"body_in_picture": 0.5}, "Keep the whole body"),
    ],
)
def test_each_fact_of_the_view_gives_its_own_sentence(
    changes: dict[str, object], told: str
) -> None:
    analysis = make_analysis("clear")
    advice = advice_for(replace(analysis, view=view_of(analysis, **changes)))
    assert len(advice.filming) == 1
    assert told in advice.filming[0]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"frame_rate_hz": 12.5}, "this clip has 12"),
        ({"width_px": 256, "height_px": 144}, "only 144 pixels on its short side"),
    ],
)
def test_each_fact_of_the_clip_gives_its_own_sentence(
    changes: dict[str, object], told: str
) -> None:
    analysis = make_analysis("clear")
    clip = replace(analysis.clip, **changes)  # type: ignore[arg-type]
    advice = advice_for(replace(analysis, clip=clip))
    assert len(advice.filming) == 1
    assert told in advice.filming[0]


def test_without_an_upright_moment_it_asks_for_one() -> None:
    advice = advice_for(replace(make_analysis("clear"), standing=None))
    assert [text for text in advice.filming if "upright" in text] == list(advice.filming)
    assert len(advice.filming) == 1


def test_a_hidden_foot_is_named() -> None:
    assert advice_for(make_analysis("unmeasurable")).filming == (
        "Clear the floor around your feet: a foot was hidden.",
    )


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        (Reason.TURNED_TOO_FAR, {"kind": ViewKind.OBLIQUE, "yaw_deg": Estimate(40.0, 3.0)}),
        (Reason.FEET_CUT_OFF, {"feet_in_picture": 0.0}),
        (Reason.TOO_SMALL, {"leg_length_px": 40.0}),
    ],
)
def test_what_the_refusal_says_is_not_said_twice(
    reason: Reason, changes: dict[str, object]
) -> None:
    analysis = make_analysis("clear")
    view = view_of(analysis, **changes)
    assert len(advice_for(replace(analysis, view=view)).filming) == 1
    refused = replace(analysis, view=view, refusal=Unmeasurable(reason, "Why, and what to do."))
    assert advice_for(refused).filming == ()


@pytest.mark.parametrize("kind", [ViewKind.SIDE, ViewKind.REAR])
def test_a_side_or_rear_view_is_not_called_turned(kind: ViewKind) -> None:
    analysis = make_analysis("refused")
    view = view_of(analysis, kind=kind, yaw_deg=Estimate(95.0, 4.0))
    assert not any("°" in text for text in advice_for(replace(analysis, view=view)).filming)


def test_a_fact_that_cannot_be_had_gives_no_sentence() -> None:
    analysis = make_analysis("clear")
    unknown = Estimate(math.nan, math.nan)
    view = view_of(analysis, yaw_deg=unknown, roll_deg=unknown, leg_length_px=math.nan)
    assert advice_for(replace(analysis, view=view)).filming == ()


def test_a_hidden_leg_does_not_hide_the_other_legs_cave() -> None:
    analysis = make_analysis("cave")
    hidden = Unmeasurable(Reason.FOOT_HIDDEN, "Right foot hidden.")
    reps = tuple(replace(rep, legs={**rep.legs, Leg.RIGHT: hidden}) for rep in analysis.reps)
    advice = advice_for(replace(analysis, reps=reps))
    assert len(advice.cues) == 2
    assert "a foot was hidden" in advice.filming[0]


def test_every_sentence_has_a_source_and_can_be_reached() -> None:
    for cue in cues():
        assert cue.source
        assert cue.legs in {"both", "one", "standing"}
        assert cue.knees in {"cave", "watch"}
        assert cue.phase is None or Phase(cue.phase)
    for one in filming_advice():
        assert one.source
        assert (one.below is None) != (one.above is None)
        beyond = one.below - 1 if one.below is not None else (one.above or 0) + 1
        assert one.fits({one.fact: beyond})
        assert not one.fits({})


def test_no_sentence_promises_or_frightens() -> None:
    said = " ".join([*(cue.text for cue in cues()), *(one.text for one in filming_advice())])
    assert not re.search(r"injur|risk|diagnos|abduct|\bACL\b|normal|score|\bbad\b|!", said, re.I)
