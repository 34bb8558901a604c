"""What ``kneecave stand`` and ``kneecave plan`` do."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from kneecave.apps.errors import tell
from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.progress import progress_on_stderr
from kneecave.apps.terminal_coach import print_plan, print_standing
from kneecave.coached import with_feet
from kneecave.coaching.plan import make_plan, origin_of
from kneecave.model.analysis import Advice, Analysis, Summary
from kneecave.model.verdict import Reason, Word
from kneecave.naming import JSON
from kneecave.outputs.advice_reader import load_contributors, load_summary
from kneecave.outputs.files import write_text
from kneecave.outputs.stand_html import plan_html, stand_html
from kneecave.outputs.stand_json import plan_json, stand_json
from kneecave.pipeline import analyse
from kneecave.settings import Settings


@dataclass(frozen=True, slots=True)
class StandRequest:
    """What was asked of the standing check."""

    clip: Path
    json: bool
    html: Path | None
    settings: Settings
    person: int | None
    model: str
    fail_on_cave: bool
    quiet: bool


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What was asked of the plan."""

    source: Path
    json: bool
    html: Path | None
    settings: Settings
    model: str
    quiet: bool


def run_stand(request: StandRequest) -> ExitCode:
    """Return the exit code after the check was told and written.

    Raises
    ------
    KneecaveError
        The clip cannot be read, nobody is in it, or the page cannot be written.
    """
    analysis = _analysed(request.clip, request)
    if request.html is not None:
        write_text(request.html, stand_html(analysis))
    if request.json:
        sys.stdout.write(stand_json(analysis))
    elif not request.quiet:
        print_standing(analysis, page=request.html)
    check = analysis.standing_check
    if check.refusal is not None and check.refusal.reason is Reason.NO_STANDING:
        tell(f"{analysis.clip.name}: {check.refusal.detail}")
        return ExitCode.NOTHING_FOUND
    caves = request.fail_on_cave and check.word is Word.CAVE
    return ExitCode.FOUND if caves else ExitCode.OK


def run_plan(request: PlanRequest) -> ExitCode:
    """Return the exit code after the plan was told and written, or why there is none.

    Raises
    ------
    KneecaveError
        The report or clip cannot be read, or the page cannot be written.
    """
    advice, summary = _advice(request)
    name = request.source.name
    if request.html is not None:
        write_text(request.html, plan_html(name, advice, summary))
    if request.json:
        sys.stdout.write(plan_json(name, advice, summary))
    elif not request.quiet:
        print_plan(name, advice, summary, page=request.html)
    if summary.reason is Reason.NO_REP:
        tell(f"{name}: no rep found. {summary.detail or ''}")
        return ExitCode.NOTHING_FOUND
    return ExitCode.OK


def _advice(request: PlanRequest) -> tuple[Advice, Summary]:
    source = request.source / JSON if request.source.is_dir() else request.source
    if source.suffix != ".json":
        analysis = _analysed(source, request)
        return analysis.advice, analysis.summary
    found = load_contributors(source)
    plan = make_plan(origin_of(found), request.settings.coaching) if found else None
    return Advice((), (), found, (), plan), load_summary(source)


def _analysed(clip: Path, request: StandRequest | PlanRequest) -> Analysis:
    person = request.person if isinstance(request, StandRequest) else None
    with progress_on_stderr(clip.name, quiet=request.quiet) as progress:
        result = analyse(
            clip,
            settings=request.settings,
            model=request.model,
            person=person,
            progress=progress,
        )
        return with_feet(result, settings=request.settings, progress=progress).analysis
