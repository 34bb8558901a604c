"""The arguments of ``kneecave batch``."""

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
    NoVideoOption,
    PoseModel,
    SettingsOption,
    SilentOption,
    ThresholdOption,
)
from kneecave.apps.exit_codes import ExitCode


def batch(
    folder: Annotated[
        str,
        typer.Argument(
            metavar="FOLDER", help="Folder of clips; also an address such as s3://bucket/clips."
        ),
    ],
    *,
    out: Annotated[
        str,
        typer.Option(
            metavar="DIR",
            help="Folder, or address, for the results and their summary. An earlier run there is "
            "continued.",
        ),
    ] = "kneecave-batch",
    movement: MovementOption = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Clips side by side. [default: one for each core]"),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="tcp://HOST:8786", help="Use the workers of this Dask scheduler instead."
        ),
    ] = None,
    glob: Annotated[
        str | None,
        typer.Option(
            metavar="PATTERN", help="Which files, as '*.mov' or 'day2/*.mp4'. [default: all videos]"
        ),
    ] = None,
    recursive: Annotated[
        bool, typer.Option("--recursive", "-r", help="Also the folders inside the folder.")
    ] = False,
    no_video: NoVideoOption = False,
    manifest: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            readable=False,
            help="Table that says whose clips they are: columns clip, person, session. "
            "[default: from names such as anna_2026-11-01_lunge.mp4]",
            show_default=False,
        ),
    ] = None,
    metric: MetricOption = None,
    threshold: ThresholdOption = None,
    settings: SettingsOption = None,
    model: ModelOption = PoseModel.HEAVY,
    engine: EngineOption = None,
    retry_failed: Annotated[
        bool,
        typer.Option(
            "--retry-failed",
            help="Try again also what cannot be analysed. Crashes, time-outs and full disks are "
            "always tried again.",
        ),
    ] = False,
    time_limit: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="Longest time for one clip.")
    ] = 3600.0,
    memory_limit: Annotated[
        float | None,
        typer.Option(
            min=1,
            metavar="MB",
            help="Most memory for one worker. [default: 85 % of the machine's, shared out]",
        ),
    ] = None,
    json_progress: Annotated[
        bool, typer.Option("--json-progress", help="Progress on stderr as one JSON object a line.")
    ] = False,
    quiet: SilentOption = False,
    debug: DebugOption = False,
) -> None:
    """Analyse a folder of clips, side by side; stopped or killed, the same command goes on."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps.batch import Request, run_batch
        from kneecave.apps.choices import settings_of

        return run_batch(
            Request(
                folder=folder,
                out=out,
                movement=movement,
                settings=settings_of(settings, metric=metric, threshold=threshold, engine=engine),
                model=model.value,
                video=not no_video,
                glob=glob,
                recursive=recursive,
                workers=workers,
                scheduler=scheduler,
                manifest=manifest,
                retry_failed=retry_failed,
                time_limit_s=time_limit,
                memory_limit_mb=memory_limit,
                json_progress=json_progress,
                quiet=quiet,
            )
        )

    raise typer.Exit(reported(work, debug=debug))
