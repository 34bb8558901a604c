"""The people of the guide: rendered pictures and posed sets, so that nobody has to be filmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np

from benchmarks.athlete.film import still
from benchmarks.athlete.scene import Camera, Picture, Scene
from kneecave.model.pose_track import PoseTrack
from kneecave.pose.store import load_track, save_track
from tests.pose_files import save_track_of
from tests.posed import MEDIAPIPE, CaveIn, Flaws, Tempo, make_track, squat
from tests.posed import Camera as PosedCamera

_SCENE = Scene(
    seed=11,
    camera=Camera(distance_m=3.2, fov_deg=50, height_m=0.8),
    picture=Picture(width_px=480, height_px=640, exposure=0.0),
)
_CAMERAS = {
    "good": _SCENE.camera,
    "beside": _SCENE.camera.model_copy(update={"yaw_deg": 45.0}),
    "cut_off": _SCENE.camera.model_copy(update={"pitch_deg": -12.0, "fov_deg": 44}),
}
_SHIFT_PX = 260.0
"""What puts the feet of a posed person below the picture's edge."""
PROGRESS = {date(2026, 3, 1): 24.0, date(2026, 3, 22): 19.0, date(2026, 4, 19): 12.0,
            date(2026, 5, 10): 4.0}  # fmt: skip
"""When Anna was filmed, and how far her left knee caved in, degrees."""


def filmed(name: str) -> bytes:
    """Return the picture that a phone would make, as JPEG: good, beside or cut_off."""
    image_bgr, _ = still(_SCENE.model_copy(update={"camera": _CAMERAS[name]}), 0.4)
    done, jpeg = cv2.imencode(".jpg", image_bgr, [cv2.IMWRITE_JPEG_QUALITY, 85])
    assert done
    return jpeg.tobytes()


def write_sets(folder: Path) -> None:
    """Write every set of the guide as a saved pose track."""
    _write(folder / "beside.pose.npz", _set(0.0, seed=1, yaw_deg=45.0))
    below = _set(0.0, seed=2)
    below = replace(below, xy_px=below.xy_px + np.array([0.0, _SHIFT_PX]))
    _write(folder / "cut_off.pose.npz", below)
    _write(folder / "usual.pose.npz", _set(24.0, seed=3))
    _write(folder / "heels_up.pose.npz", _set(4.0, seed=4, yaw_deg=3.0))
    for number, (day, cave_deg) in enumerate(PROGRESS.items()):
        track = _set(cave_deg, seed=10 + number, yaw_deg=2.0 * number - 3.0)
        _write(folder / "clips" / f"anna_{day}_squat.pose.npz", track)
    (folder / "clips" / "broken.mp4").write_bytes(b"")


def _set(cave_deg: float, *, seed: int, yaw_deg: float = 0.0) -> PoseTrack:
    """Return five squats whose left knee caves in by so much."""
    rng = np.random.default_rng(seed)
    caves = {k: CaveIn(left_deg=max(cave_deg + rng.normal(0, 1), 0.0)) for k in range(1, 6)}
    track, _ = make_track(
        squat(tempo=Tempo(reps=5), caves=caves),
        PosedCamera(yaw_deg=yaw_deg),
        bias=MEDIAPIPE,
        flaws=Flaws(noise_px=1.0, seed=seed),
    )
    return track


def _write(path: Path, track: PoseTrack) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _, clip = load_track(save_track_of(track, path))
    save_track(path, track, replace(clip, name=path.name.replace(".pose.npz", ".mp4")))
