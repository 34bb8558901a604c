"""The arguments of ``kneecave history`` and ``kneecave compare``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from typer.core import TyperGroup

from kneecave.apps.arguments import (
    DebugOption,
    EngineOption,
    MetricOption,
    ModelOption,
    MovementOption,
    PersonOption,
    PoseModel,
    QuietOption,
    SettingsOption,
    ThresholdOption,
)
from kneecave.apps.exit_codes import ExitCode
from kneecave.errors import UsageError
from kneecave.model.session import Tried

DatabaseOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--db",
        metavar="FILE",
        readable=False,
        envvar="KNEECAVE_DB",
        help="The history. [default: in the user's data folder]",
    ),
]
TriedOption: TypeAlias = Annotated[
    Tried | None,
    typer.Option("--test", "--tried", help="What was tried in this set, if it was a test."),
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
HtmlOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", readable=False, help="Also write a page."),
]


class ByName(TyperGroup):
    """A group in which whatever is none of its commands is the name of a person to show."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return the arguments with the command ``show`` put in where none is named."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["show", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=ByName,
    name="history",
    help="Sessions of people over time: kneecave history [NAME] shows them.",
    rich_markup_mode=None,
)


@app.command()
def show(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Whose.")] = None,
    *,
    json: JsonOption = False,
    html: HtmlOption = None,
    database: DatabaseOption = None,
    settings: SettingsOption = None,
    debug: DebugOption = False,
) -> None:
    """Show everybody, or one person's sessions and what really changed (the default)."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps import history
        from kneecave.settings import Settings

        if name is None:
            if html is not None:
                raise UsageError("--html makes a page of one person: name one")
            return history.everybody(database=database, json=json)
        return history.show(
            name, database=database, settings=Settings.load(settings), json=json, html=html
        )

    raise typer.Exit(reported(work, debug=debug))


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose.")],
    sources: Annotated[
        list[str],
        typer.Argument(metavar="REPORT", help="Reports (report.json), saved joints, or clips."),
    ],
    *,
    at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            help="When it was, local time. [default: now]",
        ),
    ] = None,
    tried: TriedOption = None,
    database: DatabaseOption = None,
    movement: MovementOption = None,
    metric: MetricOption = None,
    settings: SettingsOption = None,
    model: ModelOption = PoseModel.HEAVY,
    engine: EngineOption = None,
    person: PersonOption = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing but warnings and errors.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """Keep sessions of a person from what was analysed before."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps import history
        from kneecave.apps.choices import settings_of
        from kneecave.apps.sessions import Means, now

        means = Means(
            settings=settings_of(settings, metric=metric, engine=engine),
            movement=movement,
            model=model.value,
            person=person,
            quiet=quiet,
        )
        when = now() if at is None else at.astimezone()
        return history.add(name, sources, means=means, database=database, at=when, tried=tried)

    raise typer.Exit(reported(work, debug=debug))


@app.command("export")
def export(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE.jsonl", readable=False, help="[default: stdout]"),
    ] = None,
    *,
    person: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this person's sessions.")
    ] = None,
    database: DatabaseOption = None,
    debug: DebugOption = False,
) -> None:
    """Write the history as JSON lines, to be kept or imported elsewhere."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps import history

        return history.export(file, person=person, database=database)

    raise typer.Exit(reported(work, debug=debug))


@app.command("import")
def import_from(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", readable=False)],
    *,
    database: DatabaseOption = None,
    debug: DebugOption = False,
) -> None:
    """Add the sessions of an export, all or none; those that are there already stay as they are."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps import history

        return history.import_from(file, database=database)

    raise typer.Exit(reported(work, debug=debug))


@app.command()
def delete(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Whom.")] = None,
    *,
    session: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Only this session.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    database: DatabaseOption = None,
    debug: DebugOption = False,
) -> None:
    """Delete a person entirely, or one session, with every trace in the files."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps import history

        return history.delete(name, session=session, database=database, sure=yes)

    raise typer.Exit(reported(work, debug=debug))


def compare(
    before: Annotated[
        str,
        typer.Argument(
            help="A clip, saved joints, a report (report.json) or its folder, or "
            "session:N of the history."
        ),
    ],
    after: Annotated[str, typer.Argument(help="The same, of the later set.")],
    *,
    tried: Annotated[
        Tried | None,
        typer.Option(
            "--test", "--tried", help="What was tried in the later set: says what that points to."
        ),
    ] = None,
    json: JsonOption = False,
    html: HtmlOption = None,
    movement: MovementOption = None,
    metric: MetricOption = None,
    threshold: ThresholdOption = None,
    settings: SettingsOption = None,
    model: ModelOption = PoseModel.HEAVY,
    engine: EngineOption = None,
    person: PersonOption = None,
    database: DatabaseOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Compare two sets of one person: better, worse or no real change, leg by leg."""
    from kneecave.apps.errors import reported

    def work() -> ExitCode:
        from kneecave.apps.choices import settings_of
        from kneecave.apps.compare import Request, run
        from kneecave.apps.sessions import Means

        own = settings_of(settings, metric=metric, threshold=threshold, engine=engine)
        return run(
            Request(
                before=before,
                after=after,
                tried=tried,
                means=Means(own, movement, model.value, person, quiet),
                database=database,
                json=json,
                html=html,
                quiet=quiet,
            )
        )

    raise typer.Exit(reported(work, debug=debug))
