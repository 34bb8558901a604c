"""``kneecave history`` and ``kneecave compare`` as a user calls them."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.apps.conftest import Run, names_under
from tests.pose_files import save_performance
from tests.posed import CaveIn, Tempo, squat, standing


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Saved joints of two sets of one person: the left knee caves in the first."""
    folder = tmp_path_factory.mktemp("sets")
    tempo = Tempo(reps=2)
    caved = {number: CaveIn(left_deg=25.0) for number in (1, 2)}
    save_performance(squat(tempo=tempo, caves=caved), folder / "caved.pose.npz")
    save_performance(squat(tempo=tempo), folder / "clean.pose.npz")
    save_performance(standing(), folder / "standing.pose.npz")
    return folder


@pytest.fixture
def sets(reports: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder with the sets, and a history of its own."""
    monkeypatch.setenv("KNEECAVE_DB", str(here / "own" / "history.sqlite"))
    for file in reports.iterdir():
        shutil.copy(file, here)
    return here


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A clock five hours behind UTC."""
    monkeypatch.setenv("TZ", "EST5")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def anna(sets: Path, kneecave: Run) -> Path:
    """A history in which Anna has two sessions, two weeks apart."""
    kneecave("history", "add", "Anna", "caved.pose.npz", "--at", "2026-03-01", "-q")
    kneecave("history", "add", "Anna", "clean.pose.npz", "--at", "2026-03-15T18:30", "-q")
    return sets


def test_compare_says_what_changed_leg_by_leg(kneecave: Run, sets: Path) -> None:
    outcome = kneecave("compare", "caved.pose.npz", "clean.pose.npz")
    assert (outcome.code, outcome.err) == (0, "")
    assert "Left knee better; right knee: no real change." in outcome.out
    assert names_under(sets) == ["caved.pose.npz", "clean.pose.npz", "standing.pose.npz"]


def test_compare_reads_reports_folders_and_sessions_alike(kneecave: Run, anna: Path) -> None:
    kneecave("analyze", "caved.pose.npz", "clean.pose.npz", "-q")
    joints = json.loads(kneecave("compare", "caved.pose.npz", "clean.pose.npz", "--json").out)
    for before, after in (
        ("kneecave-out/caved/report.json", "kneecave-out/clean/report.json"),
        ("kneecave-out/caved", "session:2"),
        ("session:1", "clean.pose.npz"),
    ):
        outcome = kneecave("compare", before, after, "--json")
        assert json.loads(outcome.out)["legs"] == joints["legs"]


def test_a_test_says_what_it_is_consistent_with(kneecave: Run, sets: Path) -> None:
    outcome = kneecave("compare", "caved.pose.npz", "clean.pose.npz", "--test", "heel-raise")
    assert "consistent with ankle mobility or the foot" in outcome.out
    assert "There was no cave to test" in outcome.out


def test_compare_writes_a_page(kneecave: Run, sets: Path) -> None:
    outcome = kneecave("compare", "caved.pose.npz", "clean.pose.npz", "-q", "--html", "page.html")
    assert (outcome.code, outcome.out) == (0, "")
    assert "Left knee better" in (sets / "page.html").read_text(encoding="utf-8")


def test_what_cannot_be_compared(kneecave: Run, anna: Path) -> None:
    kneecave("history", "add", "Bert", "caved.pose.npz", "-q")
    for args, code, told in (
        (("caved.pose.npz", "standing.pose.npz"), 4, "no rep found"),
        (("caved.pose.npz", "missing.json"), 3, "cannot be read"),
        (("session:1", "session:3"), 2, "two people, Anna and Bert"),
        (("session:1", "session:9"), 3, "no session 9"),
        (("session:1", f"session:{10**20 - 1}"), 3, "no session 9999"),
        (("session:1", "session:x"), 2, "named by its number"),
    ):
        outcome = kneecave("compare", *args)
        assert (outcome.code, outcome.out) == (code, "")
        assert told in outcome.err
        assert len(outcome.err.splitlines()) == 1


def test_analyze_keeps_a_session(kneecave: Run, sets: Path) -> None:
    outcome = kneecave("analyze", "caved.pose.npz", "--save-as", "Anna")
    assert outcome.code == 0
    assert "kept as session 1 of Anna, who is new" in outcome.err
    again = kneecave("analyze", "caved.pose.npz", "--save-as", "anna", "--test", "band")
    assert "has these results already, session 1, kept as no test; delete session 1" in again.err
    same = kneecave("analyze", "caved.pose.npz", "--save-as", "anna").err
    assert same.endswith("has these results already, session 1\n")
    rows = json.loads(kneecave("history", "Anna", "--json").out)["sessions"]
    assert [(row["clip"], row["reps"], row["cave_reps"]) for row in rows] == [
        ("posed.mp4", 2, [1, 2])
    ]


def test_a_history_that_cannot_be_used_stops_before_any_work(kneecave: Run, sets: Path) -> None:
    (sets / "bad.sqlite").write_text("not a database, but long enough to be something")
    outcome = kneecave("analyze", "caved.pose.npz", "--save-as", "Anna", "--db", "bad.sqlite")
    assert outcome.code == 3
    assert "bad.sqlite is damaged" in outcome.err
    assert not (sets / "kneecave-out").exists()


def test_no_rep_keeps_nothing(kneecave: Run, sets: Path) -> None:
    outcome = kneecave("analyze", "standing.pose.npz", "--save-as", "Anna", "-q")
    assert outcome.code == 4
    assert json.loads(kneecave("history", "--json").out)["people"] == []


def test_a_test_without_a_person_is_a_wrong_call(kneecave: Run, sets: Path) -> None:
    outcome = kneecave("analyze", "caved.pose.npz", "--test", "band")
    assert (outcome.code, outcome.out) == (2, "")
    assert "--save-as" in outcome.err


def test_the_history_in_the_terminal(kneecave: Run, anna: Path) -> None:
    people = kneecave("history").out
    assert people.split() == ["Name", "Sessions", "First", "Last", "Anna", "2", "2026-03-01",
                              "2026-03-15"]  # fmt: skip
    outcome = kneecave("history", "anna")
    assert (outcome.code, outcome.err) == (0, "")
    assert "Anna, 2 sessions" in outcome.out
    assert outcome.out.count("↓ Better") == 1
    assert outcome.out.count("= No real change") == 1
    tables = [line for line in outcome.out.splitlines() if not line.endswith(".")]
    assert max(map(len, tables)) < 120


def test_times_are_told_where_the_reader_is(kneecave: Run, clock: None, sets: Path) -> None:
    kneecave("history", "add", "Anna", "caved.pose.npz", "--at", "2026-03-01T23:30", "-q")
    kneecave("history", "add", "Anna", "clean.pose.npz", "--at", "2026-03-15", "-q")
    assert kneecave("history").out.split()[-2:] == ["2026-03-01", "2026-03-15"]
    shown = kneecave("history", "Anna", "--html", "anna.html").out
    assert "2026-03-01 23:30" in shown
    assert "2026-03-15 00:00" in shown
    page = (sets / "anna.html").read_text(encoding="utf-8")
    for told in (shown, page):
        assert "on 2026-03-01" in told
        assert "2026-03-15" in told
        assert "2026-03-02" not in told
        assert "2026-03-14" not in told
    kept = json.loads(kneecave("history", "Anna", "--json").out)["sessions"]
    assert [row["at"] for row in kept] == ["2026-03-02T04:30:00Z", "2026-03-15T05:00:00Z"]


def test_the_history_as_a_page(kneecave: Run, anna: Path) -> None:
    assert kneecave("history", "Anna", "--html", "anna.html").code == 0
    assert "<svg" in (anna / "anna.html").read_text(encoding="utf-8")
    assert kneecave("history", "--html", "all.html").code == 2


def test_nobody_yet(kneecave: Run, sets: Path) -> None:
    assert "Nobody yet" in kneecave("history").out
    for args in (("Anna",), ("export",), ("delete", "Anna", "-y")):
        outcome = kneecave("history", *args)
        assert (outcome.code, outcome.out) == (3, "")
        assert "there is no history at" in outcome.err
    assert not (sets / "own").exists()


def test_somebody_unknown(kneecave: Run, anna: Path) -> None:
    outcome = kneecave("history", "Bert")
    assert (outcome.code, outcome.out) == (3, "")
    assert "nobody called Bert" in outcome.err


def test_near_names_are_told_even_quietly(kneecave: Run, anna: Path) -> None:
    outcome = kneecave("history", "add", "Ana", "clean.pose.npz", "-q")
    assert outcome.code == 0
    assert "also knows Anna: kept apart from Ana" in outcome.err


def test_export_delete_and_import(kneecave: Run, anna: Path) -> None:
    assert kneecave("history", "export", "all.jsonl").code == 0
    printed = kneecave("history", "export").out
    assert printed == (anna / "all.jsonl").read_text(encoding="utf-8")
    assert kneecave("history", "delete", "Anna").code == 2
    outcome = kneecave("history", "delete", "anna", "--yes")
    assert "Anna is deleted, 2 sessions" in outcome.err
    assert b"Anna" not in b"".join(file.read_bytes() for file in (anna / "own").iterdir())
    assert "2 sessions added" in kneecave("history", "import", "all.jsonl").err
    assert kneecave("history", "export").out == printed


def test_a_place_that_takes_no_export_is_told(kneecave: Run, anna: Path) -> None:
    outcome = kneecave("history", "export", "nowhere/all.jsonl")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.endswith("Choose another place.\n")
    assert len(outcome.err.splitlines()) == 1


def test_a_session_can_be_deleted_alone(kneecave: Run, anna: Path) -> None:
    assert kneecave("history", "delete", "--session", "1", "-y").code == 0
    assert len(json.loads(kneecave("history", "Anna", "--json").out)["sessions"]) == 1
    assert kneecave("history", "delete", "Anna", "--session", "2", "-y").code == 2
    assert kneecave("history", "delete", "-y").code == 2
    gone = kneecave("history", "delete", "--session", str(10**20 - 1), "-y")
    assert (gone.code, gone.out) == (3, "")
    assert "no session 9999" in gone.err


def test_the_data_folder_of_the_user(
    kneecave: Run, sets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KNEECAVE_DB")
    monkeypatch.setenv("XDG_DATA_HOME", str(sets / "data"))
    kneecave("history", "add", "Anna", "caved.pose.npz", "-q")
    assert (sets / "data" / "kneecave" / "history.sqlite").is_file()
