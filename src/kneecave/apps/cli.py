"""The command ``kneecave``: reads arguments, calls the pipeline, prints."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from kneecave import __version__
from kneecave.apps.arguments import (
    DebugOption,
    EngineOption,
    MetricOption,
    ModelOption,
    MovementOption,
    NoVideoOption,
    PersonOption,
    PoseModel,
    QuietOption,
    SettingsOption,
    ThresholdOption,
)
from kneecave.apps.batch_command import batch
from kneecave.apps.coach_cli import plan, stand
from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.export_cli import export
from kneecave.apps.feet_command import feet
from kneecave.apps.history_cli import DatabaseOption, TriedOption, compare
from kneecave.apps.history_cli import app as history
from kneecave.apps.live_command import live
from kneecave.apps.web.command import serve
from kneecave.model.verdict import Word

app = typer.Typer(
    name="kneecave",
    help="Says, rep by rep and leg by leg, where the knee caves in, from one ordinary camera.",
    epilog="Exit codes: 0 done, 1 unexpected, 2 wrong call, 3 clip cannot be read, 4 nobody or no "
    "rep, 5 some of several clips failed, 10 found by --fail-on, 130 stopped by Ctrl-C.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class FailOn(StrEnum):
    """What makes ``--fail-on`` fail."""

    CAVE = Word.CAVE.value
    WATCH = Word.WATCH.value


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kneecave {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Say, rep by rep and leg by leg, where the knee caves in, from one ordinary camera."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def analyze(
    clips: Annotated[
        list[Path],
        typer.Argument(
            metavar="CLIP", readable=False, help="Videos, or pose tracks saved by --save-pose."
        ),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            help="Folder for the results; each clip gets a folder of its own in it. "
            "[default: kneecave-out]",
            show_default=False,
        ),
    ] = None,
    json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print the report as JSON instead of the table: one object, or for several clips "
            "one line each. With --no-video and without --out no file is written.",
        ),
    ] = False,
    no_video: NoVideoOption = False,
    movement: MovementOption = None,
    metric: MetricOption = None,
    threshold: ThresholdOption = None,
    settings: SettingsOption = None,
    person: PersonOption = None,
    model: ModelOption = PoseModel.HEAVY,
    engine: EngineOption = None,
    save_pose: Annotated[
        bool,
        typer.Option("--save-pose", help="Save the joints, to be analysed again without a model."),
    ] = False,
    blur_face: Annotated[
        bool, typer.Option("--blur-face", help="Make the face unrecognisable in the video.")
    ] = False,
    save_as: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Keep the result in the history of this person."),
    ] = None,
    tried: TriedOption = None,
    database: DatabaseOption = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(help="Exit with code 10 if a rep is a cave (or, with watch, one to watch)."),
    ] = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Analyse clips: annotated video, report, tables."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps.analyze import Request, run
        from kneecave.apps.choices import settings_of

        request = Request(
            clips=tuple(clips),
            out=out,
            json=json,
            video=not no_video,
            movement=movement,
            settings=settings_of(settings, metric=metric, threshold=threshold, engine=engine),
            person=person,
            model=model.value,
            save_pose=save_pose,
            blur_face=blur_face,
            save_as=save_as,
            tried=tried,
            database=database,
            fail_on=None if fail_on is None else Word(fail_on.value),
            quiet=quiet,
            debug=debug,
        )
        return run(request)

    raise typer.Exit(reported(work, debug=debug))


app.command()(batch)


app.command()(feet)


app.command()(stand)
app.command()(plan)
app.command()(compare)
app.command()(export)
app.command()(live)
app.command()(serve)
app.add_typer(history)


@app.command()
def models() -> None:
    """List the pose models, and check that they are what they should be."""
    from kneecave.apps.errors import reported
    from kneecave.apps.models import list_models

    raise typer.Exit(reported(list_models, debug=False))


@app.command()
def settings() -> None:
    """Print all settings as a TOML file: every limit with its unit, range and source."""
    from kneecave.apps.settings_file import as_toml

    typer.echo(as_toml(), nl=False)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    from kneecave.apps.errors import hush

    hush()
    sys.exit(ExitCode.TERMINATED)


def main() -> None:
    """Run the command, and leave with its exit code; SIGTERM unwinds as Ctrl-C does."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without the glyphs shows "?"
    signal.signal(signal.SIGTERM, _terminate)
    # matrices are small here, and threads of the library of matrices wait by running in circles
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # searches every package that is installed
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # a search for rings of objects for every seven hundred new ones took a tenth of the imports
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)  # all goes at once
    try:
        code = app(standalone_mode=False)
    except typer.TyperException as error:
        typer.echo(f"kneecave: {' '.join(error.format_message().split())}", err=True)
        code = ExitCode.USAGE
    sys.exit(code)
