"""Sessions of people over time, in one SQLite file.

::

    with History.open(path) as history:
        history.add("Anna", session)
        trend = history.trend("Anna", Movement.SQUAT, Leg.LEFT)

Several processes may have the same file open; writers wait for each other.  A ``History`` belongs
to the thread that opened it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from kneecave.errors import HistoryError
from kneecave.history import names, rows
from kneecave.history.database import connected, scrub, told, writing
from kneecave.history.transfer import Imported, read_lines, write_lines
from kneecave.history.trends import trend, trends
from kneecave.model.body import Leg
from kneecave.model.change import Trend
from kneecave.model.rep import Movement
from kneecave.model.session import Kept, Person, Session, Tried
from kneecave.model.verdict import Metric
from kneecave.settings import ChangeLimits


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding a session.

    ``number`` is the session's; ``new`` is false where the same results were there before;
    ``new_person`` tells that nobody of that name was; ``near`` are names that could be meant;
    ``tried`` is what the session is kept as a test of, which the one that was there before decides.
    """

    number: int
    person: str
    new: bool
    new_person: bool
    near: tuple[str, ...]
    tried: Tried | None


class History:
    """An open history.  Every method may raise HistoryError for a file that fails."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self._path = path

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[History]:
        """Give the history at ``path``, made if there is none.

        Raises
        ------
        HistoryError
            The file is damaged, another program's, or of a newer kneecave.  It is left as it is.
        OutputError
            It cannot be made or written.
        """
        with connected(path) as database:
            yield cls(database, path)

    def add(self, person: str, session: Session) -> Added:
        """Add a session to a person, who is made if unknown; the same results are kept once.

        Raises
        ------
        UsageError
            The name cannot be one.
        """
        with told(self._path), writing(self._database):
            return self._add(person, session)

    def _add(self, person: str, session: Session) -> Added:
        known = self._people()
        person_id, name, new_person = self._person(person)
        there = self._database.execute(
            "SELECT id FROM session WHERE person_id = ? AND uid = ?", (person_id, session.uid)
        ).fetchone()
        if there:
            (kept,) = rows.select(self._database, "s.id = ?", there[0])
            return Added(kept.number, name, False, False, (), kept.session.tried)
        number = rows.insert(self._database, person_id, session)
        near = names.near(name, known) if new_person else ()
        return Added(number, name, True, new_person, near, session.tried)

    def _person(self, name: str) -> tuple[int, str, bool]:
        """Return a person's number and kept name, and whether they are new."""
        found = self._find(name)
        if found is not None:
            return (*found, False)
        kept = names.tidy(name)
        done = self._database.execute(
            "INSERT INTO person (name, key) VALUES (?, ?)", (kept, names.key_of(kept))
        )
        return int(done.lastrowid or 0), kept, True

    def _find(self, name: str) -> tuple[int, str] | None:
        row = self._database.execute(
            "SELECT id, name FROM person WHERE key = ?", (names.key_of(name),)
        ).fetchone()
        return None if row is None else (int(row[0]), str(row[1]))

    def _known(self, name: str) -> tuple[int, str]:
        found = self._find(name)
        if found is None:
            close = names.near(name, self._people())
            hint = f"; did you mean {' or '.join(close)}?" if close else ""
            raise HistoryError(f"the history knows nobody called {names.tidy(name)}{hint}")
        return found

    def _people(self) -> list[str]:
        return [str(row[0]) for row in self._database.execute("SELECT name FROM person")]

    def people(self) -> tuple[Person, ...]:
        """Return everybody, by name."""
        with told(self._path):
            found = self._database.execute(
                "SELECT p.name, count(*), min(s.at), max(s.at) FROM person p "
                "JOIN session s ON s.person_id = p.id GROUP BY p.id ORDER BY p.key"
            ).fetchall()
        return tuple(
            Person(name, count, datetime.fromisoformat(first), datetime.fromisoformat(last))
            for name, count, first, last in found
        )

    def name_of(self, name: str) -> str:
        """Return a person's name as it is kept.

        Raises
        ------
        HistoryError
            Nobody is called so; near names are in the message.
        """
        with told(self._path):
            return self._known(name)[1]

    def near(self, name: str) -> tuple[str, ...]:
        """Return known names that could be a misspelling of this one, itself left out."""
        with told(self._path):
            return names.near(name, self._people())

    def sessions(self, person: str) -> tuple[Kept, ...]:
        """Return a person's sessions, oldest first.

        Raises
        ------
        HistoryError
            Nobody is called so; near names are in the message.
        """
        with told(self._path):
            return rows.select(self._database, "p.id = ?", self._known(person)[0])

    def session(self, number: int) -> Kept:
        """Return one session.

        Raises
        ------
        HistoryError
            There is none of that number.
        """
        with told(self._path):
            known = abs(number) <= rows.LARGEST
            found = rows.select(self._database, "s.id = ?", number) if known else ()
        if not found:
            raise HistoryError(f"the history has no session {number}")
        return found[0]

    def trend(
        self,
        person: str,
        movement: Movement,
        leg: Leg,
        *,
        metric: Metric = Metric.KNEE_OVER_FOOT,
        limits: ChangeLimits | None = None,
    ) -> Trend:
        """Return one leg's level over a person's ordinary sessions (no test), oldest first.

        Raises
        ------
        HistoryError
            Nobody is called so.
        """
        kept = self.sessions(person)
        return trend(kept, movement, leg, metric=metric, limits=limits or ChangeLimits())

    def trends(self, person: str, *, limits: ChangeLimits | None = None) -> tuple[Trend, ...]:
        """Return every trend of a person that has a point.

        Raises
        ------
        HistoryError
            Nobody is called so.
        """
        return trends(self.sessions(person), limits=limits or ChangeLimits())

    def delete_person(self, person: str) -> int:
        """Delete a person with all sessions, overwrite what they left, and return how many.

        Raises
        ------
        HistoryError
            Nobody is called so (traces of people deleted before are overwritten all the same), or
            another program keeps the file from being overwritten.
        """
        with told(self._path):
            try:
                with writing(self._database):
                    person_id = self._known(person)[0]
                    gone = self._database.execute(
                        "DELETE FROM session WHERE person_id = ?", (person_id,)
                    ).rowcount
                    self._database.execute("DELETE FROM person WHERE id = ?", (person_id,))
            finally:
                scrub(self._database, self._path)
        return int(gone)

    def delete_session(self, number: int) -> Kept:
        """Delete one session, overwrite what it left, and return it; with the last, its person.

        Raises
        ------
        HistoryError
            There is none of that number.
        """
        with told(self._path):
            with writing(self._database):
                kept = self.session(number)
                self._database.execute("DELETE FROM session WHERE id = ?", (number,))
                self._database.execute(
                    "DELETE FROM person WHERE id NOT IN (SELECT person_id FROM session)"
                )
            scrub(self._database, self._path)
        return kept

    def export_to(self, file: TextIO, *, person: str | None = None) -> int:
        """Write everybody's sessions, or one person's, as JSON lines; return how many.

        Raises
        ------
        HistoryError
            Nobody is called so.
        """
        with told(self._path):
            chosen = ("TRUE",) if person is None else ("p.id = ?", self._known(person)[0])
            kept = rows.select(self._database, *chosen)
        return write_lines(file, kept)

    def import_from(self, file: TextIO) -> Imported:
        """Add the sessions of an export, all or none; those that are there already are left out.

        Raises
        ------
        HistoryError
            The text is no export, of a newer version, or damaged; nothing was added.
        """
        with told(self._path), writing(self._database):
            added = [self._add(line.person, line.session) for line in read_lines(file)]
        return Imported(
            sessions=sum(one.new for one in added),
            known=sum(not one.new for one in added),
            people=tuple(one.person for one in added if one.new_person),
            near={one.person: one.near for one in added if one.near},
        )
