"""The history keeps what it is given, of whom it is given, and nothing of whom it was told to
forget."""

from __future__ import annotations

import io
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneecave.errors import HistoryError, UsageError
from kneecave.history.store import History
from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.model.session import Tried
from tests.history.sessions import MONDAY, make_session


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.sqlite"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    with History.open(path) as opened:
        yield opened


def bytes_beside(path: Path) -> bytes:
    """Everything in the file, its log and its index."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def test_what_is_added_comes_back_the_same(history: History) -> None:
    later = make_session((12.0, None, 15.5), (3.0, 2.0, None), day=3, tried=Tried.HEEL_RAISE)
    first = make_session(day=0, yaw_deg=None)
    assert history.add("Anna", later).new
    assert history.add("Anna", first).new
    assert [kept.session for kept in history.sessions("Anna")] == [first, later]


def test_a_session_keeps_its_number(history: History) -> None:
    number = history.add("Anna", make_session()).number
    kept = history.session(number)
    assert (kept.number, kept.person, kept.session) == (number, "Anna", make_session())
    with pytest.raises(HistoryError, match="no session 99"):
        history.session(99)


def test_the_same_results_count_once(history: History) -> None:
    first = history.add("Anna", make_session())
    again = history.add("anna", make_session())
    assert (again.new, again.number) == (False, first.number)
    assert len(history.sessions("Anna")) == 1


def test_people_with_count_first_and_last(history: History) -> None:
    history.add("Zoë", make_session(day=5))
    history.add("Anna", make_session(day=1))
    history.add("Anna", make_session(day=9))
    anna, zoe = history.people()
    assert (anna.name, anna.sessions, zoe.name) == ("Anna", 2, "Zoë")
    assert (anna.first - MONDAY).days == 1
    assert (anna.last - MONDAY).days == 9


@pytest.mark.parametrize("spelled", ["Anna Weiß", "anna weiß", "ANNA WEISS", " Anna  Weiß "])
def test_one_person_however_written(history: History, spelled: str) -> None:
    history.add("Anna Weiß", make_session(day=1))
    added = history.add(spelled, make_session(day=2))
    assert (added.person, added.new_person) == ("Anna Weiß", False)
    assert [person.sessions for person in history.people()] == [2]


def test_near_names_are_told_and_never_merged(history: History) -> None:
    history.add("Anna", make_session(day=1))
    added = history.add("Ana", make_session(day=2))
    assert (added.new_person, added.near) == (True, ("Anna",))
    assert [person.sessions for person in history.people()] == [1, 1]
    assert history.add("Bernhard", make_session(day=3)).near == ()


def test_an_unknown_name_is_told_with_the_near_ones(history: History) -> None:
    history.add("Anna", make_session())
    with pytest.raises(HistoryError, match="nobody called Annna; did you mean Anna"):
        history.sessions("Annna")


@pytest.mark.parametrize("name", ["", "   ", "a" * 101, "a\x1bb", "\u202eabc"])
def test_names_that_are_none(history: History, name: str) -> None:
    with pytest.raises(UsageError):
        history.add(name, make_session())
    assert history.people() == ()


@settings(max_examples=25)
@given(names=st.lists(st.text("aAbB é", min_size=1, max_size=3), min_size=2, max_size=6))
def test_two_people_never_mix(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    """Whoever is added, each person's sessions are those that were added under the name."""
    wanted: dict[str, list[int]] = {}
    with History.open(tmp_path_factory.mktemp("mix") / "h.sqlite") as history:
        for day, name in enumerate(names):
            if name.strip():
                history.add(name, make_session(day=day))
                wanted.setdefault(" ".join(name.casefold().split()), []).append(day)
        for key, days in wanted.items():
            found = [(kept.session.at - MONDAY).days for kept in history.sessions(key)]
            assert found == days
        assert len(history.people()) == len(wanted)


def test_a_deleted_person_leaves_no_byte(path: Path) -> None:
    with History.open(path) as history:
        for day in range(40):
            history.add("Bartholomäus", make_session(day=day, clip=f"barth-{day}.mp4"))
            history.add("Anna", make_session(day=day))
        name = "Bartholomäus".encode()
        assert name in bytes_beside(path)
        assert history.delete_person("bartholomäus") == 40
        left = bytes_beside(path)
        assert name not in left
        assert "bartholomäus".encode() not in left
        assert b"barth-" not in left
        assert [person.name for person in history.people()] == ["Anna"]
        assert len(history.sessions("Anna")) == 40
    assert name not in bytes_beside(path)


