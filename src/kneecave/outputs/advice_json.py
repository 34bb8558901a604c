"""What to try next, and the standing check, in the shape of the JSON report."""

from __future__ import annotations

import math

from kneecave.model.analysis import Advice
from kneecave.model.body import Leg
from kneecave.model.coaching import Contributor, Dose, Evidence, Plan, Trial
from kneecave.model.signals import Estimate
from kneecave.model.standing_check import StandingCheck, StandingKnee
from kneecave.outputs import advice_schema as schema
from kneecave.outputs.contributor_words import contributor_sentence, evidence_sentence
from kneecave.outputs.schema_part import Quantity
from kneecave.outputs.standing_words import standing_headline, standing_lead

DECIMALS = 4


def advice_part(advice: Advice) -> schema.Advice:
    """Return what to try next."""
    return schema.Advice(
        cues=list(advice.cues),
        filming=list(advice.filming),
        contributors=[_contributor(one) for one in advice.contributors],
        trials=[_trial(one) for one in advice.trials],
        plan=None if advice.plan is None else plan_part(advice.plan),
    )


def plan_part(plan: Plan) -> schema.Plan:
    """Return a plan."""
    return schema.Plan(
        origin=plan.origin,
        sessions_a_week=plan.sessions_a_week,
        weeks=plan.weeks,
        warm_up=[_exercise(dose) for dose in plan.warm_up],
        session=[_exercise(dose) for dose in plan.session],
        volumes=[
            schema.Volume(
                muscle_group=volume.group.name,
                reps_a_week=volume.reps_a_week,
                fewest=volume.group.low,
                most=volume.group.high,
            )
            for volume in plan.volumes
        ],
        progression=list(plan.progression),
        stop=plan.stop,
        retest=plan.retest,
    )


def standing_check_part(check: StandingCheck) -> schema.StandingCheck:
    """Return the standing check."""
    why = check.refusal
    return schema.StandingCheck(
        verdict=check.word,
        left=_knee(check.knees.get(Leg.LEFT)),
        right=_knee(check.knees.get(Leg.RIGHT)),
        reason=why.reason if why else None,
        detail=why.detail if why else None,
        headline=standing_headline(check),
        lead=list(standing_lead(check)),
    )


def quantity(estimate: Estimate) -> Quantity:
    """Return a number with its spread; null where it cannot be had."""
    return Quantity(value=finite(estimate.value), spread=finite(estimate.spread))


def finite(value: float) -> float | None:
    """Return a rounded number; None where it is not finite."""
    return round(float(value), DECIMALS) if math.isfinite(value) else None


def _knee(knee: StandingKnee | None) -> schema.StandingKnee | None:
    if knee is None:
        return None
    return schema.StandingKnee(
        verdict=knee.word, frontal_deg=quantity(knee.frontal_deg), limit_deg=knee.limit_deg
    )


def _contributor(one: Contributor) -> schema.Contributor:
    return schema.Contributor(
        leg=one.leg,
        origin=one.origin,
        text=contributor_sentence(one),
        evidence=[_evidence(sign, one.leg) for sign in one.evidence],
    )


def _evidence(one: Evidence, leg: Leg) -> schema.Evidence:
    return schema.Evidence(
        sign=one.sign,
        value=finite(one.value),
        spread=finite(one.spread),
        floor=finite(one.floor),
        counts=one.counts,
        points_to=one.points_to,
        phase=one.phase,
        text=evidence_sentence(one, leg),
    )


def _trial(one: Trial) -> schema.Trial:
    return schema.Trial(
        tried=one.tried,
        title=one.title,
        how=one.how,
        better=one.better,
        same=one.same,
        source=one.source,
    )


def _exercise(dose: Dose) -> schema.Exercise:
    exercise = dose.exercise
    return schema.Exercise(
        key=exercise.key,
        name=exercise.name,
        muscle_group=exercise.group,
        equipment=exercise.equipment,
        level=exercise.level,
        sets=dose.sets,
        reps=dose.reps,
        each_side=exercise.each_side,
        how=exercise.how,
        why=exercise.why,
        source=exercise.source,
        grade=exercise.grade,
    )
