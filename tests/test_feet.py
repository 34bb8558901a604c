"""From a rendered clip's pixels, through pose model and flow, to what is said of the feet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.athlete.film import film
from benchmarks.athlete.scene import Camera, Picture, RepPlan, Scene, Stance
from kneecave.apps.cli import app


@pytest.mark.slow
def test_a_foot_that_rolls_in_a_squat_is_found_and_the_other_stays(tmp_path: Path) -> None:
    scene = Scene(
        seed=7,
        outfit="barefoot_shorts",
        camera=Camera(yaw_deg=5.0, distance_m=2.2),
        picture=Picture(width_px=360, height_px=640, fps=8, exposure=0.0),
        stance=Stance(toe_out_deg=(12.0, 12.0)),
        reps=(RepPlan(flexion_deg=75.0, pronation_deg=(9.0, 0.0)),),
        lead_in_s=0.9,
        tail_s=0.6,
    )
    truth = film(scene, tmp_path / "roll.mp4")
    out = tmp_path / "out"
    result = CliRunner().invoke(app, ["feet", str(tmp_path / "roll.mp4"), "--out", str(out)])
    assert result.exit_code == 0
    assert "Left foot: rolls" in result.output
    report = json.loads((out / "roll" / "feet.json").read_text())
    left, right = (report["feet"][side] for side in ("left", "right"))
    assert left["inward"]["value_deg"] == pytest.approx(9.0, abs=3.0)
    bottom_s = truth.reps[0].bottom_s
    assert left["inward"]["at_s"] == pytest.approx(bottom_s, abs=0.4)
    assert left["inward"]["bent"] and left["inward"]["detectable"]
    assert abs(right["inward"]["value_deg"]) < 1.5
    assert abs(right["outward"]["value_deg"]) < 1.5
    assert left["detectable_change_deg"] < 2.0
    assert (out / "roll" / "feet.png").stat().st_size > 10_000
