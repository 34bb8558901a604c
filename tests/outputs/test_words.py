from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.rep import Movement, Phase
from kneecave.model.verdict import (
    Cave,
    Clear,
    Metric,
    Peak,
    Reason,
    RepVerdict,
    Unmeasurable,
    Verdict,
    Watch,
)
from kneecave.outputs import names, numbers
from kneecave.outputs.words import NOTICE, TAGLINE, headline, lead
from tests.made_reps import rep_of
from tests.outputs.analyses import STORIES, make_analysis

FORBIDDEN = re.compile(r"injur|risk|diagnos|abduct|\bACL\b|normal|score|nan\b|\binf\b|!", re.I)
REAR = Unmeasurable(Reason.REAR_LEG, "The rear leg of a lunge cannot be judged from the front.")
HIDDEN = Unmeasurable(Reason.FOOT_HIDDEN, "Right foot hidden by an object.")
CUT = Unmeasurable(Reason.FEET_CUT_OFF, "The feet are outside the picture. Step back a metre.")


def peak(
    value: float,
    spread: float = 2.6,
    *,
    limit: float = 10.0,
    phase: Phase = Phase.DESCENT,
    relative: float = math.nan,
) -> Peak:
    return Peak(value, spread, limit, relative, 1.0, phase)


def clear(value: float = 3.0) -> Clear:
    return Clear(peak(value, 2.7))


def told(
    *legs: tuple[Verdict, Verdict],
    movement: Movement = Movement.SQUAT,
    leads: str = "",
    metric: Metric = Metric.KNEE_OVER_FOOT,
) -> Analysis:
    """Return an analysis whose reps have these verdicts, left then right."""
    of = {"L": Leg.LEFT, "R": Leg.RIGHT}
    reps = tuple(
        RepVerdict(
            rep_of(number, movement, of[leads[number - 1]] if leads else None, 1.0, 2.0, 3.0),
            {Leg.LEFT: left, Leg.RIGHT: right},
        )
        for number, (left, right) in enumerate(legs, 1)
    )
    return replace(make_analysis("clear"), reps=reps, metric=metric)


def said(analysis: Analysis) -> str:
    return " ".join([headline(analysis), *lead(analysis)])


def test_two_caved_squats_of_five_and_one_to_watch() -> None:
    analysis = told(
        (clear(4.3), clear(2.7)),
        (Cave(peak(23.2)), Cave(peak(19.7))),
        (clear(), clear()),
        (Cave(peak(23.6)), clear()),
        (clear(), Watch(peak(11.2, 2.7, phase=Phase.ASCENT))),
    )
    assert said(analysis) == (
        "The knees caved in on 2 of 5 squats. "
        "Rep 2 both knees, rep 4 the left knee, each on the way down. "
        "Largest: rep 4, the left knee pointed 23.6° ± 2.6° inside the foot; the limit is 10°. "
        "Rep 5, right, is one to watch. "
        "Reps 1 and 3 were clear."
    )


def test_all_clear() -> None:
    analysis = told(*[(clear(4.3), clear(2.7))] * 5)
    assert said(analysis) == (
        "All 5 squats clear: both knees stayed over the feet. "
        "Largest: rep 1, the left knee pointed 4.3° ± 2.7° inside the foot; the limit is 10°."
    )


def test_knees_pushed_out_are_outside_the_foot() -> None:
    analysis = told((clear(-12.0), clear(-3.25)), (clear(-9.0), clear(-5.0)))
    assert said(analysis) == (
        "Both squats clear: both knees stayed over the feet. "
        "No knee came inside its foot; nearest: rep 1, the right knee pointed "
        "3.2° ± 2.7° outside the foot."
    )


def test_one_knee_to_watch() -> None:
    analysis = told(
        *[(clear(), clear())] * 4, (clear(), Watch(peak(11.2, 2.7, phase=Phase.ASCENT)))
    )
    assert said(analysis) == (
        "No clear cave in 5 squats, one to watch. "
        "Rep 5, right, is one to watch: 11.2° ± 2.7°, past the limit of 10°, "
        "but not by enough to be sure. "
        "Reps 1–4 were clear."
    )


