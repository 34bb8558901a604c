"""``kneecave export`` as a user calls it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.apps.conftest import Run, names_under
from tests.outputs.interop.readers import read_mot, read_trc
from tests.pose_files import save_performance, save_track_of
from tests.posed import Camera, Tempo, make_track, squat

ALL = ["set.c3d", "set.coco.json", "set.mot", "set.parquet", "set.trc"]


@pytest.fixture
def joints(tmp_path: Path) -> Path:
    return save_performance(squat(tempo=Tempo(reps=1)), tmp_path / "set.pose.npz")


def test_every_format_at_once(kneecave: Run, here: Path, joints: Path) -> None:
    to = [arg for name in ("trc", "mot", "coco", "c3d", "parquet") for arg in ("--to", name)]
    outcome = kneecave("export", joints, *to)
    assert (outcome.code, outcome.out) == (0, "")
    assert names_under(here / "kneecave-out") == ["set", *(f"set/{name}" for name in ALL)]
    assert len(outcome.err.splitlines()) == len(ALL)
    folder = here / "kneecave-out" / "set"
    trc = read_trc((folder / "set.trc").read_text())
    _, mot = read_mot((folder / "set.mot").read_text())
    coco = json.loads((folder / "set.coco.json").read_text())
    assert len(trc.time_s) == len(mot["time"]) == len(coco["images"])
    assert mot["knee_angle_l"].max() == pytest.approx(100.0, abs=8.0)


def test_the_height_is_the_scale(kneecave: Run, here: Path, joints: Path) -> None:
    for height in ("1.5", "1.8"):
        kneecave("export", joints, "--to", "trc", "--out", height, "--height", height, "-q")
    small, large = (
        read_trc((here / height / "set" / "set.trc").read_text()) for height in ("1.5", "1.8")
    )
    assert large.points == pytest.approx(small.points * 1.2, abs=1e-5, nan_ok=True)


def test_nothing_to_lift_leaves_nothing(kneecave: Run, here: Path, tmp_path: Path) -> None:
    track, _ = make_track(squat(tempo=Tempo(reps=1)), Camera(yaw_deg=180.0))
    path = save_track_of(track, tmp_path / "rear.pose.npz")
    outcome = kneecave("export", path, "--to", "coco", "--to", "trc")
    assert (outcome.code, outcome.out) == (4, "")
    assert names_under(here) == []


@pytest.mark.parametrize("args", [(), ("--to", "bvh"), ("--to", "trc", "--height", "170")])
def test_wrong_calls(kneecave: Run, here: Path, joints: Path, args: tuple[str, ...]) -> None:
    outcome = kneecave("export", joints, *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert names_under(here) == []


@pytest.mark.parametrize(("format_", "module"), [("c3d", "c3d"), ("parquet", "pyarrow")])
def test_a_missing_extra_is_told_before_any_work(
    kneecave: Run, here: Path, monkeypatch: pytest.MonkeyPatch, format_: str, module: str
) -> None:
    """The clip is not even opened: that it is missing goes untold."""
    monkeypatch.setitem(sys.modules, module, None)
    outcome = kneecave("export", "missing.mp4", "--to", "coco", "--to", format_)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"kneecave[{format_}]" in outcome.err
    assert names_under(here) == []


def test_what_cannot_be_read(kneecave: Run, here: Path) -> None:
    outcome = kneecave("export", "missing.mp4", "--to", "coco")
    assert outcome.code == 3
    assert len(outcome.err.splitlines()) == 1
    assert names_under(here) == []
