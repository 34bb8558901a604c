"""``kneecave analyze`` on joints that are known: what is printed, written, and the exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.apps.conftest import Run, in_a_process, names_under
from tests.pose_files import save_performance
from tests.posed import CaveIn, Person, Tempo, squat, standing

RESULTS = ["frames.csv", "report.html", "report.json", "reps.csv"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Saved pose tracks: a set with a cave in rep 2, left; a clean set; somebody who stands."""
    folder = tmp_path_factory.mktemp("tracks")
    tempo = Tempo(reps=3)
    caved = squat(Person(), tempo=tempo, caves={2: CaveIn(left_deg=25.0)})
    save_performance(caved, folder / "caved.pose.npz")
    save_performance(squat(Person(), tempo=tempo), folder / "clean.pose.npz")
    save_performance(standing(Person()), folder / "standing.pose.npz")
    return folder


@pytest.fixture
def caved(folder: Path) -> Path:
    return folder / "caved.pose.npz"


@pytest.fixture
def clean(folder: Path) -> Path:
    return folder / "clean.pose.npz"


@pytest.fixture
def nobody_moves(folder: Path) -> Path:
    return folder / "standing.pose.npz"


def test_a_table_on_stdout_and_files_in_a_folder(kneecave: Run, here: Path, caved: Path) -> None:
    outcome = kneecave("analyze", caved)
    assert (outcome.code, outcome.err) == (0, "")
    assert names_under(here / "kneecave-out" / "caved") == RESULTS
    rows = [line.split() for line in outcome.out.splitlines() if line.strip()[:1].isdigit()]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert [row[1:3] for row in rows] == [["✓", "Clear"], ["◆", "Cave"], ["✓", "Clear"]]
    assert all("±" in row for row in rows)
    assert "Results: kneecave-out/caved" in outcome.out


def test_plain_text_where_there_is_no_terminal(kneecave: Run, caved: Path) -> None:
    out = kneecave("analyze", caved).out
    assert "\x1b" not in out
    assert "─" not in out


def test_lines_of_the_table_fit_80_columns(kneecave: Run, caved: Path) -> None:
    out = kneecave("analyze", caved).out
    table = [line for line in out.splitlines() if line.strip()[:1].isdigit()]
    assert table
    assert max(map(len, table)) <= 80


def test_json_alone_writes_no_file(kneecave: Run, here: Path, caved: Path) -> None:
    outcome = kneecave("analyze", caved, "--json", "--no-video")
    report = json.loads(outcome.out)
    assert (outcome.code, outcome.err) == (0, "")
    assert report["schema_version"] == 1
    assert report["summary"]["cave_reps"] == [2]
    assert report["reps"][1]["legs"]["left"]["verdict"] == "cave"
    assert names_under(here) == []


def test_json_with_a_folder_writes_it_too(kneecave: Run, here: Path, caved: Path) -> None:
    outcome = kneecave("analyze", caved, "--json", "--no-video", "--out", "results")
    assert names_under(here / "results" / "caved") == RESULTS
    written = (here / "results" / "caved" / "report.json").read_text(encoding="utf-8")
    assert json.loads(outcome.out) == json.loads(written)


def test_json_of_several_is_one_line_each(kneecave: Run, caved: Path, clean: Path) -> None:
    outcome = kneecave("analyze", caved, clean, "--json", "--no-video")
    reports = [json.loads(line) for line in outcome.out.splitlines()]
    assert [report["summary"]["verdict"] for report in reports] == ["cave", "clear"]


@pytest.mark.parametrize(
    ("fail_on", "code_of_caved"),
    [("cave", 10), ("watch", 10)],
)
def test_fail_on(kneecave: Run, caved: Path, clean: Path, fail_on: str, code_of_caved: int) -> None:
    assert kneecave("analyze", caved, "--fail-on", fail_on).code == code_of_caved
    assert kneecave("analyze", clean, "--fail-on", fail_on).code == 0
    assert kneecave("analyze", clean, caved, "--fail-on", fail_on).code == code_of_caved


