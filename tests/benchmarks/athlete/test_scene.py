"""Scenes as files, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from benchmarks.athlete.__main__ import main
from benchmarks.athlete.body import load_body
from benchmarks.athlete.clothes import dressed
from benchmarks.athlete.cutting import cut
from benchmarks.athlete.designs import DESIGNS, random_scene
from benchmarks.athlete.names import (
    BODIES,
    MOVEMENTS,
    OUTFITS,
    TEST_BODIES,
    TRAINING_BODIES,
    TUNING_BODIES,
)
from benchmarks.athlete.scene import RepPlan, Scene
from benchmarks.athlete.truth import Truth
from benchmarks.joint_centres.stills import scene_of
from kneecave.model.rep import Movement


@pytest.mark.parametrize("name", DESIGNS)
def test_a_scene_comes_back_from_its_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "scene.json"
    path.write_text(DESIGNS[name].to_json(), encoding="utf-8")
    assert Scene.read(path) == DESIGNS[name]


def test_there_is_a_design_for_every_movement() -> None:
    assert {scene.movement for scene in DESIGNS.values()} == set(MOVEMENTS)
    assert set(MOVEMENTS) == {*Movement, "standing"}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"body": "nobody"}, "nobody"),
        ({"movement": "jump"}, "squat"),
        ({"movement": "split squat", "reps": [{}]}, "lead leg"),
        ({"reps": [{"lead_leg": "left"}]}, "no lead leg"),
        ({"movement": "standing", "reps": [{}]}, "no reps"),
        ({"movement": "split squat", "stance": {"heels_up_m": 0.05}}, "plate"),
        ({"load": "sofa"}, "kettlebell"),
        ({"band": "rope"}, "red_band"),
        ({"movement": "split squat", "band": "red_band"}, "no band"),
        ({"wind": 3}, "wind"),
        ({"picture": {"width_px": 0}}, "width_px"),
        ({"bystander": {"body": "m_avg", "outfit": "cape"}}, "cape"),
    ],
)
def test_a_scene_that_is_wrong_is_told(change: dict[str, object], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        Scene.model_validate(change)


def test_nothing_is_fitted_to_a_test_person() -> None:
    drawn = {part for seed in range(60) for part in scene_of(seed).body.split("+")}
    assert drawn <= {*TUNING_BODIES, *TRAINING_BODIES}
    assert len(drawn) > 15


def test_training_people_are_people_of_their_own() -> None:
    one, mean, between = (load_body(name) for name in ("t01", "m_avg", "t01+m_avg"))
    assert 1.4 < one.height_m < 2.1
    assert np.abs(one.skin_m - mean.skin_m).max() > 0.02
    halfway = (one.hip_width_m + mean.hip_width_m) / 2
    assert between.hip_width_m == pytest.approx(halfway, rel=0.01)


def test_random_scenes_keep_to_their_people() -> None:
    drawn = {random_scene(seed)[0].body for seed in range(40)}
    assert drawn == set(TUNING_BODIES)
    assert not drawn & set(TEST_BODIES)
    assert random_scene(7) == random_scene(7)


def test_length_and_count_of_frames() -> None:
    scene = Scene(reps=(RepPlan(), RepPlan()), lead_in_s=1, tail_s=0.7)
    assert scene.duration_s == pytest.approx(1 + 2 * 3.15 + 0.7)
    assert scene.frames == 240


def test_the_command_films_a_still_with_its_truth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = tmp_path / "scene.json"
    scene.write_text(json.dumps({"picture": {"width_px": 90, "height_px": 121}}))
    out = tmp_path / "a.png"
    assert main(["still", str(scene), "0.3", str(out)]) == 0
    assert cv2.imread(str(out)).shape == (121, 90, 3)
    assert Truth.load(out.with_suffix(".npz")).time_s == pytest.approx([0.3])
    assert main(["design", "rear"]) == 0
    assert Scene.model_validate_json(capsys.readouterr().out).camera.yaw_deg == 180


def test_the_command_tells_what_there_is_to_choose_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["choices"]) == 0
    told = capsys.readouterr().out
    assert "load: barbell, dumbbells, kettlebell\n" in told
    assert "band: red_band," in told


def test_the_command_films_a_clip(tmp_path: Path) -> None:
    scene = tmp_path / "scene.json"
    few = {"movement": "standing", "lead_in_s": 0.2, "tail_s": 0.1}
    scene.write_text(json.dumps(few | {"picture": {"width_px": 91, "height_px": 120, "fps": 10}}))
    assert main(["clip", str(scene), str(tmp_path / "a.mp4")]) == 0
    assert len(Truth.load(tmp_path / "a.npz").time_s) == 3


@pytest.mark.parametrize("text", ['{"body": "x"}', "{", "[]"])
def test_a_bad_scene_is_one_line_and_leaves_nothing(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = tmp_path / "scene.json"
    scene.write_text(text)
    assert main(["clip", str(scene), str(tmp_path / "a.mp4")]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "scene.json" in told
    assert [path.name for path in tmp_path.iterdir()] == ["scene.json"]


def test_a_folder_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clip", "stand_front", str(tmp_path / "none" / "a.mp4")]) == 2
    assert capsys.readouterr().err == f"athlete: no folder {tmp_path / 'none'}\n"


def test_people_stand_on_the_floor_and_are_alike_on_both_sides() -> None:
    for name in BODIES:
        body = load_body(name)
        assert 1.5 < body.height_m < 2.0
        np.testing.assert_allclose(body.weight.sum(axis=1), 1)
        for joints in (body.hip_m, body.knee_m, body.ankle_m):
            np.testing.assert_allclose(joints[0] * [-1, 1, 1], joints[1], atol=0.002)
        np.testing.assert_allclose(body.landmarks["left_knee"], body.knee_m[0])


@pytest.mark.parametrize("outfit", OUTFITS)
def test_clothes_are_whole(outfit: str) -> None:
    mesh = dressed("m_avg", outfit)
    count = len(mesh.rest_m) + len(mesh.share)
    assert mesh.triangles.min() >= 0
    assert mesh.triangles.max() < count == len(mesh.colour) == len(mesh.texture_m)
    assert ((mesh.share > 0) & (mesh.share < 1)).all()
    assert len(mesh.material) == len(mesh.triangles)
    assert np.isfinite(mesh.texture_m).all()
    assert mesh.texture_m[:, 2].min() > -0.01


def test_a_cut_keeps_the_area_on_its_side() -> None:
    square = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], dtype=float)
    piece = cut(np.array([[0, 1, 2], [0, 2, 3]]), square[:, 0] - 0.25, first_new=4)
    share = piece.share[:, None]
    points = np.concatenate([square, square[piece.start] * (1 - share) + square[piece.end] * share])
    a, b, c = (points[piece.triangles[:, k]] for k in range(3))
    areas = np.cross(b - a, c - a)[:, 2] / 2
    assert areas.sum() == pytest.approx(0.75)
    assert (areas > 0).all()
