"""A scene to a clip or a still, with its truth."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from benchmarks.athlete.actors import bystander_at, props_of
from benchmarks.athlete.grade import developed
from benchmarks.athlete.lights import LIGHTING
from benchmarks.athlete.measured import Notes
from benchmarks.athlete.render import Mesh, Stage, joined
from benchmarks.athlete.rooms import load_room
from benchmarks.athlete.scene import Scene
from benchmarks.athlete.truth import Truth
from benchmarks.athlete.view import View
from kneecave.model.arrays import FloatArray, ImageBgr

_TICK = Fraction(1, 90_000)
_BLUR_PX = 1.5
_MOST_EXPOSURES = 8


def film(scene: Scene, path_mp4: Path) -> Truth:
    """Write the clip (H.264 in mp4) and return what is true in it.

    Parameters
    ----------
    scene
        The same scene gives the same file.
    path_mp4
        Replaced when the clip is done; after an error nothing is left.

    Raises
    ------
    FileNotFoundError
        The folder does not exist.
    """
    if not path_mp4.parent.is_dir():
        raise FileNotFoundError(f"no folder {path_mp4.parent}")
    part = path_mp4.with_name(f".{secrets.token_hex(8)}.part")
    notes = Notes(scene)
    try:
        with av.open(f"file:{part}", "w", format="mp4", options={"movflags": "+faststart"}) as out:
            stream = out.add_stream("libx264", rate=Fraction(scene.picture.fps).limit_denominator())
            stream.width, stream.height = _even(scene.picture.width_px, scene.picture.height_px)
            stream.pix_fmt, stream.time_base = "yuv420p", _TICK
            stream.codec_context.time_base = _TICK
            stream.codec_context.thread_count = 2
            stream.options = {"crf": str(scene.picture.crf), "preset": "veryfast"}
            for time_s, image_bgr in _pictures(scene, notes):
                height, width = image_bgr.shape[:2]
                even = np.pad(image_bgr, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
                frame = av.VideoFrame.from_ndarray(even, format="bgr24")
                frame.pts, frame.time_base = round(time_s / _TICK), _TICK
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        part.replace(path_mp4)
    finally:
        part.unlink(missing_ok=True)
    return notes.truth(with_reps=True)


def still(scene: Scene, at_s: float) -> tuple[ImageBgr, Truth]:
    """Return one picture of the scene (height, width, 3) and what is true in it, without reps."""
    return next(stills(scene, [at_s]))


def stills(scene: Scene, at_s: Iterable[float]) -> Iterator[tuple[ImageBgr, Truth]]:
    """Yield several pictures of one scene, each as of :func:`still`."""
    place = _Set(scene, Notes(scene))
    for time_s in at_s:
        notes = Notes(scene)
        notes.add(time_s)
        yield place.picture(time_s), notes.truth(with_reps=False)


def foreseen(scene: Scene) -> Truth:
    """Return what ``film`` would return, without a picture."""
    notes = Notes(scene)
    for number in range(scene.frames):
        notes.add(number / scene.picture.fps)
    return notes.truth(with_reps=True)


def _even(width: int, height: int) -> tuple[int, int]:
    return width + width % 2, height + height % 2


def _pictures(scene: Scene, notes: Notes) -> Iterator[tuple[float, ImageBgr]]:
    place = _Set(scene, notes)
    for number in range(scene.frames):
        time_s = number / scene.picture.fps
        notes.add(time_s)
        yield time_s, place.picture(time_s)


class _Set:
    """Everything of a scene that is made once."""

    def __init__(self, scene: Scene, notes: Notes) -> None:
        self._scene, self._picture, self._notes = scene, scene.picture, notes
        self._stage = Stage(
            load_room(scene.room),
            LIGHTING[scene.light],
            notes.view,
            turn_deg=_room_turn_deg(scene),
            shakes=scene.camera.shake_deg > 0,
        )

    def picture(self, time_s: float) -> ImageBgr:
        """Return the picture whose exposure's middle is at this time."""
        light = self._exposed(time_s, self._notes.view_at(time_s))
        number = round(time_s * self._picture.fps)
        return developed(light, self._picture, np.random.default_rng([self._scene.seed, 4, number]))

    def _mesh(self, time_s: float) -> Mesh:
        body = self._notes.actor.body
        others = [*bystander_at(self._scene, time_s), *props_of(self._scene, body)]
        return joined([self._notes.actor.mesh(time_s), *others])

    def _exposed(self, time_s: float, view: View) -> FloatArray:
        """Return the mean light over the time the shutter is open."""
        half = self._picture.exposure / self._picture.fps / 2
        count = 1
        if half:
            first, last = self._mesh(time_s - half), self._mesh(time_s + half)
            way = view.project(first.points_m) - view.project(last.points_m)
            count = int(np.clip(np.ceil(np.abs(way).max() / _BLUR_PX), 1, _MOST_EXPOSURES))
        times = time_s + half * (np.arange(count) * 2 + 1 - count) / count
        return np.asarray(sum(self._stage.lit(self._mesh(t), view) for t in times) / count)


def _room_turn_deg(scene: Scene) -> float:
    """Return how the room stands: square to the person, or to the camera, or in between."""
    rng = np.random.default_rng([scene.seed, 5])
    little = float(rng.uniform(-8, 8))
    if abs(scene.camera.yaw_deg) <= 45 and rng.random() < 0.4:
        return little
    return scene.camera.yaw_deg + little
