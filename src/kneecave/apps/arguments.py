"""Arguments that several commands share; imports nothing heavy, for the help's sake."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from kneecave.model.engine import Engine
from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric


class PoseModel(StrEnum):
    """The pose bundles, the most exact first."""

    HEAVY = "heavy"
    FULL = "full"
    LITE = "lite"


MOVEMENTS = {movement.value.replace(" ", "-"): movement for movement in Movement}


def movement_of(name: str) -> Movement:
    """Return the movement of a name; spaces and underscores count as hyphens.

    Raises
    ------
    typer.BadParameter
        There is no such movement; the message names those there are.
    """
    try:
        return MOVEMENTS[name.strip().lower().replace(" ", "-").replace("_", "-")]
    except KeyError:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(MOVEMENTS)}") from None


MovementOption: TypeAlias = Annotated[
    Movement | None,
    typer.Option(
        parser=movement_of,
        metavar="NAME",
        autocompletion=lambda: list(MOVEMENTS),
        help=f"What the person does: {', '.join(MOVEMENTS)}. [default: found by itself]",
    ),
]
MetricOption: TypeAlias = Annotated[
    Metric | None,
    typer.Option(help="What the verdict is made on. [default: knee-over-foot]"),
]
ThresholdOption: TypeAlias = Annotated[
    float | None,
    typer.Option(metavar="DEG", help="Limit of the metric: degrees, or a ratio for kasr."),
]
SettingsOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="FILE.toml", readable=False, help="Settings other than the defaults."),
]
ModelOption: TypeAlias = Annotated[
    PoseModel, typer.Option(help="Pose model: the heavier, the more exact.")
]
EngineOption: TypeAlias = Annotated[
    Engine | None, typer.Option(help="What runs the pose model. [default: direct]")
]
PersonOption: TypeAlias = Annotated[
    int | None,
    typer.Option(min=1, help="Which person, from the left. [default: the one who does reps]"),
]
QuietOption: TypeAlias = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing but errors and --json.")
]
SilentOption: TypeAlias = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")
]
NoVideoOption: TypeAlias = Annotated[
    bool, typer.Option("--no-video", help="Write no annotated video, which is quicker.")
]
DebugOption: TypeAlias = Annotated[
    bool, typer.Option("--debug", help="Show where in the program an error comes from.")
]
