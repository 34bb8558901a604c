"""What ``kneecave history`` does."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kneecave.apps.errors import tell
from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.sessions import Means, database_path, existing, load_source
from kneecave.apps.terminal_changes import print_history, print_people
from kneecave.errors import HistoryError, NothingFoundError, UsageError
from kneecave.history.store import Added, History
from kneecave.model.session import Person, Session, Tried
from kneecave.outputs.change_html import history_html
from kneecave.outputs.change_json import history_json, people_json
from kneecave.outputs.files import write_text
from kneecave.settings import Settings


def everybody(*, database: Path | None, json: bool) -> ExitCode:
    """Return OK after everybody was printed."""
    path = database_path(database)
    people: tuple[Person, ...] = ()
    if path.exists():
        with History.open(path) as history:
            people = history.people()
    if json:
        sys.stdout.write(people_json(people))
    else:
        print_people(people)
    return ExitCode.OK


def show(
    name: str, *, database: Path | None, settings: Settings, json: bool, html: Path | None
) -> ExitCode:
    """Return OK after a person's sessions and trends were printed."""
    with History.open(existing(database)) as history:
        kept = history.sessions(name)
        trends = history.trends(name, limits=settings.change)
    person = kept[0].person
    if html is not None:
        write_text(html, history_html(person, kept, trends))
    if json:
        sys.stdout.write(history_json(person, kept, trends))
    else:
        print_history(person, kept, trends, page=html)
    return ExitCode.OK


def check(person: str, *, database: Path | None) -> None:
    """Raise if the history cannot be opened or the name cannot be one, before any work is done."""
    with History.open(database_path(database)) as history:
        history.near(person)


def keep(person: str, session: Session, *, database: Path | None, quiet: bool) -> None:
    """Add a session and tell what came of it on stderr; near names are told even if ``quiet``.

    Raises
    ------
    NothingFoundError
        The session has no rep.
    """
    if not session.results:
        raise NothingFoundError(f"{session.clip}: no rep found, so nothing is kept in the history")
    with History.open(database_path(database)) as history:
        added = history.add(person, session)
    if not quiet:
        tell(_told(added, session))
    if added.near:
        tell(_near(added.person, added.near))


def _told(added: Added, session: Session) -> str:
    if not added.new:
        told = f"{session.clip}: {added.person} has these results already, session {added.number}"
        if added.tried is session.tried:
            return told
        kept = "no test" if added.tried is None else f"the test {added.tried.value}"
        return f"{told}, kept as {kept}; delete session {added.number} to change that"
    new = ", who is new" if added.new_person else ""
    return f"{session.clip}: kept as session {added.number} of {added.person}{new}"


def _near(person: str, near: Sequence[str]) -> str:
    return (
        f"the history also knows {' and '.join(near)}: kept apart from {person}. If that is the "
        "same person, delete the session and keep it again under the other name"
    )


def add(
    person: str,
    sources: Sequence[str],
    *,
    means: Means,
    database: Path | None,
    at: datetime,
    tried: Tried | None,
) -> ExitCode:
    """Return OK after the sessions of reports, saved joints or clips were kept."""
    for source in sources:
        loaded = load_source(source, means=means, database=database, at=at, tried=tried)
        keep(person, loaded.session, database=database, quiet=means.quiet)
    return ExitCode.OK


def export(file: Path | None, *, person: str | None, database: Path | None) -> ExitCode:
    """Return OK after the history was written as JSON lines, to stdout without a file."""
    text = io.StringIO()
    with History.open(existing(database)) as history:
        count = history.export_to(text, person=person)
    if file is None:
        sys.stdout.write(text.getvalue())
    else:
        write_text(file, text.getvalue())
        tell(f"{count} sessions written to {file}")
    return ExitCode.OK


def import_from(file: Path, *, database: Path | None) -> ExitCode:
    """Return OK after every session of an export was added, or was there already."""
    try:
        with file.open(encoding="utf-8") as lines, History.open(database_path(database)) as history:
            came = history.import_from(lines)
    except OSError as error:
        raise HistoryError(f"{file} cannot be read: {error.strerror or error}") from error
    tell(f"{came.sessions} sessions added, {came.known} were there already")
    for person, near in came.near.items():
        tell(_near(person, near))
    return ExitCode.OK


def delete(name: str | None, *, session: int | None, database: Path | None, sure: bool) -> ExitCode:
    """Return OK after a person, or one session, was deleted with every trace in the files.

    Raises
    ------
    UsageError
        Neither or both were named, or it was not confirmed.
    """
    if (name is None) == (session is None):
        raise UsageError("name a person to delete, or one session with --session NUMBER")
    with History.open(existing(database)) as history:
        if session is not None:
            kept = history.session(session)
            _confirm(f"session {session} of {kept.person}, {kept.session.clip}", sure=sure)
            history.delete_session(session)
            tell(f"session {session} of {kept.person} is deleted")
        elif name is not None:
            known = {person.name: person for person in history.people()}
            own = history.name_of(name)
            _confirm(f"{own} with {known[own].sessions} sessions", sure=sure)
            tell(f"{own} is deleted, {history.delete_person(own)} sessions")
    return ExitCode.OK


def _confirm(what: str, *, sure: bool) -> None:
    """Ask on a terminal; elsewhere ``--yes`` is needed."""
    if sure:
        return
    if not sys.stdin.isatty():
        raise UsageError(f"{what}: say --yes to delete it; it cannot be brought back")
    sys.stderr.write(f"Delete {what}? It cannot be brought back. [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise UsageError("nothing was deleted")
