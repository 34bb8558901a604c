"""The summary of a batch holds the numbers of its rows, in every file, whatever their number."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import subprocess
import tracemalloc
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from kneecave.errors import OutputError
from kneecave.model.batch import ClipRow, FailureKind
from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric
from kneecave.outputs import batch_tables
from kneecave.outputs.batch_page import headline, lead, render, reps_told
from kneecave.outputs.batch_rows import Collected
from kneecave.outputs.batch_summary import write_summary
from kneecave.outputs.clip_row import from_line
from kneecave.outputs.words import NOTICE
from tests.outputs.batch_rows import failed, made

L, R = Leg.LEFT, Leg.RIGHT
LUNGES = made(
    "c lunge.mp4",
    (4.0, None, 16.0, None),
    (None, 5.0, None, 12.0),
    lead=(L, R, L, R),
    movement=Movement.ALTERNATING_LUNGE,
)
ROWS = (
    made("a.mp4", (3.0, 20.0), (2.0, -1.0)),
    replace(made("b</script><b>.mp4"), person="=Ben", session="2"),
    LUNGES,
    failed("d.mp4"),
    made("e.mp4", (None,), (11.0,)),
)


def summary(folder: Path, rows: Sequence[ClipRow] = ROWS) -> Path:
    folder.mkdir(exist_ok=True)
    write_summary(lambda: iter(rows), folder)
    return folder


def data_of(page: str) -> dict[str, list[list[Any]]]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, list[list[Any]]] = json.loads(found[1])
    return data


def collected(rows: Sequence[ClipRow]) -> Collected:
    found = Collected()
    for row in rows:
        found.add(row)
    return found


def test_json_lines_are_the_rows(tmp_path: Path) -> None:
    lines = (summary(tmp_path) / "summary.jsonl").read_bytes().splitlines(keepends=True)
    assert tuple(map(from_line, lines)) == ROWS


def test_the_table_holds_each_clip_and_its_numbers(tmp_path: Path) -> None:
    with (summary(tmp_path) / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["clip"] for row in rows] == [row.clip for row in ROWS]
    squat, _, lunge, none, _ = rows
    assert (squat["left_peak"], squat["right_peak"]) == ("20.0000", "2.0000")
    assert (squat["difference"], squat["difference_spread"]) == ("18.0000", "3.5355")
    assert (squat["verdict"], squat["cave_reps"], squat["left_worst_rep"]) == ("cave", "2", "2")
    assert [lunge[f"{leg}_lead_{what}"] for leg in Leg for what in ("reps", "caves")] == list(
        "2120"
    )
    assert (none["verdict"], none["reps"], none["left_peak"]) == ("", "", "")
    assert (none["failure"], none["exit_code"]) == ("unreadable", "3")
    assert "empty (0 bytes)" in none["message"]


def test_parquet_holds_what_the_table_holds(tmp_path: Path) -> None:
    summary(tmp_path)
    rows = pq.read_table(tmp_path / "summary.parquet").to_pylist()
    with (tmp_path / "summary.csv").open(encoding="utf-8", newline="") as file:
        texts = list(csv.DictReader(file))
    assert list(rows[0]) == list(texts[0])
    assert rows[0]["left_peak"] == 20.0
    assert rows[0]["cave_reps"] == [2]
    assert rows[3]["left_peak"] is None
    for row, text in zip(rows, texts, strict=True):
        assert {name for name, value in row.items() if value in (None, [])} == {
            name for name, value in text.items() if value == ""
        }


def test_without_its_extra_parquet_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_tables, "find_spec", lambda _: None)
    page = (summary(tmp_path) / "summary.html").read_text(encoding="utf-8")
    assert not (tmp_path / "summary.parquet").exists()
    assert "summary.csv" in page
    assert "summary.parquet" not in page


def test_only_json_lines_hold_times(tmp_path: Path) -> None:
    later = [
        replace(row, times=replace(row.times, seconds=99.0, analysed_at="2027")) for row in ROWS
    ]
    one, other = summary(tmp_path / "one"), summary(tmp_path / "other", later)
    for name in ("summary.csv", "summary.parquet", "summary.html"):
        assert (one / name).read_bytes() == (other / name).read_bytes()
    assert (one / "summary.jsonl").read_bytes() != (other / "summary.jsonl").read_bytes()


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="summary cannot be written"):
        write_summary(lambda: iter(ROWS), tmp_path / "gone")


def test_the_answer_counts_clips() -> None:
    found = collected(ROWS)
    assert headline(found) == "In 2 of 4 clips a knee caved in."
    assert lead(found) == (
        "1 to watch and 1 clear. 1 clip has no answer; the reasons are at the end."
    )
    assert headline(collected([made("a.mp4")])) == "No knee cave in 1 clip."
    assert headline(collected([failed("a.mp4")])) == "No clip could be analysed."


def test_the_answer_is_of_clips_that_could_be_judged() -> None:
    unjudged = [made(f"u{number}.mp4", (None,), (None,)) for number in range(3)]
    assert headline(collected(unjudged)) == "No clip could be judged."
    assert lead(collected(unjudged)) == "3 unmeasurable."
    clear = [*unjudged, made("a.mp4"), made("b.mp4")]
    assert headline(collected(clear)) == "No knee cave in the 2 clips that could be judged."
    assert headline(collected([*unjudged, *ROWS])) == (
        "In 2 of the 4 clips that could be judged a knee caved in."
    )


def test_the_page_holds_each_leg_with_its_spread_and_side() -> None:
    page = render(collected(ROWS), ["summary.csv"])
    clips = {row[0]: row for row in data_of(page)["clips"]}
    assert clips["a.mp4"][3:5] == ["cave", "2 squats"]
    left, right, difference = clips["a.mp4"][6:9]
    assert left == ["cave", 20.0, 2.5, 10.0, "20.0°", "± 2.5°", "limit 10°", "1 of 2 reps caved"]
    assert right[4:] == ["2.0°", "± 2.5°", "limit 10°", "2 reps, none caved"]
    assert difference[0] == pytest.approx(18.0 / 12.5**0.5, abs=1e-3)
    assert difference[1:] == ["18.0° ± 3.5°", "left further inside"]
    assert clips["b</script><b>.mp4"][8][1:] == ["1.0° ± 3.5°", "within the spread"]
    assert clips["e.mp4"][6] == ["unmeasurable", ""]
    assert clips["e.mp4"][7][7] == "1 rep, 1 to watch"
    assert page.count("</script>") == 2, "a name must not end the data"
    assert NOTICE in page


def test_lunges_compare_the_legs_in_front() -> None:
    assert reps_told(LUNGES, L) == "1 of 2 reps in front caved"
    assert reps_told(LUNGES, R) == "2 reps in front, 1 to watch"
    lunge = next(
        row for row in data_of(render(collected(ROWS), []))["clips"] if row[0] == "c lunge.mp4"
    )
    assert lunge[12] == "lcu" + "ruc" + "lvu" + "ruw"
    assert lunge[8][1:] == ["4.0° ± 3.5°", "left further inside"]
    only_left = made("l.mp4", (4.0,), (None,), lead=(L,), movement=Movement.SPLIT_SQUAT)
    assert data_of(render(collected([only_left]), []))["clips"][0][7] == [
        "unmeasurable",
        "never in front",
    ]


def test_clips_without_an_answer_stand_with_their_reasons() -> None:
    crashed = failed("z.mp4", FailureKind.CRASHED, "the clip ended its worker, twice")
    repless = failed("n.mp4", FailureKind.NOTHING_FOUND, "no rep found.")
    repless = replace(repless, report="clips/n.mp4/report.html")
    page = render(collected([*ROWS, repless, crashed]), [])
    assert [row[3:] for row in data_of(page)["failed"]] == [
        ["Cannot be read", "d.mp4 is empty (0 bytes); copy or export it again", None],
        ["Nobody, or no rep", "no rep found.", "clips/n.mp4/report.html"],
        ["Crashed", "the clip ended its worker, twice", None],
    ]
    assert "Cannot be read: <b>1</b>, Nobody, or no rep: <b>1</b>, Crashed: <b>1</b>" in page


def test_nothing_foreign_is_asked_for_and_only_the_own_script_runs() -> None:
    page = render(collected(ROWS), ["summary.csv", "summary.jsonl"])
    assert not re.search(r"(https?:)?//[a-z]", page.replace("http://www.w3.org/2000/svg", ""))
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(script) == 1
    digest = b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page


def test_a_ratio_is_worse_the_smaller_it_is() -> None:
    row = made("k.mp4")
    legs = [
        replace(leg, peak=peak, spread=0.04, limit=0.9)
        for leg, peak in ((row.left, 0.7), (row.right, 0.7))
        if leg is not None
    ]
    kasr = replace(row, metric=Metric.KASR, left=legs[0], right=legs[1])
    shown = data_of(render(collected([kasr]), []))["clips"][0]
    assert shown[6][4:7] == ["0.70", "± 0.04", "limit 0.9"]
    assert shown[8] is None
    assert shown[9] == -1


def test_of_very_many_clips_the_page_holds_those_that_stand_out() -> None:
    found = Collected(most=100, most_failed=2)
    for number in range(1007):
        found.add(made(f"{number:06}.mp4", (number / 100,), (0.0,)))
        found.add(failed(f"{number:06}x.mp4"))
    page = render(found, [])
    data = data_of(page)
    assert [row[0] for row in data["clips"]] == [f"{n:06}.mp4" for n in range(907, 1007)]
    assert [row[0] for row in data["failed"]] == ["000000x.mp4", "000001x.mp4"]
    assert headline(found) == "No knee cave in 1\u2009007 clips."
    assert "This page holds the 100 clips that stand out most of 1\u2009007" in page
    assert "This page holds 2 of them" in page


def test_what_is_held_does_not_grow_with_the_rows() -> None:
    def held_bytes(count: int) -> int:
        found = Collected(most=50, most_failed=10)
        tracemalloc.start()
        for number in range(count):
            found.add(made(f"{number:06}.mp4", (number / 100,), (0.0,)))
        _, most_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most_bytes

    assert held_bytes(800) < 1.3 * held_bytes(200)


@pytest.mark.slow
def test_a_browser_shows_the_worst_clip_first(tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no chromium")
    repless = replace(failed("n.mp4"), report="clips/n.mp4/report.html")
    nameless = [replace(row, person=None) for row in (*ROWS, repless)]
    page = summary(tmp_path, nameless) / "summary.html"
    shown = subprocess.run(
        [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    ).stdout
    assert "Showing 1–4 of 4." in shown
    rows = re.findall(r'<th class="who" scope="row">(?:<a [^>]*>)?([^<&]*)', shown)
    assert rows == ["a.mp4", "c lunge.mp4", "e.mp4", "b"]
    assert '<td><a href="clips/n.mp4/report.html">n.mp4</a>' in shown
    assert "<td>d.mp4<" in shown
    assert 'aria-label="Left: 20.0° ± 2.5°, limit 10°, Cave; Right: 2.0° ± 2.5°' in shown