def test_a_threshold_decides(kneecave: Run, caved: Path) -> None:
    options = ["--metric", "frontal", "--fail-on", "cave", "--threshold"]
    assert kneecave("analyze", caved, *options, "59").code == 0
    assert kneecave("analyze", caved, *options, "3").code == 10


def test_settings_from_a_file(kneecave: Run, here: Path, caved: Path) -> None:
    (here / "own.toml").write_text('metric = "kasr"\n[limits]\ncertainty_z = 1.0\n')
    report = json.loads(
        kneecave("analyze", caved, "--settings", "own.toml", "--json", "--no-video").out
    )
    assert report["metric"]["name"] == "kasr"
    assert report["settings"]["limits.certainty_z"] == 1.0


def test_no_rep_has_its_line_its_code_and_its_report(
    kneecave: Run, here: Path, nobody_moves: Path
) -> None:
    outcome = kneecave("analyze", nobody_moves)
    assert outcome.code == 4
    assert len(outcome.err.splitlines()) == 1
    assert "no rep found" in outcome.err
    assert names_under(here / "kneecave-out" / "standing") == RESULTS


def test_one_bad_clip_does_not_stop_the_rest(kneecave: Run, here: Path, caved: Path) -> None:
    outcome = kneecave("analyze", "missing.mp4", caved)
    assert outcome.code == 5
    assert outcome.err.startswith("kneecave: missing.mp4")
    assert names_under(here / "kneecave-out") == ["caved", *(f"caved/{name}" for name in RESULTS)]


def test_quiet_prints_nothing(kneecave: Run, caved: Path) -> None:
    outcome = kneecave("analyze", caved, "--quiet")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_a_second_run_replaces_the_results(kneecave: Run, here: Path, caved: Path) -> None:
    kneecave("analyze", caved)
    report = here / "kneecave-out" / "caved" / "report.json"
    report.write_text("old")
    kneecave("analyze", caved)
    assert json.loads(report.read_text(encoding="utf-8"))["schema_version"] == 1
    assert names_under(here / "kneecave-out" / "caved") == RESULTS


def test_the_joints_can_be_saved_and_analysed_again(kneecave: Run, here: Path, caved: Path) -> None:
    options = ("--json", "--no-video", "--save-pose")
    first = kneecave("analyze", caved, *options, "--out", "a")
    again = kneecave("analyze", "a/caved/caved.pose.npz", *options, "--out", "b")
    assert again.out == first.out
    assert names_under(here / "b" / "caved") == sorted([*RESULTS, "caved.pose.npz"])


def test_saved_joints_are_not_overwritten_by_themselves(
    kneecave: Run, here: Path, caved: Path
) -> None:
    kept = here / "kneecave-out" / "caved"
    kept.mkdir(parents=True)
    shutil.copy(caved, kept)
    outcome = kneecave("analyze", kept / "caved.pose.npz", "--save-pose")
    assert outcome.code == 2
    assert (kept / "caved.pose.npz").read_bytes() == caved.read_bytes()


def test_debug_shows_where_an_error_comes_from(kneecave: Run) -> None:
    outcome = kneecave("analyze", "missing.mp4", "--debug")
    assert outcome.code == 3
    assert "Traceback" in outcome.err
    assert outcome.err.splitlines()[-1].startswith("kneecave: missing.mp4")


def test_a_terminal_that_cannot_show_the_glyphs(here: Path, caved: Path) -> None:
    outcome = in_a_process("analyze", caved, cwd=here, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (outcome.code, outcome.err) == (0, "")
    assert "? Cave" in outcome.out


def test_a_reader_of_stdout_that_leaves(here: Path, caved: Path) -> None:
    in_a_shell = ("sh", "-c", '"$@" --json --no-video | head -c 1', "sh")
    outcome = in_a_process("analyze", caved, before=in_a_shell, cwd=here)
    assert outcome.out == "{"
    assert "Traceback" not in outcome.err
