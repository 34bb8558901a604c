"""What the cards on what to try next hold: contributors, tests, and the plan's rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kneecave.model.analysis import Summary
from kneecave.model.coaching import Contributor, Dose, Grade, Plan, Trial, Volume
from kneecave.model.verdict import Word
from kneecave.outputs import names
from kneecave.outputs.contributor_words import besides, contributor_sentence, why
from kneecave.outputs.figures import drawing

GRADES = {
    Grade.TRIAL: "Rests on a trial of training",
    Grade.MECHANISM: "Rests on laboratory measurements",
    Grade.PRACTICE: "Rests on what coaches do",
}

FILM_BOTH = "Film both sets from the same place, then: "

WARM_UP_NOTE = "The warm-up’s reps are not counted in the week."
SIDES_NOTE = "Reps of each side are counted once a side."


@dataclass(frozen=True, slots=True)
class Origin:
    """A leg's contributor: the answer, what it rests on, and what was looked at besides."""

    title: str
    why: tuple[str, ...]
    besides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An exercise of the plan with its drawing."""

    name: str
    part: str
    amount: str
    drawing: Markup
    how: str
    why: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class Week:
    """A muscle group's reps in a week, and the range they stand in."""

    group: str
    reps: str
    span: str


def origins(contributors: Sequence[Contributor]) -> tuple[Origin, ...]:
    """Return the contributors, one a leg."""
    return tuple(Origin(contributor_sentence(c), why(c), besides(c)) for c in contributors)


def compare_command(trial: Trial) -> str:
    """Return the command that says whether the second set differs."""
    return f"kneecave compare FIRST SECOND --test {trial.tried.value}"


def no_plan(summary: Summary) -> str:
    """Return why there is no plan: no knee caved in, or none could be judged."""
    if summary.word is not Word.UNMEASURABLE:
        return "No knee caved in, so there is nothing to plan."
    why = "" if summary.reason is None else f" ({names.REASONS[summary.reason]})"
    return f"No knee could be judged{why}, so there is nothing to plan."


def plan_title(plan: Plan) -> str:
    """Return the plan's heading."""
    weeks = names.counted(plan.weeks, ("week", "weeks"))
    return f"Plan: {plan.sessions_a_week} sessions a week for {weeks}"


def rows(plan: Plan) -> tuple[Row, ...]:
    """Return the exercises of a session, the warm-up first."""
    return (
        *(_row(dose, "Warm-up") for dose in plan.warm_up),
        *(_row(dose, dose.exercise.group.capitalize()) for dose in plan.session),
    )


def weeks(plan: Plan) -> tuple[Week, ...]:
    """Return what the week adds up to, a line each muscle group."""
    return tuple(_week(volume) for volume in plan.volumes)


def amount(dose: Dose) -> str:
    """Return sets and reps, as ``3 × 10 each side``."""
    each = " each side" if dose.exercise.each_side else ""
    return f"{dose.sets} × {dose.reps}{each}"


def _row(dose: Dose, part: str) -> Row:
    exercise = dose.exercise
    return Row(
        name=exercise.name,
        part=part,
        amount=amount(dose),
        drawing=drawing(exercise.key),
        how=exercise.how,
        why=exercise.why,
        rests_on=f"{GRADES[exercise.grade]}: {exercise.source}.",
    )


def _week(volume: Volume) -> Week:
    group = volume.group
    return Week(
        group.name.capitalize(),
        f"{volume.reps_a_week} reps",
        f"of the usual {group.low}–{group.high}",
    )
