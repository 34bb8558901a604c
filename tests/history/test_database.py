"""A file that is damaged, strange, older, newer or in use by others."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kneecave.errors import HistoryError, OutputError
from kneecave.history import database
from kneecave.history.schema import VERSION
from kneecave.history.store import History
from kneecave.model.rep import Movement
from kneecave.model.verdict import Word
from tests.history.sessions import make_session

PROCESSES, EACH = 4, 6


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A history of some size, closed."""
    path = tmp_path_factory.mktemp("filled") / "history.sqlite"
    with History.open(path) as history:
        for day in range(60):
            history.add("Anna", make_session(day=day))
    return path.read_bytes()


@pytest.fixture
def filled(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "history.sqlite"
    path.write_bytes(content)
    return path


def refused(path: Path) -> str:
    """Return the message of opening it, after making sure that not one byte was changed."""
    before = path.read_bytes()
    with pytest.raises(HistoryError) as told, History.open(path):
        pass
    assert path.read_bytes() == before
    assert len(str(told.value).splitlines()) == 1
    return str(told.value)


@pytest.mark.parametrize("at", [0, 0.02, 0.3, 0.5, 0.7])
def test_a_scrambled_file_is_told_and_left_alone(filled: Path, at: float) -> None:
    content = bytearray(filled.read_bytes())
    start = int(at * len(content))
    content[start : start + 4096] = b"\xa5" * 4096
    filled.write_bytes(content)
    message = refused(filled)
    assert "is damaged" in message
    assert "kneecave history import" in message


def test_a_file_cut_short(filled: Path) -> None:
    filled.write_bytes(filled.read_bytes()[: filled.stat().st_size // 2])
    assert "is damaged" in refused(filled)


def test_a_file_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(4000))
    message = refused(path)
    assert "or another program's file (it does not start as a database does)" in message
    assert "--db" in message


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    assert "another program's database" in refused(path)


def test_a_newer_file(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as newer:
        newer.execute(f"PRAGMA user_version = {VERSION + 1}")
        newer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    message = refused(filled)
    assert "newer kneecave" in message
    assert "Update kneecave" in message


def test_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    """``version_1.sql`` is what the first version of the tables looked like, with content."""
    path = tmp_path / "old.sqlite"
    script = (Path(__file__).parent / "version_1.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as old:
        old.executescript(script)
        assert old.execute("PRAGMA user_version").fetchone() == (1,)
    with History.open(path) as history:
        (kept,) = history.sessions("Anna")
        assert (kept.session.clip, kept.session.tried) == ("squat.mp4", None)
        assert [result.word for result in kept.session.results] == [Word.CAVE, Word.UNMEASURABLE]
        assert kept.session.movements == (Movement.SQUAT,)
        history.add("Anna", make_session(day=400))
    with closing(sqlite3.connect(path)) as now:
        assert now.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_word_nobody_knows_is_told(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as strange:
        strange.execute("UPDATE result SET word = 'wobble' WHERE session_id = 1")
        strange.commit()
    with (
        History.open(filled) as history,
        pytest.raises(HistoryError, match=r"session 1 .*'wobble'"),
    ):
        history.sessions("Anna")


@pytest.mark.parametrize("change", ["spread = NULL", "rep = 9e999"])
def test_a_number_that_is_none_is_told(filled: Path, change: str) -> None:
    with closing(sqlite3.connect(filled)) as strange:
        strange.execute(f"UPDATE result SET {change} WHERE session_id = 1 AND rep = 1")
        strange.commit()
    with (
        History.open(filled) as history,
        pytest.raises(HistoryError, match="session 1 of the history holds what"),
    ):
        history.sessions("Anna")


def test_a_place_that_takes_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(OutputError, match="cannot be opened"),
        History.open(tmp_path / "file" / "h"),
    ):
        pass


def test_another_writer_that_never_ends_is_told(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE_S", 0.1)
    with closing(sqlite3.connect(filled, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with History.open(filled) as history:
            with pytest.raises(HistoryError, match="in use by another program"):
                history.add("Anna", make_session(day=99))
            assert len(history.sessions("Anna")) == 60


def test_a_reader_that_stays_keeps_traces_and_that_is_told(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE_S", 0.1)
    with closing(sqlite3.connect(filled, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM person").fetchone()
        with History.open(filled) as history:
            with pytest.raises(HistoryError, match="traces may be left"):
                history.delete_person("Anna")
            assert history.people() == ()
        other.execute("COMMIT")
        with History.open(filled) as history, pytest.raises(HistoryError, match="nobody"):
            history.delete_person("Anna")
    assert b"Anna" not in b"".join(file.read_bytes() for file in filled.parent.iterdir())


WRITER = """
import sys
from pathlib import Path
from kneecave.history.store import History
from tests.history.sessions import make_session
who, count = int(sys.argv[2]), int(sys.argv[3])
for number in range(count):
    with History.open(Path(sys.argv[1])) as history:
        history.add("Shared", make_session(day=who * 100 + number))
        history.add(f"Own {who}", make_session(day=who * 100 + number))
"""


def test_several_processes_write_at_the_same_time(tmp_path: Path, root: Path) -> None:
    """The file is made, brought up to date and written by all of them at once."""
    path = tmp_path / "history.sqlite"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(who), str(EACH)],
            cwd=root,
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in range(PROCESSES)
    ]
    assert [writer.communicate(timeout=60)[1] for writer in writers] == [""] * PROCESSES
    with History.open(path) as history:
        assert len(history.sessions("Shared")) == PROCESSES * EACH
        for who in range(PROCESSES):
            assert len(history.sessions(f"Own {who}")) == EACH
