"""What ``kneecave analyze`` does: one clip after the other, each told when it is done."""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kneecave.apps.errors import tell, told
from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.progress import meanwhile, progress_on_stderr
from kneecave.errors import UsageError
from kneecave.model.rep import Movement
from kneecave.model.verdict import Reason, Word
from kneecave.naming import result_names, stem
from kneecave.outputs.staging import staged
from kneecave.pipeline import analyse
from kneecave.settings import Settings

if TYPE_CHECKING:  # what comes after the joints is imported while they are found
    from kneecave.model.analysis import Analysis
    from kneecave.model.session import Tried
    from kneecave.pipeline import Result

DEFAULT_OUT = Path("kneecave-out")


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    clips: tuple[Path, ...]
    out: Path | None
    json: bool
    video: bool
    movement: Movement | None
    settings: Settings
    person: int | None
    model: str
    save_pose: bool
    blur_face: bool
    save_as: str | None
    tried: Tried | None
    database: Path | None
    fail_on: Word | None
    quiet: bool
    debug: bool

    @property
    def writes(self) -> bool:
        """Whether files are written: always, but where only the JSON on stdout is wanted."""
        return self.out is not None or self.video or self.save_pose or not self.json

    def folder_of(self, clip: Path) -> Path:
        """Return the folder for a clip's results."""
        return (self.out or DEFAULT_OUT) / stem(clip)


def run(request: Request) -> ExitCode:
    """Return the exit code after analysing every clip; errors of single clips are told on stderr.

    Raises
    ------
    UsageError
        Results of two clips would fall together, or fall on a clip; nothing was done then.
    HistoryError
        Results are to be kept in a history that cannot be opened; nothing was done then.
    """
    if request.save_as is not None:
        from kneecave.apps.history import check

        check(request.save_as, database=request.database)
    elif request.tried is not None:
        raise UsageError("--test says what a kept session was a test of; it needs --save-as NAME")
    if request.writes:
        _refuse_same_folder(request)
        _refuse_overwriting(request)
    codes = [_one(clip, request) for clip in request.clips]
    failed = [code for code in codes if code not in (ExitCode.OK, ExitCode.FOUND)]
    if failed:
        return failed[0] if len(codes) == 1 else ExitCode.SOME_FAILED
    return ExitCode.FOUND if ExitCode.FOUND in codes else ExitCode.OK


def _one(clip: Path, request: Request) -> ExitCode:
    """Return the exit code of one clip, told and written."""
    try:
        result = _analysed(clip, request)
        if request.save_as is not None and result.analysis.reps:
            _keep(request.save_as, result, request)
    except Exception as error:
        if isinstance(error, BrokenPipeError):
            raise
        return told(error, about=clip.name, debug=request.debug)
    if request.json:
        _print_json(result.analysis, several=len(request.clips) > 1)
    elif not request.quiet:
        from kneecave.apps.terminal import print_analysis

        print_analysis(result.analysis, request.folder_of(clip))
    return _judged(result.analysis, request)


def _keep(person: str, result: Result, request: Request) -> None:
    """Keep a result in the history; what knows the history is imported where one is asked for."""
    from kneecave.apps.history import keep
    from kneecave.apps.sessions import now
    from kneecave.outputs.report_reader import session_of

    session = session_of(result.analysis, at=now(), tried=request.tried)
    keep(person, session, database=request.database, quiet=request.quiet)


def _analysed(clip: Path, request: Request) -> Result:
    """Return the result of a clip after its files are written."""
    place = staged(request.folder_of(clip)) if request.writes else nullcontext()
    with (
        place as staging,
        progress_on_stderr(clip.name, quiet=request.quiet) as shown,
        meanwhile(partial(_what_comes_next, request), shown) as progress,
    ):
        result = analyse(
            clip,
            settings=request.settings,
            movement=request.movement,
            model=request.model,
            person=request.person,
            progress=progress,
        )
        from kneecave.coached import with_feet, write_with_feet

        if staging is None:
            return with_feet(result, settings=request.settings, progress=progress)
        return write_with_feet(
            result,
            staging,
            settings=request.settings,
            video=request.video,
            blur_face=request.blur_face,
            save_pose=request.save_pose,
            progress=progress,
        )


def _what_comes_next(request: Request) -> None:
    """Have what joints are made into and written by at hand."""
    import kneecave.coached
    import kneecave.judged
    import kneecave.kinematics.measure
    from kneecave.outputs.html_report import template

    template()
    if not (request.json or request.quiet):
        import kneecave.apps.terminal  # noqa: F401


def _judged(analysis: Analysis, request: Request) -> ExitCode:
    summary = analysis.summary
    if summary.reason is Reason.NO_REP:
        tell(f"{analysis.clip.name}: no rep found. {summary.detail or ''}")
        return ExitCode.NOTHING_FOUND
    found = {Word.CAVE: {Word.CAVE}, Word.WATCH: {Word.CAVE, Word.WATCH}}
    if request.fail_on is not None and summary.word in found[request.fail_on]:
        return ExitCode.FOUND
    return ExitCode.OK


def _print_json(analysis: Analysis, *, several: bool) -> None:
    """Print the report: indented, or on one line where several follow each other."""
    from kneecave.outputs.json_report import to_json

    text = to_json(analysis)
    if several:
        text = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def _refuse_same_folder(request: Request) -> None:
    names = Counter(stem(clip) for clip in request.clips)
    if twice := [name for name, count in names.items() if count > 1]:
        raise UsageError(
            f"two clips are called {twice[0]}, so their results would fall together; "
            "analyse them one by one, with different --out"
        )


def _refuse_overwriting(request: Request) -> None:
    sources = [clip for clip in request.clips if clip.exists()]
    for clip in request.clips:
        names = result_names(clip, video=request.video, save_pose=request.save_pose)
        targets = [request.folder_of(clip) / name for name in names]
        for target in filter(Path.exists, targets):
            if any(target.samefile(source) for source in sources):
                raise UsageError(
                    f"{target} is an input, and the results would overwrite it; "
                    "choose another folder with --out"
                )