def test_a_deleted_session_leaves_no_byte(history: History, path: Path) -> None:
    history.add("Anna", make_session(day=1))
    number = history.add("Anna", make_session(day=2, clip="by-mistake.mp4")).number
    assert history.delete_session(number).session.clip == "by-mistake.mp4"
    assert b"by-mistake" not in bytes_beside(path)
    assert len(history.sessions("Anna")) == 1


def test_the_last_session_takes_its_person_along(history: History) -> None:
    number = history.add("Anna", make_session()).number
    history.delete_session(number)
    assert history.people() == ()


def test_deleting_nobody_is_told(history: History) -> None:
    with pytest.raises(HistoryError, match="nobody called Anna"):
        history.delete_person("Anna")


def test_an_export_comes_back_equal(history: History, tmp_path: Path) -> None:
    history.add("Anna", make_session((12.0, None, 15.5), (3.0, 2.0, None), tried=Tried.BAND))
    history.add("Zoë", make_session(day=4, yaw_deg=None))
    first, second = io.StringIO(), io.StringIO()
    assert history.export_to(first) == 2
    with History.open(tmp_path / "other.sqlite") as other:
        first.seek(0)
        came = other.import_from(first)
        assert (came.sessions, came.known, came.people) == (2, 0, ("Anna", "Zoë"))
        other.export_to(second)
        first.seek(0)
        assert other.import_from(first).known == 2
        assert len(other.people()) == 2
    assert second.getvalue() == first.getvalue()


def test_an_export_of_one_person(history: History) -> None:
    history.add("Anna", make_session())
    history.add("Zoë", make_session(day=1))
    file = io.StringIO()
    assert history.export_to(file, person="zoë") == 1
    assert "Anna" not in file.getvalue()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("spread", "NaN", "rep 1: spread: nan is no finite number"),
        ("value", "1e999", "rep 1: value: inf is no finite number"),
        ("rep", str(10**20), "rep: the number is too large"),
        ("schema_version", str(2**63), "schema_version: the number is too large"),
        ("yaw_deg", "-Infinity", "yaw_deg: -inf is no finite number"),
        ("filters.cutoff_hz", "NaN", "filters.cutoff_hz: nan is no finite number"),
    ],
)
def test_a_number_that_no_table_holds_adds_nothing(
    history: History, field: str, value: str, told: str
) -> None:
    text = io.StringIO()
    history.add("Anna", make_session())
    history.export_to(text)
    history.delete_person("Anna")
    changed, count = re.subn(
        rf'("{re.escape(field)}": ?)[-\d.]+', rf"\g<1>{value}", text.getvalue()
    )
    assert count
    with pytest.raises(HistoryError, match=rf"line 2 of the export is damaged \({re.escape(told)}"):
        history.import_from(io.StringIO(changed))
    assert history.people() == ()


def test_a_damaged_export_adds_nothing(history: History) -> None:
    file = io.StringIO()
    history.add("Anna", make_session())
    history.add("Anna", make_session(day=1))
    history.export_to(file)
    history.delete_person("Anna")
    lines = file.getvalue().splitlines(keepends=True)
    with pytest.raises(HistoryError, match="line 3 of the export is damaged"):
        history.import_from(io.StringIO("".join([*lines[:2], lines[2][:60]])))
    assert history.people() == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not an export"),
        ("[]\n", "not an export"),
        ('{"format": "kneecave history", "version": 2}\n', "version 2"),
    ],
)
def test_what_is_no_export(history: History, text: str, told: str) -> None:
    with pytest.raises(HistoryError, match=told):
        history.import_from(io.StringIO(text))


def test_the_trend_leaves_tests_out(history: History) -> None:
    history.add("Anna", make_session((14.0, 15.0, 16.0), day=0))
    history.add("Anna", make_session((1.0, 2.0, 3.0), day=1, tried=Tried.HEEL_RAISE))
    history.add("Anna", make_session((3.0, 3.0, 3.0), day=20))
    trend = history.trend("Anna", Movement.SQUAT, Leg.LEFT)
    assert [point.level.value for point in trend.points] == [15.0, 3.0]


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX knows them")
def test_only_the_owner_can_read_it(history: History, path: Path) -> None:
    history.add("Anna", make_session())
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
