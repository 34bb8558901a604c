"""What ``kneecave feet`` says to input it cannot use; nothing is left behind then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.apps import clips
from tests.apps.conftest import Run, names_under
from tests.pose_files import save_performance
from tests.posed import Person, Tempo, clock, squat


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (clips.write_text, "text.mp4"),
        (clips.write_picture, "picture.png"),
        (lambda _: None, "missing.mp4"),
    ],
)
def test_what_is_no_clip_is_unreadable(
    kneecave: Run, here: Path, tmp_path: Path, make: Callable[[Path], object], name: str
) -> None:
    make(tmp_path / name)
    outcome = kneecave("feet", tmp_path / name, "--model", "lite")
    assert outcome.code == 3, outcome
    assert name in outcome.err and len(outcome.err.splitlines()) == 1
    assert outcome.out == ""
    assert names_under(here) == []


def test_a_pose_track_has_no_pictures_of_feet(kneecave: Run, here: Path, tmp_path: Path) -> None:
    tempo = Tempo(reps=2)
    posed = squat(Person(), clock(tempo.duration_s), tempo=tempo)
    saved = save_performance(posed, tmp_path / "posed.pose.npz")
    outcome = kneecave("feet", saved)
    assert outcome.code == 2, outcome
    assert "pictures" in outcome.err and len(outcome.err.splitlines()) == 1
    assert names_under(here) == []
