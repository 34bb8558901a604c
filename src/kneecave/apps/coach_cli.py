"""The commands ``kneecave stand`` and ``kneecave plan``: their arguments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from kneecave.apps.arguments import (
    DebugOption,
    EngineOption,
    ModelOption,
    PoseModel,
    QuietOption,
    SettingsOption,
)
from kneecave.apps.exit_codes import ExitCode
from kneecave.model.coaching import Equipment, Level

JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PageOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", readable=False, help="Also write a page."),
]
PersonOption: TypeAlias = Annotated[
    int | None, typer.Option(min=1, help="Which person, from the left. [default: the nearest]")
]


def stand(
    clip: Annotated[
        Path,
        typer.Argument(
            metavar="CLIP", readable=False, help="Somebody standing still, seen from the front."
        ),
    ],
    *,
    json: JsonOption = False,
    html: PageOption = None,
    settings: SettingsOption = None,
    person: PersonOption = None,
    model: ModelOption = PoseModel.HEAVY,
    engine: EngineOption = None,
    fail_on_cave: Annotated[
        bool, typer.Option("--fail-on-cave", help="Exit with code 10 if a knee falls in.")
    ] = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Check how somebody stands: knees falling in, stance, feet; no reps are needed."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps.choices import settings_of
        from kneecave.apps.coach import StandRequest, run_stand

        return run_stand(
            StandRequest(
                clip=clip,
                json=json,
                html=html,
                settings=settings_of(settings, engine=engine),
                person=person,
                model=model.value,
                fail_on_cave=fail_on_cave,
                quiet=quiet,
            )
        )

    raise typer.Exit(reported(work, debug=debug))


def plan(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="REPORT|CLIP",
            readable=False,
            help="A report (report.json) or its folder, saved joints, or a clip.",
        ),
    ],
    *,
    days: Annotated[
        int | None, typer.Option(metavar="N", help="Sessions a week, 2 to 6. [default: 3]")
    ] = None,
    level: Annotated[
        Level | None, typer.Option(help="How used to exercise you are. [default: beginner]")
    ] = None,
    equipment: Annotated[
        Equipment | None, typer.Option(help="What is at hand. [default: band]")
    ] = None,
    json: JsonOption = False,
    html: PageOption = None,
    settings: SettingsOption = None,
    model: ModelOption = PoseModel.HEAVY,
    engine: EngineOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Print a week of practice for what was found, with weekly reps in the usual range."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps.choices import coaching_of
        from kneecave.apps.coach import PlanRequest, run_plan

        return run_plan(
            PlanRequest(
                source=source,
                json=json,
                html=html,
                settings=coaching_of(
                    settings, days=days, level=level, equipment=equipment, engine=engine
                ),
                model=model.value,
                quiet=quiet,
            )
        )

    raise typer.Exit(reported(work, debug=debug))
