from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kneecave.errors import OutputError
from kneecave.model.body import Leg
from kneecave.model.verdict import Unmeasurable
from kneecave.outputs.files import write_text
from kneecave.outputs.tables import write_frame_table, write_rep_table
from tests.outputs.analyses import make_analysis


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rep_table_has_a_row_for_each_leg_with_its_verdict(tmp_path: Path) -> None:
    analysis = make_analysis("cave")
    write_rep_table(tmp_path / "reps.csv", analysis)
    rows = rows_of(tmp_path / "reps.csv")
    assert [(row["rep"], row["leg"]) for row in rows] == [
        (str(number), leg) for number in range(1, 6) for leg in ("left", "right")
    ]
    caved = [(row["rep"], row["leg"]) for row in rows if row["verdict"] == "cave"]
    assert caved == [("2", "left"), ("2", "right"), ("4", "left")]
    worst = analysis.reps[3].legs[Leg.LEFT]
    assert not isinstance(worst, Unmeasurable)
    row = rows[6]
    assert float(row["peak"]) == pytest.approx(worst.peak.value, abs=1e-4)
    assert float(row["spread"]) == pytest.approx(worst.peak.spread, abs=1e-4)
    assert (row["limit"], row["phase"], row["metric"]) == ("10.0000", "descent", "knee-over-foot")


def test_rep_table_gives_the_other_measures_of_the_peaks_own_frame(tmp_path: Path) -> None:
    analysis = make_analysis("cave")
    write_rep_table(tmp_path / "reps.csv", analysis)
    row = rows_of(tmp_path / "reps.csv")[6]
    frame = int(np.argmin(np.abs(analysis.signals.time_s - float(row["at_s"]))))
    left = analysis.signals.left
    assert float(row["at_peak_fppa_deg"]) == pytest.approx(left.fppa_deg.value[frame], abs=1e-3)
    assert float(row["at_peak_kasr"]) == pytest.approx(analysis.signals.kasr.value[frame], abs=1e-3)


def test_rep_table_leaves_an_unmeasurable_leg_empty_but_says_why(tmp_path: Path) -> None:
    write_rep_table(tmp_path / "reps.csv", make_analysis("unmeasurable"))
    right = [row for row in rows_of(tmp_path / "reps.csv") if row["leg"] == "right"]
    assert {row["verdict"] for row in right} == {"unmeasurable"}
    assert {row["reason"] for row in right} == {"foot-hidden"}
    assert {row["peak"] + row["at_s"] + row["at_peak_kasr"] for row in right} == {""}


def test_frame_table_begins_with_time_and_the_left_legs_frontal_angle(tmp_path: Path) -> None:
    write_frame_table(tmp_path / "frames.csv", make_analysis("cave"))
    header = (tmp_path / "frames.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header[:3] == ["time_s", "left_frontal_deg", "left_frontal_spread_deg"]
    for name in ("left_fppa_deg", "left_flexion_deg", "right_knee_over_foot_spread_deg", "kasr"):
        assert name in header
    assert len(set(header)) == len(header)


def test_frame_table_reads_back_the_signals(tmp_path: Path) -> None:
    analysis = make_analysis("cave")
    write_frame_table(tmp_path / "frames.csv", analysis)
    rows = rows_of(tmp_path / "frames.csv")
    signals = analysis.signals
    assert [float(row["time_s"]) for row in rows] == pytest.approx(
        signals.time_s.tolist(), abs=1e-6
    )
    kof = signals.right.knee_over_foot_deg.value
    read = [float(row["right_knee_over_foot_deg"] or "nan") for row in rows]
    assert read == pytest.approx(kof.tolist(), abs=1e-4, nan_ok=True)
    assert any(math.isnan(value) for value in read)


def test_frame_table_names_the_rep_of_each_frame(tmp_path: Path) -> None:
    analysis = make_analysis("cave")
    reps = [judged.rep for judged in analysis.reps]
    write_frame_table(tmp_path / "frames.csv", analysis)
    for row in rows_of(tmp_path / "frames.csv"):
        time_s = float(row["time_s"])
        if any(abs(time_s - edge) < 1e-3 for r in reps for edge in (r.start_s, r.end_s)):
            continue
        assert row["rep"] == "".join(str(r.number) for r in reps if r.start_s < time_s < r.end_s)


def test_no_reps_gives_a_rep_table_of_its_header_alone(tmp_path: Path) -> None:
    write_rep_table(tmp_path / "reps.csv", make_analysis("no-rep"))
    assert rows_of(tmp_path / "reps.csv") == []


def test_a_folder_that_is_missing_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No such file"):
        write_rep_table(tmp_path / "missing" / "reps.csv", make_analysis("clear"))


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.mkdir()
    (target / "inside").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError):
        write_text(target, "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["taken"]
    assert (target / "inside").read_text(encoding="utf-8") == "x"


def test_a_write_replaces_the_old_file_whole(tmp_path: Path) -> None:
    target = tmp_path / "report.txt"
    target.write_text("a much longer text than the new one", encoding="utf-8")
    write_text(target, "≥ 30 frames\n")
    assert target.read_bytes() == "≥ 30 frames\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_a_new_file_can_be_read_by_those_whom_the_folder_allows(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("x", encoding="utf-8")
    write_text(tmp_path / "report.txt", "x")
    assert (tmp_path / "report.txt").stat().st_mode == (tmp_path / "other.txt").stat().st_mode


def test_a_rep_without_a_spread_is_written_empty(tmp_path: Path) -> None:
    analysis = make_analysis("one-rep")
    verdict = analysis.reps[0].legs[Leg.LEFT]
    assert not isinstance(verdict, Unmeasurable)
    verdict = replace(verdict, peak=replace(verdict.peak, spread=math.nan))
    rep = replace(analysis.reps[0], legs={**analysis.reps[0].legs, Leg.LEFT: verdict})
    write_rep_table(tmp_path / "reps.csv", replace(analysis, reps=(rep,)))
    assert rows_of(tmp_path / "reps.csv")[0]["spread"] == ""


def test_the_documentation_names_every_column(root: Path, tmp_path: Path) -> None:
    told = (root / "docs" / "outputs.md").read_text(encoding="utf-8")
    analysis = make_analysis("clear")
    write_frame_table(tmp_path / "frames.csv", analysis)
    write_rep_table(tmp_path / "reps.csv", analysis)
    columns = {*rows_of(tmp_path / "frames.csv")[0], *rows_of(tmp_path / "reps.csv")[0]}
    plain = {
        name.removeprefix("at_peak_").removeprefix("left_").removeprefix("right_")
        for name in columns
    }
    silent = {name for name in plain if "_spread" not in name and f"`{name}`" not in told}
    assert silent == set()
