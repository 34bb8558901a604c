"""Pictures fit their truth, and the same scene gives the same file."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from benchmarks.athlete.film import film, foreseen, still
from benchmarks.athlete.names import LIGHTS, OUTFITS, ROOMS
from benchmarks.athlete.scene import Bystander, Camera, Picture, RepPlan, Scene
from benchmarks.athlete.truth import Truth
from benchmarks.athlete.view import view_of
from kneecave.model.body import Leg
from tests.posed.camera import Camera as PosedCamera

SMALL = Picture(width_px=120, height_px=160, fps=8, exposure=0.5, noise=0.01, crf=20)
SHORT = Scene(
    seed=3,
    outfit="barefoot_shorts",
    camera=Camera(yaw_deg=15, distance_m=3.0, shake_deg=0.3),
    picture=SMALL,
    reps=(RepPlan(descent_s=0.5, pause_s=0.1, ascent_s=0.4, rest_s=0.1, cave_deg=(15, 0)),),
    lead_in_s=0.2,
    tail_s=0.1,
    bystander=Bystander(body="f_short", outfit="dark_sweats", walk_m_s=1.0),
)


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    path = tmp_path_factory.mktemp("film") / "clip.mp4"
    return path, film(SHORT, path)


def pictures(path: Path) -> list[tuple[float, np.ndarray]]:
    with av.open(str(path)) as clip:
        return [(f.time, f.to_ndarray(format="bgr24")) for f in clip.decode(video=0)]


def test_the_same_scene_gives_the_same_file(filmed: tuple[Path, Truth], tmp_path: Path) -> None:
    path, truth = filmed
    again = film(SHORT, tmp_path / "again.mp4")
    assert (tmp_path / "again.mp4").read_bytes() == path.read_bytes()
    np.testing.assert_array_equal(again.joints_px, truth.joints_px)
    assert [p.name for p in tmp_path.iterdir()] == ["again.mp4"]


def test_another_seed_gives_another_film(filmed: tuple[Path, Truth], tmp_path: Path) -> None:
    film(SHORT.model_copy(update={"seed": 4}), tmp_path / "other.mp4")
    assert (tmp_path / "other.mp4").read_bytes() != filmed[0].read_bytes()


def test_every_frame_has_its_truth_at_its_time(filmed: tuple[Path, Truth]) -> None:
    path, truth = filmed
    shown = pictures(path)
    assert len(shown) == len(truth.time_s) == SHORT.frames
    np.testing.assert_allclose([time for time, _ in shown], truth.time_s, atol=1e-4)
    assert {image.shape for _, image in shown} == {(160, 120, 3)}
    np.testing.assert_allclose(truth.joints_px, foreseen(SHORT).joints_px)


def test_a_still_is_the_frame_of_its_time(filmed: tuple[Path, Truth]) -> None:
    path, truth = filmed
    image, own = still(SHORT, 4 / SMALL.fps)
    assert np.abs(pictures(path)[4][1].astype(int) - image).mean() < 6
    np.testing.assert_allclose(own.joints_px[0], truth.joints_px[4])
    assert own.reps == ()


def test_truth_comes_back_from_its_file(filmed: tuple[Path, Truth], tmp_path: Path) -> None:
    truth = filmed[1]
    truth.save(tmp_path / "truth.npz")
    again = Truth.load(tmp_path / "truth.npz")
    assert again.scene == SHORT
    assert again.reps == truth.reps
    for name in ("time_s", "knee_over_foot_mesh_deg", "joints_mesh_px", "yaw_deg"):
        np.testing.assert_array_equal(getattr(again, name), getattr(truth, name))


@pytest.mark.parametrize(
    "camera",
    [
        Camera(yaw_deg=30, pitch_deg=6, roll_deg=-5, height_m=0.7, distance_m=2.8, fov_deg=66),
        Camera(yaw_deg=180, pitch_deg=-3, roll_deg=8, height_m=1.5, distance_m=4, fov_deg=40),
    ],
)
def test_joints_are_projected_by_the_camera_formula(camera: Camera) -> None:
    picture = Picture(width_px=480, height_px=640)
    points = np.array([[0.1, -0.2, 0.9], [-0.3, 0.4, 0.1], [0.0, 0.0, 1.7]])
    known = PosedCamera(
        yaw_deg=camera.yaw_deg, pitch_deg=camera.pitch_deg or 0, roll_deg=camera.roll_deg,
        height_m=camera.height_m, distance_m=camera.distance_m,
        fov_long_side_deg=camera.fov_deg, size_px=(480, 640),
    )  # fmt: skip
    view = view_of(camera, picture, aim_m=0.9)
    np.testing.assert_allclose(view.project(points), known.project(points), atol=1e-6)


def test_a_camera_without_pitch_aims_at_the_middle_of_the_body() -> None:
    view = view_of(Camera(height_m=1.6, distance_m=2.5), Picture(), aim_m=0.8)
    assert view.project(np.array([0.0, 0.0, 0.8])) == pytest.approx([240, 320])


@pytest.mark.parametrize("yaw_deg", [0, -40, 180])
def test_knees_are_where_the_truth_says(yaw_deg: float) -> None:
    camera = Camera(yaw_deg=yaw_deg, distance_m=2.6, fov_deg=50)
    picture = Picture(width_px=240, height_px=320, exposure=0, noise=0)
    scene = Scene(
        outfit="barefoot_shorts",
        room="studio",
        camera=camera,
        picture=picture,
        movement="standing",
    )
    image, truth = still(scene, 0)
    for leg in range(2):
        x, y = np.round(truth.joints_mesh_px[0, leg, 1] - 0.5).astype(int)
        blue, _, red = image[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3).mean(axis=0)
        assert red - blue > 25  # skin
        other = np.flatnonzero(image[y, :, 2].astype(int) - image[y, :, 0] <= 25)
        left, right = other[other < x].max(), other[other > x].min()
        if right - left < 30:  # the legs do not overlap
            assert (left + right) / 2 == pytest.approx(x, abs=2.5)


def test_an_open_shutter_blurs_what_moves() -> None:
    quick = SHORT.model_copy(update={"camera": Camera(distance_m=2.6), "bystander": None})
    sharpness = []
    for exposure in (0.0, 1.0):
        picture = SMALL.model_copy(update={"exposure": exposure, "noise": 0})
        image, _ = still(quick.model_copy(update={"picture": picture}), 0.45)
        grey = image.astype(float).mean(axis=2)
        sharpness.append(np.abs(np.diff(grey, axis=0)).sum())
    assert sharpness[1] < 0.95 * sharpness[0]


def test_noise_and_brightness_are_as_told() -> None:
    base = Scene(room="studio", movement="standing", picture=SMALL)
    images = [
        still(base.model_copy(update={"picture": SMALL.model_copy(update=change)}), 0.0)[0]
        for change in ({"noise": 0.0}, {"noise": 0.05}, {"noise": 0.0, "brightness": 0.3})
    ]
    clear, noisy, dark = (image[5:40, 5:25].astype(float) for image in images)
    assert 5 < (noisy - clear).std() < 40
    assert dark.mean() < 0.75 * clear.mean()


@pytest.mark.parametrize(("room", "light"), list(zip(ROOMS, LIGHTS, strict=True)))
def test_every_room_and_light_gives_a_picture(room: str, light: str) -> None:
    outfit = OUTFITS[ROOMS.index(room)]
    scene = Scene(room=room, light=light, outfit=outfit, picture=SMALL, movement="standing")
    image, _ = still(scene, 0.0)
    assert 10 < image.mean() < 235
    assert image.std() > 8


def test_a_lunge_is_told_with_its_lead_leg() -> None:
    reps = tuple(RepPlan(lead_leg=leg, flexion_deg=80) for leg in Leg)
    truth = foreseen(Scene(movement="alternating lunge", reps=reps, picture=SMALL))
    assert [rep.lead_leg for rep in truth.reps] == [Leg.LEFT, Leg.RIGHT]
    assert [rep.number for rep in truth.reps] == [1, 2]
