"""Every sentence of the standing check, of contributors, tests and plans, as users read it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kneecave.coaching.advice import cues
from kneecave.coaching.plan import make_plan
from kneecave.coaching.programme import programme
from kneecave.coaching.trials import offers
from kneecave.findings.words import NOT_STANDING
from kneecave.model.analysis import Summary
from kneecave.model.body import Leg
from kneecave.model.coaching import Contributor, Dose, Evidence, Origin, Sign
from kneecave.model.rep import Phase
from kneecave.model.signals import Estimate
from kneecave.model.standing_check import StandingCheck, StandingKnee
from kneecave.model.verdict import Reason, Word
from kneecave.outputs import next_steps
from kneecave.outputs.contributor_words import (
    PROVES_NOTHING,
    besides,
    contributor_sentence,
    evidence_sentence,
    why,
)
from kneecave.outputs.standing_words import FEET, standing_headline, standing_lead
from kneecave.settings import Coaching
from tests.outputs.analyses import SIGNS

KEPT = Path(__file__).parent / "sentences" / "next.txt"
NAN = float("nan")
CLAIMS = re.compile(
    r"injur|risk\b|diagnos|abduct|\bACL\b|normal|caused by|because of|weak hip|cure|score|!", re.I
)


def evidence() -> list[Evidence]:
    """Every sign in every way it can be told."""
    measured = [
        (Sign.PELVIC_DROP, 9.3, 1.9, 7.0, Origin.HIP),
        (Sign.TRUNK_LEAN, 8.4, 2.1, 7.0, Origin.HIP),
        (Sign.SIDE_BEND, 17.7, 3.6, 7.5, Origin.HIP),
        (Sign.HEEL_RISE, 0.051, 0.008, 0.03, Origin.FOOT),
        (Sign.FOOT_ROLL, 15.0, 8.0, 12.0, Origin.FOOT),
        (Sign.FOOT_ROLL_SEEN, 8.8, 1.2, 4.0, Origin.FOOT),
    ]
    told = []
    for sign, value, spread, floor, origin in measured:
        large = Evidence(sign, value, spread, floor, counts=True, points_to=origin)
        told += [
            large,
            replace(large, value=value, spread=value, counts=False),
            replace(large, value=floor / 3, counts=False),
            replace(large, value=-floor / 3, counts=False),
        ]
    told.append(Evidence(Sign.HIP_ANGLE, 12.1, 6.0, NAN, counts=False, points_to=None))
    for share in (1.0, 0.5):
        for phase in Phase:
            told.append(
                Evidence(Sign.PHASE, share, NAN, NAN, counts=False, points_to=None, phase=phase)
            )
    told += [
        Evidence(Sign.SIDE, share, NAN, NAN, counts=False, points_to=None)
        for share in (1.0, 0.5, 0.0)
    ]
    told += [
        Evidence(Sign.HEEL_TEST, better, NAN, NAN, counts=True, points_to=origin)
        for better, origin in ((1.0, Origin.FOOT), (0.0, Origin.HIP))
    ]
    return told


def checks() -> list[StandingCheck]:
    """Every pair of words on two standing knees, and a refusal."""
    values = {Word.CAVE: 12.0, Word.WATCH: 6.5, Word.CLEAR: -1.2}
    knees = [StandingKnee(word, Estimate(value, 2.8), 5.0) for word, value in values.items()]
    knees.append(StandingKnee(Word.UNMEASURABLE, Estimate(NAN, NAN), 5.0))
    pairs = [StandingCheck({Leg.LEFT: a, Leg.RIGHT: b}, None) for a in knees for b in knees]
    return [*pairs, StandingCheck({}, NOT_STANDING)]


def said() -> list[str]:
    """Every sentence, under the place where it is told."""
    lines = ["# contributors"]
    for origin in Origin:
        lines += [contributor_sentence(Contributor(leg, origin, ())) for leg in Leg]
    contradicted = Contributor(Leg.LEFT, Origin.UNDETERMINED, SIGNS[Origin.FOOT])
    lines += [*why(Contributor(Leg.LEFT, Origin.UNDETERMINED, ())), why(contradicted)[0]]
    lines.append(PROVES_NOTHING)
    lines.append("# signs, left leg")
    lines += [evidence_sentence(one, Leg.LEFT) for one in evidence()]
    lines.append("# standing check")
    for check in checks():
        lines.append(" / ".join([standing_headline(check), *standing_lead(check)]))
    lines += [FEET, "# cues"]
    lines += [f"{cue.legs}: {cue.text}" for cue in cues()]
    lines.append("# tests to try")
    for offer in offers().test:
        trial = offer.trial
        lines.append(f"{trial.title}. {trial.how} {trial.better} {trial.same} [{trial.source}]")
        lines.append(next_steps.compare_command(trial))
    lines.append("# plan")
    lines += [
        next_steps.no_plan(Summary(word, (), (), reason, None))
        for word, reason in (
            (Word.CLEAR, None),
            (Word.UNMEASURABLE, None),
            (Word.UNMEASURABLE, Reason.NO_REP),
            (Word.UNMEASURABLE, Reason.SIDE_VIEW),
        )
    ]
    lines.append(next_steps.FILM_BOTH)
    lines += [next_steps.WARM_UP_NOTE, next_steps.SIDES_NOTE]
    plan = make_plan(Origin.BOTH, Coaching())
    lines += [next_steps.plan_title(plan), *plan.progression, plan.stop, plan.retest]
    lines += [f"{week.group}: {week.reps} {week.span}" for week in next_steps.weeks(plan)]
    for item in programme().exercise:
        dose = Dose(item.exercise, 2, item.reps[0])
        rests = f"{next_steps.GRADES[item.grade]}: {item.source}."
        lines.append(f"{item.name}, {next_steps.amount(dose)}. {item.how} {item.why} {rests}")
    return lines


def test_every_sentence_is_as_it_was_read_and_approved() -> None:
    kept = KEPT.read_text(encoding="utf-8").splitlines()
    assert said() == kept, f"read them anew, then write them to {KEPT.name}"


def test_no_sentence_claims_more_than_was_seen() -> None:
    assert [line for line in said() if CLAIMS.search(line)] == []


def test_every_sentence_ends() -> None:
    for line in said():
        plain = line.startswith(("#", "kneecave", "Film both", "Plan:"))
        if not plain and " of the usual" not in line:
            assert line.endswith((".", "]")), line


@pytest.mark.parametrize("origin", Origin)
def test_signs_that_decide_and_others_are_all_told_once(origin: Origin) -> None:
    one = Contributor(Leg.LEFT, origin, SIGNS[origin])
    told = [*why(one), *besides(one)]
    assert len(told) == len(set(told))
    assert len(besides(one)) == sum(not sign.counts for sign in SIGNS[origin])
    if origin is not Origin.UNDETERMINED:
        assert len(why(one)) == sum(sign.counts for sign in SIGNS[origin])
