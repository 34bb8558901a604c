"""The arguments of ``kneecave live``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kneecave.apps.arguments import (
    DebugOption,
    EngineOption,
    MetricOption,
    ModelOption,
    MovementOption,
    PoseModel,
    SettingsOption,
    ThresholdOption,
)
from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.history_cli import DatabaseOption


def live(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="URL|FILE",
            help="Address of a stream (rtsp, http), or a video to be played. [default: a camera]",
            show_default=False,
        ),
    ] = None,
    *,
    camera: Annotated[
        int | None,
        typer.Option(min=0, help="Which camera, from 0. [default: 0]", show_default=False),
    ] = None,
    model: ModelOption = PoseModel.HEAVY,
    engine: EngineOption = None,
    movement: MovementOption = None,
    metric: MetricOption = None,
    threshold: ThresholdOption = None,
    settings: SettingsOption = None,
    no_sound: Annotated[
        bool, typer.Option("--no-sound", help="No tone and no voice; M turns them on and off.")
    ] = False,
    mirror: Annotated[
        bool | None,
        typer.Option(
            "--mirror/--no-mirror",
            help="Show the picture as a mirror does. [default: a camera's, not a file's]",
            show_default=False,
        ),
    ] = None,
    no_window: Annotated[
        bool,
        typer.Option(
            "--no-window",
            help="Tell in words, one line a rep; every picture of a file is looked at.",
        ),
    ] = False,
    duration: Annotated[
        float | None, typer.Option(min=1, metavar="S", help="Stop after so many seconds.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(readable=False, help="Save report and tables in this folder at the end."),
    ] = None,
    save_video: Annotated[
        bool,
        typer.Option("--save-video", help="Record the pictures, and save the annotated video too."),
    ] = False,
    save_as: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Keep the session in the history of this person."),
    ] = None,
    database: DatabaseOption = None,
    debug: DebugOption = False,
) -> None:
    """Watch while you move: a camera, a stream or a video, with a tone when a knee goes in."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps.choices import settings_of
        from kneecave.apps.live import Request, run

        request = Request(
            source=source,
            camera=camera,
            model=model.value,
            movement=movement,
            settings=settings_of(settings, metric=metric, threshold=threshold, engine=engine),
            sound=not no_sound,
            mirror=mirror,
            window=not no_window,
            duration_s=duration,
            out=out,
            save_video=save_video,
            save_as=save_as,
            database=database,
        )
        return run(request)

    raise typer.Exit(reported(work, debug=debug))
