"""Rows as CSV: what was written is read back."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from benchmarks.accuracy.row_files import read_results, read_rows, write_rows
from benchmarks.accuracy.rows import ClipRow, LegRow
from tests.benchmarks.accuracy.made_up import clip, leg, results


def test_rows_come_back(tmp_path: Path) -> None:
    legs = (leg(varies=True, peak_deg=float("nan")), leg(leg="right", reason="foot-hidden"))
    write_rows(tmp_path / "legs.csv", legs)
    again = read_rows(tmp_path / "legs.csv", LegRow)
    assert math.isnan(again[0].peak_deg)
    assert again[0].varies
    assert not again[1].varies
    assert again[1] == legs[1]
    write_rows(tmp_path / "clips.csv", [clip("one, with a comma", refusal="")])
    assert read_rows(tmp_path / "clips.csv", ClipRow) == (clip("one, with a comma", refusal=""),)


def test_numbers_are_cut_to_three_decimals(tmp_path: Path) -> None:
    write_rows(tmp_path / "legs.csv", [leg(peak_deg=1.23456)])
    assert read_rows(tmp_path / "legs.csv", LegRow)[0].peak_deg == pytest.approx(1.235, abs=1e-9)


def test_results_are_put_together_again(tmp_path: Path) -> None:
    made = results()
    write_rows(tmp_path / "clips.csv", made.clips)
    write_rows(tmp_path / "leg_reps.csv", made.legs)
    again = read_results(tmp_path)
    assert [row.name for row in again.clips] == ["a", "b"]
    assert [len(row.legs) for row in again.rows] == [4, 1]
