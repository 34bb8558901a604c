"""The rooms joined: from joints or from a clip to an analysis and its files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from kneecave.errors import InputError
from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric, Reason, Word, word_of
from kneecave.naming import result_names, stem
from kneecave.outputs.json_report import to_json
from kneecave.pipeline import Result, Stage, analyse
from kneecave.results import write_results
from kneecave.settings import Settings
from tests.conftest import Sampled
from tests.pose_files import save_performance
from tests.posed import CaveIn, Person, Tempo, squat, standing

Asked = Callable[[str], Sampled]


def on_the_sample(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that needs the analysis of ``squat_front``."""
    return pytest.mark.slow(pytest.mark.xdist_group("squat_front")(test))


@pytest.fixture(scope="module")
def posed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved pose track: three squats, in the second of which the left knee caves."""
    performance = squat(Person(), tempo=Tempo(reps=3), caves={2: CaveIn(left_deg=25.0)})
    return save_performance(performance, tmp_path_factory.mktemp("posed") / "posed.pose.npz")


def words(result: Result) -> list[tuple[Word, Word]]:
    """Return the words of every rep, left and right."""
    return [
        (word_of(rep.legs[Leg.LEFT]), word_of(rep.legs[Leg.RIGHT])) for rep in result.analysis.reps
    ]


def test_a_saved_track_is_analysed_without_a_clip(posed: Path) -> None:
    result = analyse(posed)
    assert words(result)[1] == (Word.CAVE, Word.CLEAR)
    assert words(result)[0] == words(result)[2] == (Word.CLEAR, Word.CLEAR)
    assert result.analysis.summary.cave_reps == (2,)
    assert result.analysis.clip.name == "posed.mp4"
    assert not result.has_pictures


def test_settings_reach_the_verdicts_and_the_analysis(posed: Path) -> None:
    settings = Settings(metric=Metric.FRONTAL).with_threshold(59.0)
    analysis = analyse(posed, settings=settings).analysis
    assert analysis.metric is Metric.FRONTAL
    assert analysis.summary.cave_reps == ()
    assert analysis.settings["limits.frontal.bilateral"] == 59.0
    assert analysis.settings == settings.flat()


def test_a_given_movement_names_the_reps(posed: Path) -> None:
    analysis = analyse(posed, movement=Movement.SQUAT).analysis
    assert {rep.rep.movement for rep in analysis.reps} == {Movement.SQUAT}


def test_versions_name_what_made_the_analysis(posed: Path) -> None:
    versions = analyse(posed).analysis.versions
    assert {"kneecave", "python", "av", "numpy"} <= versions.keys()
    assert all(versions.values())


def test_standing_about_is_no_rep(tmp_path: Path) -> None:
    analysis = analyse(save_performance(standing(Person()), tmp_path / "posed.pose.npz")).analysis
    assert analysis.reps == ()
    assert analysis.summary.reason is Reason.NO_REP


def test_results_of_a_track(posed: Path, tmp_path: Path) -> None:
    result = analyse(posed)
    write_results(result, tmp_path, save_pose=True)
    expected = result_names(posed, video=True, save_pose=True)
    assert {path.name for path in tmp_path.iterdir()} == set(expected)
    assert "annotated.mp4" not in expected
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["summary"]["cave_reps"] == [2]
    with (tmp_path / "frames.csv").open(encoding="utf-8", newline="") as table:
        assert len(list(csv.DictReader(table))) == result.analysis.clip.frames


def test_a_track_saved_again_gives_the_same_analysis(posed: Path, tmp_path: Path) -> None:
    result = analyse(posed)
    write_results(result, tmp_path, save_pose=True)
    again = analyse(tmp_path / "posed.pose.npz")
    assert to_json(again.analysis) == to_json(result.analysis)


def test_names_of_results() -> None:
    assert stem(Path("a/squat.front.mp4")) == "squat.front"
    assert stem(Path("a/squat.front.pose.npz")) == "squat.front"


def test_a_missing_clip_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.mp4"):
        analyse(tmp_path / "missing.mp4")


@on_the_sample
def test_progress_counts_every_frame_and_tells_the_end(sampled: Asked) -> None:
    heard = sampled("squat_front").told
    frames = sampled("squat_front").result.analysis.clip.frames
    told = [done for stage, done, _ in heard if stage is Stage.JOINTS]
    assert told == [*range(1, frames + 1), frames]
    assert {total for _, _, total in heard} == {frames}


@on_the_sample
def test_results_of_a_clip(sampled: Asked, tmp_path: Path) -> None:
    result = sampled("squat_front").result
    drawn: list[int] = []
    for folder in (tmp_path / "video", tmp_path / "none"):
        folder.mkdir()
    write_results(
        result,
        tmp_path / "video",
        save_pose=True,
        progress=lambda stage, done, _total: drawn.append(done),
    )
    assert {path.name for path in (tmp_path / "video").iterdir()} == set(
        result_names(result.source, video=True, save_pose=True)
    )
    assert drawn == list(range(1, result.analysis.clip.frames + 1))
    np.testing.assert_allclose(
        times(tmp_path / "video" / "annotated.mp4"), result.analysis.signals.time_s, atol=1e-3
    )
    again = analyse(tmp_path / "video" / "squat_front.pose.npz")
    assert to_json(again.analysis) == to_json(result.analysis)
    write_results(result, tmp_path / "none", video=False)
    reports = [(tmp_path / name / "report.html").read_text("utf-8") for name in ("video", "none")]
    assert reports[0].count("data:image/jpeg") == reports[1].count("data:image/jpeg") > 0


def times(path: Path) -> list[float]:
    """Return every frame's time in a video, from its first."""
    with av.open(str(path)) as container:
        stamps = [float(frame.time or 0) for frame in container.decode(video=0)]
    return [stamp - stamps[0] for stamp in stamps]
