"""The standing check, what a cave may come from, and a plan, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kneecave.model.analysis import Advice, Analysis, Summary
from kneecave.model.coaching import Contributor, Plan, Trial
from kneecave.outputs import next_steps, sections
from kneecave.outputs.contributor_words import PROVES_NOTHING, contributor_sentence, why
from kneecave.outputs.standing_words import FEET, standing_headline, standing_lead
from kneecave.outputs.words import NOTICE


def print_standing(analysis: Analysis, *, page: Path | None) -> None:
    """Print how somebody stands, on stdout."""
    console, check = _console(), analysis.standing_check
    console.print(Text(analysis.clip.name, style="bold"))
    console.print(Text(standing_headline(check), style="bold"))
    for told in standing_lead(check):
        console.print(Text(told))
    if analysis.standing is not None and check.refusal is None:
        table = Table(box=None, show_header=False, pad_edge=False)
        for row in sections.standing_rows(analysis.standing):
            table.add_row(row.label, f"{row.number} {row.spread}", row.after)
        console.print(table)
        console.print(Text(FEET, style="dim"))
    for cue in analysis.advice.cues:
        console.print(Text(f"Try: {cue}"))
    for filming in analysis.advice.filming:
        console.print(Text(filming))
    _end(console, page)


def print_plan(source: str, advice: Advice, summary: Summary, *, page: Path | None) -> None:
    """Print a plan, or why there is none, on stdout."""
    console = _console()
    console.print(Text(source, style="bold"))
    for one in advice.contributors:
        console.print(Text(contributor_sentence(one)))
    if advice.plan is None:
        console.print(Text(next_steps.no_plan(summary), style="bold"))
        if summary.detail:
            console.print(Text(summary.detail))
    else:
        console.print(Text(PROVES_NOTHING, style="dim"))
        _plan(console, advice.plan)
    _end(console, page)


def print_next(
    console: Console, contributors: Sequence[Contributor], trials: Sequence[Trial]
) -> None:
    """Print what the caves may come from, and the first test to try, in few lines."""
    for one in contributors:
        console.print(Text(f"{contributor_sentence(one)} {' '.join(why(one))}"))
    if contributors:
        console.print(Text(PROVES_NOTHING, style="dim"))
    for trial in trials[:1]:
        console.print(Text(f"Test to try: {trial.how} {trial.better} {trial.same}"))


def _plan(console: Console, plan: Plan) -> None:
    console.print(Text(next_steps.plan_title(plan), style="bold"))
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for name in ("Exercise", "Sets × reps", "For", "Rests on"):
        table.add_column(name)
    for part, doses in (("Warm-up", plan.warm_up), (None, plan.session)):
        for dose in doses:
            exercise = dose.exercise
            group = part or exercise.group.capitalize()
            table.add_row(exercise.name, next_steps.amount(dose), group, exercise.grade.value)
    console.print(table)
    for week in next_steps.weeks(plan):
        console.print(Text(f"{week.group}: {week.reps} a week, {week.span}"))
    console.print(Text(f"{next_steps.WARM_UP_NOTE} {next_steps.SIDES_NOTE}", style="dim"))
    for told in (*plan.progression, plan.stop, plan.retest):
        console.print(Text(told))


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)


def _end(console: Console, page: Path | None) -> None:
    console.print(Text(NOTICE, style="dim"))
    if page is not None:
        console.print(Text(f"Page: {page}"))