def test_a_knee_to_watch_within_its_limit_stands_out_from_its_own_best_rep() -> None:
    analysis = told((clear(), Watch(peak(6.2, 2.7, relative=4.1))), (clear(), clear()))
    assert lead(analysis)[0] == (
        "Rep 1, right, is one to watch: 6.2° ± 2.7°, within the limit of 10°, "
        "but 4.1° more than in its own best rep."
    )


def test_a_raised_limit_is_said_to_be_raised() -> None:
    turned_out = Clear(peak(17.7, 6.3, limit=21.0))
    assert said(told((turned_out, clear()), (clear(), clear()))) == (
        "Both squats clear: both knees stayed within the limit. "
        "Largest: rep 1, the left knee pointed 17.7° ± 6.3° inside the foot; "
        "the limit is 21°, raised for a foot turned out this far."
    )


def test_the_same_reason_is_told_once() -> None:
    shallow = [
        Unmeasurable(Reason.TOO_SHALLOW, f"The knee bent only {bend}°. Go deeper.")
        for bend in (31, 35)
    ]
    analysis = told((clear(), shallow[0]), (clear(), shallow[1]))
    assert lead(analysis)[1:] == (
        "The right knee could not be measured.",
        "The knee bent only 31°. Go deeper.",
    )


def test_several_to_watch() -> None:
    analysis = told(
        (Watch(peak(11.0)), clear()), (Watch(peak(12.1)), clear()), (clear(), Watch(peak(10.5)))
    )
    assert said(analysis) == (
        "No clear cave in 3 squats, 3 to watch. "
        "To watch: reps 1 and 2, left; rep 3, right. "
        "Largest: rep 2, left: 12.1° ± 2.6°, past the limit of 10°, but not by enough to be sure."
    )


def test_a_single_squat_with_both_knees() -> None:
    analysis = told((Cave(peak(20.2)), Cave(peak(22.7, phase=Phase.ASCENT))))
    assert said(analysis) == (
        "Both knees caved in on this squat. "
        "The left knee pointed 20.2° ± 2.6° inside the foot on the way down; the limit is 10°. "
        "The right knee pointed 22.7° ± 2.6° inside the foot on the way up; the limit is 10°."
    )


def test_a_single_squat_to_watch_and_a_single_clear_one() -> None:
    assert said(told((Watch(peak(11.0)), clear()))) == (
        "No clear cave in this squat, but one to watch. "
        "The left knee is one to watch: 11.0° ± 2.6°, past the limit of 10°, "
        "but not by enough to be sure."
    )
    assert said(told((clear(1.0), clear(0.5)))) == (
        "This squat is clear: both knees stayed over the feet. "
        "Largest: the left knee pointed 1.0° ± 2.7° inside the foot; the limit is 10°."
    )


def test_a_cave_near_its_limit_asks_to_film_again() -> None:
    analysis = told((clear(), clear()), (Cave(peak(10.8, 3.1)), clear()))
    assert lead(analysis)[1] == ("The limit of 10° lies within the spread, so film it once more.")
    far = told((clear(), clear()), (Cave(peak(23.6, 3.1)), clear()))
    assert not any("film" in sentence for sentence in lead(far))


def test_a_cave_against_the_own_best_rep_names_that() -> None:
    analysis = told((clear(0.1), clear()), (Cave(peak(8.4, 1.2, relative=8.3)), clear()))
    assert lead(analysis)[0] == (
        "Rep 2, on the way down: the left knee pointed 8.4° ± 1.2° inside the foot, "
        "8.3° more than in its own best rep; the limit is 10°."
    )


def test_every_rep_caved() -> None:
    both = (Cave(peak(20.0)), Cave(peak(21.0)))
    assert headline(told(both, both)) == "The knees caved in on both squats."
    assert headline(told(*[both] * 12)) == "The knees caved in on all 12 squats."
    assert lead(told(*[both] * 12))[0] == "Reps 1–12 both knees, each on the way down."


def test_a_hidden_leg_is_named_with_its_reason() -> None:
    analysis = told((Cave(peak(20.0)), HIDDEN), (clear(), HIDDEN))
    assert said(analysis) == (
        "The left knee caved in on 1 of 2 squats. "
        "Rep 1, on the way down: the left knee pointed 20.0° ± 2.6° inside the foot; "
        "the limit is 10°. Rep 2 was clear. "
        "The right knee could not be measured. Right foot hidden by an object."
    )


