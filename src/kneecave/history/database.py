"""The history's file: opened with care, never overwritten when something is wrong with it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kneecave.errors import HistoryError, OutputError
from kneecave.history.schema import APPLICATION_ID, MIGRATIONS, VERSION

PATIENCE_S = 30.0
"""How long a writer waits for another one."""

_MAGIC = b"SQLite format 3\x00"
_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a checked connection to the history at ``path``, made or brought up to date if needed.

    A file that is damaged, another program's, or of a newer kneecave is left as it is.

    Raises
    ------
    HistoryError
        The file cannot be read, is damaged, another program's, too new, or too long in use.
    OutputError
        It cannot be made or written.
    """
    _make(path)
    with told(path), closing(sqlite3.connect(path, PATIENCE_S, isolation_level=None)) as database:
        _check(database, path)
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA secure_delete = ON")
        database.execute("PRAGMA synchronous = NORMAL")  # with the log: never damaged
        _keep_a_log(database)
        _migrate(database, path)
        yield database


def _make(path: Path) -> None:
    """Make an empty file that only its owner can read, if there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise OutputError(
            f"the history {path} cannot be opened: {error.strerror or error}; "
            "choose another file with --db"
        ) from error
    if start not in (b"", _MAGIC):
        raise HistoryError(
            f"{path} is damaged, or another program's file (it does not start as a database does); "
            "nothing was changed. Choose another file with --db, or move it away and bring back a "
            "copy, or what was exported: kneecave history import FILE.jsonl"
        )


def damaged(path: Path, how: str) -> HistoryError:
    """Return the error of a damaged file, with what to do."""
    return HistoryError(
        f"the history {path} is damaged ({how}); nothing was changed. Move it away and bring back "
        "a copy, or what was exported: kneecave history import FILE.jsonl"
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ones the user can be told."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _IN_USE:
            raise HistoryError(
                f"the history {path} is in use by another program; try again when it is done"
            ) from error
        if code in _UNWRITABLE:
            raise OutputError(f"the history {path} cannot be written: {error}") from error
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise damaged(path, str(error)) from error
        raise


def _check(database: sqlite3.Connection, path: Path) -> None:
    """Raise if the file is damaged, another program's, or of a newer kneecave."""
    found = [str(row[0]) for row in database.execute("PRAGMA integrity_check(1)")]
    if found != ["ok"]:
        raise damaged(path, " ".join(found[0].split()))
    version, application = _version(database), _pragma(database, "application_id")
    if application != APPLICATION_ID and _tables(database):
        raise HistoryError(f"{path} is another program's database; choose another file with --db")
    if version > VERSION:
        raise HistoryError(
            f"the history {path} was made by a newer kneecave (version {version} of its tables, "
            f"this one knows {VERSION}); nothing was changed. Update kneecave"
        )


def _pragma(database: sqlite3.Connection, name: str) -> int:
    return int(database.execute(f"PRAGMA {name}").fetchone()[0])


def _version(database: sqlite3.Connection) -> int:
    return _pragma(database, "user_version")


def _tables(database: sqlite3.Connection) -> int:
    return int(database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _keep_a_log(database: sqlite3.Connection) -> None:
    """Switch to write-ahead logging, in which readers and a writer do not wait for each other.

    SQLite does not wait by itself for this switch, so it is tried until there is room for it.
    """
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _IN_USE or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _migrate(database: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date, all of the way or not at all."""
    if _version(database) == VERSION:
        return
    with writing(database):
        version = _version(database)  # another process may have been first
        if version > VERSION:
            raise HistoryError(f"the history {path} was made by a newer kneecave")
        for script in MIGRATIONS[version:]:
            for statement in filter(str.strip, script.split(";")):
                database.execute(statement)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def writing(database: sqlite3.Connection) -> Iterator[None]:
    """Make the block one change: all of it or none; other writers wait."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


@contextmanager
def reading(database: sqlite3.Connection) -> Iterator[None]:
    """Let the block see one state of the file, whatever others write meanwhile."""
    if database.in_transaction:
        yield
        return
    database.execute("BEGIN")
    try:
        yield
    finally:
        database.execute("COMMIT")


def scrub(database: sqlite3.Connection, path: Path) -> None:
    """Overwrite what was deleted: in free pages, and in the log beside the file.

    Raises
    ------
    HistoryError
        Another program keeps the history open for reading, so that the log cannot be emptied.
    """
    database.execute("VACUUM")
    until = time.monotonic() + PATIENCE_S
    while database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() > until:
            raise HistoryError(
                f"deleted, but another program has the history {path} open, so that traces may be "
                "left in the file beside it; close that program and delete again"
            )
        time.sleep(0.05)
