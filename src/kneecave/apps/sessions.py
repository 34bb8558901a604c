"""Sessions from whatever a person has: a clip, saved joints, a report, the history."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kneecave.apps.progress import progress_on_stderr
from kneecave.coached import with_feet
from kneecave.coaching.contributors import after_heel_raise
from kneecave.coaching.outcomes import with_meanings
from kneecave.errors import HistoryError, NothingFoundError, UsageError
from kneecave.history.changes import compare
from kneecave.history.store import History
from kneecave.model.change import Comparison
from kneecave.model.coaching import Contributor
from kneecave.model.rep import Movement
from kneecave.model.session import Session, Tried
from kneecave.naming import JSON
from kneecave.outputs.advice_reader import load_contributors
from kneecave.outputs.report_reader import load_report, session_of
from kneecave.pipeline import analyse
from kneecave.settings import Settings

KEPT = "session:"
"""What a session of the history is called on the command line, before its number."""


@dataclass(frozen=True, slots=True)
class Source:
    """A session, whose it is, and what its caves are consistent with, as far as that is known."""

    session: Session
    person: str | None = None
    contributors: tuple[Contributor, ...] = ()


@dataclass(frozen=True, slots=True)
class Means:
    """What clips are analysed with."""

    settings: Settings
    movement: Movement | None
    model: str
    person: int | None
    quiet: bool


def database_path(chosen: Path | None) -> Path:
    """Return where the history is: as chosen, by KNEECAVE_DB, or in the user's data folder."""
    if chosen is not None:
        return chosen
    if told := os.environ.get("KNEECAVE_DB"):
        return Path(told)
    from platformdirs import user_data_path

    return user_data_path("kneecave", appauthor=False) / "history.sqlite"


def existing(chosen: Path | None) -> Path:
    """Return where the history is, for those who only want to look.

    Raises
    ------
    HistoryError
        There is none yet.
    """
    path = database_path(chosen)
    if not path.exists():
        raise HistoryError(
            f"there is no history at {path} yet: kneecave analyze CLIP --save-as NAME begins one"
        )
    return path


def now() -> datetime:
    """Return the time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def load_source(
    name: str,
    *,
    means: Means,
    database: Path | None,
    at: datetime,
    tried: Tried | None = None,
    feet: bool = False,
) -> Source:
    """Return the session of a clip, a saved pose track, a report or its folder, or ``session:N``.

    ``feet``: the pictures of a clip's feet are looked at where a knee caved in, as in ``analyze``.

    Raises
    ------
    KneecaveError
        It cannot be read, or there is no such session.
    """
    if name.startswith(KEPT):
        return kept_source(name, database)
    path = Path(name)
    if path.is_dir():
        path = path / JSON
    if path.suffix == ".json":
        session = load_report(path, at=at, tried=tried)
        return Source(session, contributors=load_contributors(path))
    with progress_on_stderr(path.name, quiet=means.quiet) as progress:
        result = analyse(
            path,
            settings=means.settings,
            movement=means.movement,
            model=means.model,
            person=means.person,
            progress=progress,
        )
        if feet:
            result = with_feet(result, settings=means.settings, progress=progress)
    session = session_of(result.analysis, at=at, tried=tried)
    return Source(session, contributors=result.analysis.advice.contributors)


def kept_source(name: str, database: Path | None) -> Source:
    """Return a session of the history by its name, ``session:N``.

    Raises
    ------
    UsageError
        The name is not of that form.
    HistoryError
        The history cannot be read, or there is no such session.
    """
    number = name.removeprefix(KEPT)
    if not number.isdecimal():
        raise UsageError(f"{KEPT}{number}: a session of the history is named by its number")
    with History.open(existing(database)) as history:
        kept = history.session(int(number))
    return Source(kept.session, person=kept.person)


def refuse_empty(session: Session) -> None:
    """Raise NothingFoundError for a session that has no rep."""
    if not session.results:
        raise NothingFoundError(f"{session.clip}: no rep found, so there is nothing to compare")


def compared(
    before: Source, after: Source, settings: Settings, *, tried: Tried | None = None
) -> Comparison:
    """Return what changed between two sessions, and what that means if it was a test.

    ``tried`` is what the later session was a test of; None: what it says of itself.

    Raises
    ------
    UsageError
        They are of two people, were judged by different metrics, or have no movement in common.
    """
    people = [one.person for one in (before, after) if one.person is not None]
    if len(set(people)) > 1:
        raise UsageError(
            f"the sessions are of two people, {people[0]} and {people[1]}; only one person's can "
            "be compared"
        )
    found = compare(before.session, after.session, settings.change, tried=tried)
    found = with_meanings(found, settings)
    if found.tried is not Tried.HEEL_RAISE:
        return found
    tested = after_heel_raise(before.contributors, found, settings)
    return replace(found, contributors=tested)