def test_reps_that_could_not_be_judged_do_not_count() -> None:
    analysis = told((clear(), clear()), (CUT, CUT), (clear(), HIDDEN), (clear(), clear()))
    assert said(analysis) == (
        "All 3 judged squats clear: both knees stayed over the feet. "
        "Largest: rep 1, the left knee pointed 3.0° ± 2.7° inside the foot; the limit is 10°. "
        "Not measured: rep 2, both knees (feet cut off); rep 3, right (foot hidden)."
    )
    assert headline(told((CUT, CUT), (clear(), clear()))).startswith("The one judged squat is")


def test_alternating_lunges_count_the_front_knee() -> None:
    lunges = told((clear(), REAR), (REAR, clear()), movement=Movement.ALTERNATING_LUNGE, leads="LR")
    assert headline(lunges) == "Both lunges clear: the front knee stayed over the foot."
    assert not any("rear" in sentence.lower() for sentence in lead(lunges))
    caved = told(
        (Cave(peak(14.0)), REAR),
        (REAR, clear()),
        (clear(), REAR),
        (REAR, clear()),
        movement=Movement.ALTERNATING_LUNGE,
        leads="LRLR",
    )
    assert headline(caved) == "The left knee caved in on 1 of 2 left lunges."
    both = told(
        (Cave(peak(14.0)), REAR),
        (REAR, Cave(peak(15.0))),
        (clear(), REAR),
        movement=Movement.ALTERNATING_LUNGE,
        leads="LRL",
    )
    assert headline(both) == "The front knee caved in on 2 of 3 lunges."


def test_a_single_leg_squat_is_on_the_standing_knee() -> None:
    free = Unmeasurable(Reason.FREE_LEG, "The free leg carries nothing.")
    analysis = told(
        (Cave(peak(9.0, 1.0, limit=6.0)), free),
        (free, Cave(peak(8.0, 1.0, limit=6.0))),
        movement=Movement.SINGLE_LEG_SQUAT,
        leads="LR",
    )
    assert headline(analysis) == "The standing knee caved in on both single-leg squats."


def test_deadlifts_and_mixed_movements_have_their_own_names() -> None:
    caved = (Cave(peak(14.0)), clear())
    lift = told(caved, (clear(), clear()), movement=Movement.DEADLIFT)
    assert headline(lift) == "The left knee caved in on 1 of 2 deadlifts."
    squat, other = told((clear(), clear())).reps[0], lift.reps[1]
    assert headline(replace(lift, reps=(squat, other))).startswith("Both reps clear")
    lunges = [
        replace(squat, rep=replace(squat.rep, movement=movement))
        for movement in (Movement.FORWARD_LUNGE, Movement.SIDE_LUNGE)
    ]
    assert headline(replace(lift, reps=tuple(lunges))).startswith("Both lunges clear")


def test_a_ratio_lies_below_its_limit() -> None:
    wide, narrow = peak(1.05, 0.04, limit=0.8), peak(0.62, 0.04, limit=0.8)
    analysis = told((Clear(wide), Clear(wide)), (Cave(narrow), Cave(narrow)), metric=Metric.KASR)
    assert said(analysis) == (
        "The knees caved in on 1 of 2 squats. "
        "Rep 2, on the way down: the knees came to 0.62 ± 0.04 of the ankles’ distance; "
        "the limit is 0.8. Rep 1 was clear."
    )
    clean = told((Clear(wide), Clear(wide)), metric=Metric.KASR)
    assert headline(clean) == "This squat is clear: the knees kept their width."


def test_other_angles_are_called_by_their_name() -> None:
    for metric, name in ((Metric.FRONTAL, "a frontal angle"), (Metric.FPPA, "an FPPA")):
        analysis = told((Cave(peak(22.1, 3.1)), clear()), (clear(), clear()), metric=metric)
        assert f"the left knee reached {name} of 22.1° ± 3.1°; the limit is 10°" in said(analysis)


@pytest.mark.parametrize(
    ("reason", "first"),
    [
        (Reason.NO_REP, "No rep found."),
        (Reason.SIDE_VIEW, "The knees could not be measured."),
        (Reason.FEET_CUT_OFF, "The knees could not be measured."),
    ],
)
def test_a_refusal_gives_its_reason_calmly(reason: Reason, first: str) -> None:
    why = Unmeasurable(reason, "Why it is so. What to do.")
    analysis = replace(make_analysis("refused"), refusal=why)
    assert (headline(analysis), lead(analysis)) == (first, ("Why it is so. What to do.",))


