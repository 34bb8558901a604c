"""``kneecave live`` as a user runs it, without a window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.apps.conftest import Run, names_under

QUIETLY = ("--model", "lite", "--no-window", "--no-sound")


def test_no_display_names_the_ways_out(kneecave: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    outcome = kneecave("live")
    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1
    assert "kneecave serve" in outcome.err
    assert "--no-window" in outcome.err


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("--camera", "1", "clip.mp4"), 2, "one is watched"),
        (("missing.mp4",), 3, "missing.mp4"),
        (("--camera", "63"), 3, "kneecave serve"),
        (("rtsp://127.0.0.1:9/",), 3, "cannot be read"),
    ],
)
def test_what_cannot_be_watched_is_one_line(
    kneecave: Run, here: Path, args: tuple[str, ...], code: int, says: str
) -> None:
    outcome = kneecave("live", *QUIETLY, *args)
    assert (outcome.code, outcome.out) == (code, "")
    assert len(outcome.err.splitlines()) == 1
    assert says in outcome.err
    assert names_under(here) == []


@pytest.mark.slow
def test_a_rep_is_told_saved_drawn_and_kept(kneecave: Run, here: Path, one_rep: Path) -> None:
    outcome = kneecave(
        "live", one_rep, *QUIETLY, "--out", "saved", "--save-video", "--save-as", "Ada",
        "--db", "history.sqlite",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    lines = outcome.out.splitlines()
    assert lines[0] == "Stand still for 2 s"
    assert sum(line.startswith("Rep 1: left ✓ Clear") for line in lines) == 1
    assert "Results: saved" in lines
    assert names_under(here) == [
        "history.sqlite",
        "saved",
        *(f"saved/{name}" for name in
          ("annotated.mp4", "frames.csv", "live.mp4", "report.html", "report.json", "reps.csv")),
    ]  # fmt: skip
    report = json.loads((here / "saved" / "report.json").read_text(encoding="utf-8"))
    assert report["summary"]["reps"] == 1
    assert "Ada" in outcome.err


@pytest.mark.slow
def test_who_stops_early_has_no_rep(kneecave: Run, here: Path, one_rep: Path) -> None:
    outcome = kneecave("live", one_rep, *QUIETLY, "--duration", "1")
    assert outcome.code == 4
    assert "no rep found" in outcome.err
    assert names_under(here) == []
