"""The arguments of ``kneecave export``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kneecave.apps.arguments import (
    DebugOption,
    EngineOption,
    ModelOption,
    MovementOption,
    PersonOption,
    PoseModel,
    SettingsOption,
    SilentOption,
)
from kneecave.apps.exit_codes import ExitCode


class Format(StrEnum):
    """What can be exported."""

    TRC = "trc"
    MOT = "mot"
    COCO = "coco"
    C3D = "c3d"
    PARQUET = "parquet"


def export(
    clip: Annotated[
        Path,
        typer.Argument(metavar="CLIP", readable=False, help="A video, or saved joints."),
    ],
    *,
    to: Annotated[
        list[Format],
        typer.Option(
            help="trc (joint centres, OpenSim), mot (angles, OpenSim), coco (17 keypoints), c3d "
            "(extra c3d), parquet (extra parquet). Can be given several times."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            help="Folder; the clip gets a folder of its own in it. [default: kneecave-out]",
            show_default=False,
        ),
    ] = None,
    height: Annotated[
        float,
        typer.Option(
            min=0.5, max=2.5, metavar="M", help="Body height in metres: the scale of trc and c3d."
        ),
    ] = 1.70,
    movement: MovementOption = None,
    settings: SettingsOption = None,
    person: PersonOption = None,
    model: ModelOption = PoseModel.HEAVY,
    engine: EngineOption = None,
    quiet: SilentOption = False,
    debug: DebugOption = False,
) -> None:
    """Write a clip's joints and angles for OpenSim, COCO tools, C3D readers and data frames."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps.choices import settings_of
        from kneecave.apps.export import Request, run

        return run(
            Request(
                clip=clip,
                formats=tuple(dict.fromkeys(to)),
                out=out,
                height_m=height,
                movement=movement,
                settings=settings_of(settings, engine=engine),
                person=person,
                model=model.value,
                quiet=quiet,
            )
        )

    raise typer.Exit(reported(work, debug=debug))