def test_nothing_judged_without_a_refusal_lists_the_reasons() -> None:
    analysis = told((CUT, CUT), (CUT, HIDDEN))
    assert said(analysis) == (
        "The knees could not be measured. 2 squats found. "
        "The feet are outside the picture. Step back a metre. Right foot hidden by an object."
    )


@pytest.mark.parametrize("kind", STORIES)
def test_no_story_uses_a_forbidden_word(kind: str) -> None:
    assert not FORBIDDEN.search(said(make_analysis(kind)))


def test_the_notice_stands_as_agreed() -> None:
    assert NOTICE == (
        "Movement observation from one camera; 2D-based estimates, not clinical angles. Not a "
        "medical device; does not diagnose or predict injury. Suggested contributors are things "
        "to test, not findings. Stop if it hurts and see a professional."
    )
    assert TAGLINE == "Movement observation from one camera. Not a diagnosis."


def test_every_word_reason_movement_phase_metric_and_view_has_a_name() -> None:
    assert set(names.REASONS) == set(Reason)
    assert set(names.MOVEMENTS) == set(Movement)
    assert set(names.PHASES) == set(names.PHASE_TITLES) == set(Phase)
    assert set(names.METRICS) == set(Metric)
    for table in (names.REASONS, names.METRICS, names.PHASES, names.VIEWS, names.WORDS):
        assert not FORBIDDEN.search(" ".join(table.values()))


def test_rep_numbers_are_listed_and_runs_are_joined() -> None:
    assert names.rep_numbers([2]) == "rep 2"
    assert names.rep_numbers([3, 1]) == "reps 1 and 3"
    assert names.rep_numbers([1, 2, 3, 5, 7, 8]) == "reps 1–3, 5, 7 and 8"
    with pytest.raises(ValueError):
        names.rep_numbers([])


def test_numbers_have_one_decimal_a_true_minus_and_no_minus_zero() -> None:
    assert numbers.with_spread(23.649, 2.55, numbers.DEGREES) == "23.6° ± 2.5°"
    assert numbers.number(-3.46, numbers.DEGREES) == "\u22123.5°"
    assert numbers.number(-0.04, numbers.DEGREES) == "0.0°"
    assert numbers.number(0.806, numbers.RATIO) == "0.81"
    assert numbers.number(math.nan, numbers.DEGREES) == "–"
    assert numbers.limit(10.0, numbers.DEGREES) == "10°"
    assert numbers.limit(6.5, numbers.DEGREES) == "6.5°"
    assert numbers.limit(0.8, numbers.RATIO) == "0.8"
    assert numbers.limit(20.0, numbers.RATIO) == "20"
    assert numbers.seconds(5.25) == "5.2 s"


PEAKS = st.builds(
    Peak,
    value=st.floats(-40, 60),
    spread=st.floats(0.1, 12),
    limit=st.sampled_from([6.0, 10.0]),
    relative=st.one_of(st.just(math.nan), st.floats(-5, 40)),
    time_s=st.floats(0, 3),
    phase=st.sampled_from(Phase),
)
VERDICTS = st.one_of(
    st.builds(Clear, PEAKS),
    st.builds(Watch, PEAKS),
    st.builds(Cave, PEAKS),
    st.sampled_from([CUT, HIDDEN, REAR]),
)


@settings(max_examples=200, deadline=None)
@given(
    legs=st.lists(st.tuples(VERDICTS, VERDICTS), min_size=1, max_size=12),
    movement=st.sampled_from(Movement),
    metric=st.sampled_from(Metric),
    lunging=st.booleans(),
)
def test_any_verdicts_make_whole_calm_sentences(
    legs: list[tuple[Verdict, Verdict]], movement: Movement, metric: Metric, lunging: bool
) -> None:
    leads = "LR" * len(legs) if lunging else ""
    analysis = told(*legs, movement=movement, metric=metric, leads=leads)
    for sentence in (headline(analysis), *lead(analysis)):
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert ".." not in sentence
        assert not FORBIDDEN.search(sentence)
    caved = any(isinstance(verdict, Cave) for rep in legs for verdict in rep)
    assert ("caved in" in headline(analysis)) == caved
