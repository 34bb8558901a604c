"""A job does with a clip what ``kneecave analyze`` does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.athlete.film import film
from benchmarks.athlete.scene import Camera, Picture, RepPlan, Scene, Stance
from kneecave.model.verdict import Word
from tests.batch.conftest import Runner


@pytest.mark.slow
def test_where_a_knee_caves_the_pictures_of_the_foot_are_looked_at(tmp_path: Path) -> None:
    scene = Scene(
        seed=7,
        outfit="barefoot_shorts",
        camera=Camera(yaw_deg=5.0, distance_m=2.2),
        picture=Picture(width_px=360, height_px=640, fps=8, exposure=0.0),
        stance=Stance(toe_out_deg=(12.0, 12.0)),
        reps=(RepPlan(flexion_deg=75.0, pronation_deg=(9.0, 0.0), cave_deg=(28.0, 0.0)),),
        lead_in_s=0.9,
        tail_s=0.6,
    )
    (tmp_path / "clips").mkdir()
    film(scene, tmp_path / "clips" / "roll.mp4")
    row = Runner(tmp_path / "clips", tmp_path / "out")().rows["roll.mp4"]
    assert row.word is Word.CAVE
    report = json.loads((tmp_path / "out" / "clips" / "roll.mp4" / "report.json").read_text())
    (contributor,) = report["advice"]["contributors"]
    signs = {evidence["sign"]: evidence for evidence in contributor["evidence"]}
    rolled = signs["foot roll in its pictures"]
    assert rolled["value"] == pytest.approx(9.0, abs=4.0)
    assert rolled["counts"]
