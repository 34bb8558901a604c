"""``kneecave serve`` on the command line; imports nothing heavy, for the help's sake."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kneecave.apps.arguments import DebugOption, ModelOption, PoseModel, SettingsOption
from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.history_cli import DatabaseOption


def serve(
    *,
    host: Annotated[
        str,
        typer.Option(
            help="Address to listen on. 127.0.0.1 is this machine alone; with any other, such as "
            "0.0.0.0, the browser needs the token in the address that is printed."
        ),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8321,
    https: Annotated[
        bool,
        typer.Option(
            "--https",
            help="Encrypt, with a certificate made here: a phone gives its camera to no other.",
        ),
    ] = False,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            readable=False,
            help="Where clips and results lie. [default: in your data folder]",
            show_default=False,
        ),
    ] = None,
    max_upload_mb: Annotated[float, typer.Option(min=1, help="Largest clip, in MB.")] = 500,
    keep_days: Annotated[
        float,
        typer.Option(min=0, help="Delete results so many days after they were made; 0 keeps them."),
    ] = 30,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="Clips analysed side by side. [default: 2 from 4 cores on, else 1]"
        ),
    ] = None,
    most_waiting: Annotated[int, typer.Option(min=1, help="Clips that may wait.")] = 50,
    time_limit: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="The longest a clip may take.")
    ] = 1800,
    memory_limit: Annotated[
        float | None,
        typer.Option(min=1, metavar="MB", help="The most a worker may need. [default: its share]"),
    ] = None,
    model: ModelOption = PoseModel.HEAVY,
    settings: SettingsOption = None,
    database: DatabaseOption = None,
    debug: DebugOption = False,
) -> None:
    """Serve a page to upload clips to, and to train live before the camera."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps.choices import settings_of
        from kneecave.apps.web.config import ServeConfig
        from kneecave.apps.web.serving import data_folder, new_token, run, usual_workers

        config = ServeConfig(
            data=data_folder(data),
            host=host,
            port=port,
            https=https,
            token=new_token(host),
            max_upload_mb=max_upload_mb,
            keep_days=keep_days or None,
            workers=workers or usual_workers(),
            most_waiting=most_waiting,
            model=model.value,
            settings=settings_of(settings, metric=None, threshold=None),
            database=database,
            time_limit_s=time_limit,
            memory_mb=memory_limit,
        )
        return run(config)

    raise typer.Exit(reported(work, debug=debug))
