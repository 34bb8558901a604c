"""Results with the feet in them: whatever becomes of the clip in between."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from kneecave.coached import write_with_feet
from kneecave.errors import InputError
from kneecave.naming import result_names
from kneecave.pipeline import Result, analyse
from kneecave.settings import Settings
from tests.apps.clips import write_text
from tests.pose_files import save_performance
from tests.posed import CaveIn, Person, Tempo, squat


@pytest.fixture(scope="module")
def caved(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Two squats of a saved track, in the second of which a knee caves: feet are of interest."""
    performance = squat(Person(), tempo=Tempo(reps=2), caves={2: CaveIn(left_deg=25.0)})
    result = analyse(save_performance(performance, tmp_path_factory.mktemp("t") / "x.pose.npz"))
    assert result.analysis.advice.contributors
    return result


def test_a_track_has_no_pictures_of_feet(caved: Result, tmp_path: Path) -> None:
    assert write_with_feet(caved, tmp_path, settings=Settings()) is caved
    expected = result_names(caved.source, video=True, save_pose=False)
    assert {path.name for path in tmp_path.iterdir()} == set(expected)


@pytest.mark.parametrize("video", [True, False])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_clip_that_went_away_is_told_of(
    caved: Result, tmp_path: Path, video: bool, is_there: bool
) -> None:
    clip = tmp_path / "gone.mp4"
    if is_there:  # and is another thing now
        write_text(clip)
    out = tmp_path / "out"
    out.mkdir()
    before = set(threading.enumerate())
    with pytest.raises(InputError, match=r"gone\.mp4"):
        write_with_feet(replace(caved, source=clip), out, settings=Settings(), video=video)
    assert list(out.iterdir()) == []
    assert set(threading.enumerate()) <= before
