"""What is known of all clips of a batch, on disk: memory does not grow with their number.

A temporary SQLite file.  Truth is in the rows beside the clips' results; this only sorts them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kneecave.batch.names import folder_name
from kneecave.batch.places import Found
from kneecave.model.batch import ClipRow, Status
from kneecave.outputs.clip_row import from_line, to_line

AT_A_TIME = 500
_TABLES = """
CREATE TABLE folder (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE listed (clip TEXT PRIMARY KEY, size INT, mtime INT, state INT) WITHOUT ROWID;
CREATE TABLE row (
    clip TEXT PRIMARY KEY, name TEXT, size INT, mtime INT, content TEXT, key TEXT,
    failed INT, may_pass INT, report INT, line BLOB
);
CREATE INDEX row_name ON row (name);
"""
_OPEN, _DONE, _SUSPECT = range(3)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a clip that was done before; ``has_folder``: its results are still there."""

    size_bytes: int
    mtime_ns: int
    content: str
    key: str
    failed: bool
    may_pass: bool
    has_folder: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the listed clips there are, have a row that counts, and are rows of failures."""

    clips: int
    done: int
    failed: int


class Catalogue:
    """Result folders, listed clips and rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def add_folders(self, names: Iterable[str]) -> None:
        """Note the result folders that exist."""
        self._sql.executemany("INSERT OR IGNORE INTO folder VALUES (?)", ((n,) for n in names))

    def add_listed(self, clips: Iterable[Found]) -> None:
        """Note the clips to be done."""
        self._sql.executemany(
            "INSERT OR REPLACE INTO listed VALUES (?, ?, ?, ?)",
            ((one.clip, one.size_bytes, one.mtime_ns, _OPEN) for one in clips),
        )

    def add_rows(self, rows: Iterable[ClipRow]) -> None:
        """Keep rows, each in place of an earlier one of its clip."""
        self._sql.executemany(
            "INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_values, rows)
        )

    def finish(self, row: ClipRow) -> None:
        """Keep the row of a listed clip, which is done then."""
        self.add_rows([row])
        self._mark(row.clip, _DONE)

    def confirm(self, clip: str) -> None:
        """Note that the row of a listed clip counts as it is."""
        self._mark(clip, _DONE)

    def suspect(self, clip: str) -> None:
        """Note that a listed clip was the death of a worker."""
        self._mark(clip, _SUSPECT)

    def folders_without_row(self) -> Iterator[str]:
        """Give the names of result folders of which no row is known; rows may come meanwhile."""
        last = ""
        while names := self._sql.execute(
            "SELECT folder.name FROM folder LEFT JOIN row USING (name) "
            "WHERE folder.name > ? AND line IS NULL ORDER BY folder.name LIMIT ?",
            (last, AT_A_TIME),
        ).fetchall():
            yield from (name for (name,) in names)
            last = names[-1][0]

    def open_clips(self) -> Iterator[tuple[Found, Known | None]]:
        """Give the listed clips that are not done, in order, with what is known of them.

        Clips may be finished meanwhile.
        """
        yield from self._listed(_OPEN)

    def suspects(self) -> Iterator[tuple[Found, Known | None]]:
        """Give the listed clips that were the death of a worker, in order."""
        yield from self._listed(_SUSPECT)

    def counts(self) -> Counts:
        """Return how far the listed clips are."""
        (clips,) = self._sql.execute("SELECT count(*) FROM listed").fetchone()
        done, failed = self._sql.execute(
            "SELECT count(*), coalesce(sum(failed), 0) FROM listed JOIN row USING (clip) "
            "WHERE state = ?",
            (_DONE,),
        ).fetchone()
        return Counts(clips, done, failed)

    def rows(self) -> Iterator[ClipRow]:
        """Give all rows in order of clips.

        A clip that is not listed any more keeps its row as long as it has results.
        """
        last = ""
        while lines := self._sql.execute(
            "SELECT row.clip, line FROM row LEFT JOIN listed USING (clip) "
            "LEFT JOIN folder USING (name) WHERE row.clip > ? AND "
            "(state IS NOT NULL OR (report AND folder.name IS NOT NULL)) "
            "ORDER BY row.clip LIMIT ?",
            (last, AT_A_TIME),
        ).fetchall():
            for _, line in lines:
                yield from_line(line)
            last = lines[-1][0]

    def _mark(self, clip: str, state: int) -> None:
        self._sql.execute("UPDATE listed SET state = ? WHERE clip = ?", (state, clip))

    def _listed(self, state: int) -> Iterator[tuple[Found, Known | None]]:
        last = ""
        while some := self._sql.execute(
            "SELECT listed.clip, listed.size, listed.mtime, row.size, row.mtime, content, key, "
            "failed, may_pass, folder.name IS NOT NULL FROM listed LEFT JOIN row USING (clip) "
            "LEFT JOIN folder USING (name) WHERE listed.clip > ? AND state = ? "
            "ORDER BY listed.clip LIMIT ?",
            (last, state, AT_A_TIME),
        ).fetchall():
            for clip, size, mtime, *known in some:
                yield Found(clip, size, mtime), _known(tuple(known[:4]), *known[4:])
            last = some[-1][0]


@contextmanager
def open_catalogue(folder: Path) -> Iterator[Catalogue]:
    """Give an empty catalogue in a file in the folder."""
    with closing(sqlite3.connect(folder / "catalogue.sqlite", isolation_level=None)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        connection.execute("BEGIN")  # never committed: the file is not read again
        yield Catalogue(connection)


def _values(row: ClipRow) -> tuple[object, ...]:
    failure = row.failure
    return (
        row.clip,
        folder_name(row.clip),
        row.size_bytes,
        row.times.source_mtime_ns,
        row.content,
        row.key,
        row.status is Status.FAILED,
        failure is not None and failure.kind.may_pass,
        row.report is not None,
        to_line(row),
    )


def _known(
    facts: tuple[int | None, int, str, str], failed: int, may_pass: int, has_folder: int
) -> Known | None:
    size_bytes, mtime_ns, content, key = facts
    if size_bytes is None:
        return None
    return Known(size_bytes, mtime_ns, content, key, bool(failed), bool(may_pass), bool(has_folder))
