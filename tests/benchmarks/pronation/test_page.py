"""The published tables, from rows whose errors are written down."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.pronation.absolute import guessed, unguessed
from benchmarks.pronation.page import absolute_table, change_table, close_ups, page, with_drift


def _rows() -> list[dict[str, Any]]:
    rng = np.random.default_rng(4)
    rows = []
    for number in range(400):
        eversion = float(rng.uniform(-5, 15))
        error = 1.0 if number % 2 else -1.0
        rows.append(
            {
                "take": f"t{number // 4}",
                "body": "m_avg" if number % 4 < 2 else "f_avg",
                "tuning": number % 4 < 2,
                "behind": number % 8 > 3,
                "bare": number % 16 > 7,
                "moment": ("reference", "again", "standing roll")[number % 3],
                "shank_px": 150.0,
                "eversion": eversion,
                "change": eversion,
                "roll": {"1280": eversion + error, "640": None},
                "leg": "left",
                "close_up": True,
                "marks": [eversion * 0.01, float(rng.normal()), 0.0, 0.0, 0.0],
                "edges": [float(rng.normal()), float(rng.normal())],
            }
        )
    return rows


def test_error_and_detectable_change_are_those_of_the_rows() -> None:
    lines = change_table(_rows()).splitlines()
    assert len(lines) == 2 + 8
    for line in lines[2:]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[5] == "1.0"
        assert abs(float(cells[8]) - 1.96 * np.sqrt(2)) < 0.15


def test_standing_angle_is_told_by_what_holds_it_and_not_by_chance() -> None:
    rows = _rows()
    truth, guess = guessed(rows, "marks")
    assert len(truth) == 200
    assert np.abs(guess - truth).mean() < 0.8
    truth, guess = guessed(rows, "edges")
    usual = np.abs(np.subtract(*unguessed(rows, "edges"))).mean()
    assert np.abs(guess - truth).mean() > 0.9 * usual
    assert "outline" in absolute_table(rows)


def test_the_page_has_every_table() -> None:
    text = page(_rows())
    assert "{{" not in text
    assert text.count("|---|") >= 4


def test_the_joints_roll_is_the_ankle_over_heel_and_toe() -> None:
    base = _rows()[0] | {"take": "one", "moment": "reference"}
    rolled = base | {"moment": "again", "marks": [0.0, 0.0, 0.02, 0.0, 0.03, 0.0]}
    drift = with_drift([base, rolled])[1]["roll"]["joints"]
    assert drift == pytest.approx(np.degrees(np.arcsin(0.025 / 0.2)) / 0.5)


def test_close_ups_are_counted_by_take() -> None:
    assert close_ups(_rows()) == "100 of 100"
    assert close_ups([row | {"close_up": False} for row in _rows()]) == "0 of 100"
