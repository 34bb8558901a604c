"""The arguments of ``kneecave feet``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kneecave.apps.arguments import (
    DebugOption,
    EngineOption,
    ModelOption,
    PersonOption,
    PoseModel,
    QuietOption,
    SettingsOption,
)
from kneecave.apps.exit_codes import ExitCode


def feet(
    clip: Annotated[
        Path,
        typer.Argument(
            metavar="CLIP",
            readable=False,
            help="Video of the whole body from the front or from behind: stand still, then lift "
            "and drop the arches, or squat, without moving the feet.",
        ),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            help="Folder for feet.json and feet.png; the clip gets a folder of its own in it. "
            "[default: kneecave-out]",
            show_default=False,
        ),
    ] = None,
    json: Annotated[
        bool,
        typer.Option(
            "--json", help="Print the check as JSON; without --out no file is written then."
        ),
    ] = False,
    settings: SettingsOption = None,
    person: PersonOption = None,
    model: ModelOption = PoseModel.HEAVY,
    engine: EngineOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Look at the feet: how far each planted foot rolls in and out, and what cannot be told."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps.choices import settings_of
        from kneecave.apps.feet import Request, run

        request = Request(
            clip=clip,
            out=out,
            json=json,
            settings=settings_of(settings, engine=engine),
            person=person,
            model=model.value,
            quiet=quiet,
        )
        return run(request)

    raise typer.Exit(reported(work, debug=debug))
