"""From a scene to a pose track, by way of pixels: filmed, encoded, decoded, seen by the pose model.

What is made is kept: a clip that was seen once need not be seen again while only the arithmetic
after the pose model changes.  A design's folder holds ``truth.npz``, one ``<model>.pose.npz`` for
each model, and ``made.json`` with what it was made by, written last.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.accuracy.designs import Design
from benchmarks.athlete.film import film
from benchmarks.athlete.scene import Scene
from kneecave.errors import NobodyFoundError
from kneecave.model.clip import ClipInfo, Frame
from kneecave.pose.store import save_track
from kneecave.pose.tracking import track_lifter
from kneecave.video.reader import open_video

_ROOT = Path(__file__).parents[2]
_ATHLETE = ("benchmarks/athlete",)
SEEING = ("src/kneecave/pose", "src/kneecave/video", "models")
_CODE = {".py", ".npz", ".task", ".tflite", ".json"}
_DONE = "made.json"


def code_version(folders: Iterable[str]) -> str:
    """Return a short hash of the code and data in folders of the project."""
    found = hashlib.sha256()
    for folder in folders:
        top = _ROOT / folder
        files = [top] if top.is_file() else sorted(top.rglob("*"))
        for path in files:
            if path.suffix in _CODE and "__pycache__" not in path.parts:
                found.update(path.relative_to(_ROOT).as_posix().encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:12]


def scene_hash(scene: Scene) -> str:
    """Return a short hash of what the scene says; what it leaves to the defaults does not count."""
    said = scene.model_dump_json(exclude_defaults=True)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Made:
    """What a design's landmarks were made by, and what it took.

    Attributes
    ----------
    athlete, seeing
        Hash of the code that draws, and of the code and models that look.
    models
        That looked at it.
    frames
        Of the clip.
    film_s, see_s
        Processor seconds to film, and to see with all of the design's models.
    """

    athlete: str
    seeing: str
    models: tuple[str, ...]
    frames: int
    film_s: float
    see_s: float


class Landmarks:
    """The folder in which the landmarks of all designs lie."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / "landmarks"
        self.athlete, self.seeing = code_version(_ATHLETE), code_version(SEEING)

    def folder_of(self, design: Design) -> Path:
        """Return where a design's files are, or will be."""
        return self._folder / f"{design.name}-{scene_hash(design.scene)}"

    def made(self, design: Design) -> Made | None:
        """Return what the design's landmarks were made by; None if they are not complete."""
        path = self.folder_of(design) / _DONE
        if not path.is_file():
            return None
        content = json.loads(path.read_text(encoding="utf-8"))
        made = Made(**(content | {"models": tuple(content["models"])}))
        return made if set(design.models) <= set(made.models) else None

    def is_fresh(self, design: Design) -> bool:
        """Return whether the landmarks are there, made by the code as it is now."""
        made = self.made(design)
        return made is not None and (made.athlete, made.seeing) == (self.athlete, self.seeing)

    def truth_path(self, design: Design) -> Path:
        """Return where the design's truth is."""
        return self.folder_of(design) / "truth.npz"

    def track_path(self, design: Design, model: str) -> Path:
        """Return where the design's track is; there is none where nobody was found."""
        return self.folder_of(design) / f"{model}.pose.npz"

    def make(self, design: Design) -> Made:
        """Film the design, let its models look at it, and keep what they saw.

        Raises
        ------
        kneecave.errors.KneecaveError
            The clip cannot be read or the results not written.
        """
        folder = self.folder_of(design)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _DONE).unlink(missing_ok=True)
        with tempfile.TemporaryDirectory() as place:
            clip = Path(place) / f"{design.name}.mp4"
            begin_s = time.process_time()
            truth = film(design.scene, clip)
            truth.save(self.truth_path(design))
            filmed_s = time.process_time()
            for model in design.models:
                see(clip, model, self.track_path(design, model))
            made = Made(
                athlete=self.athlete,
                seeing=self.seeing,
                models=design.models,
                frames=design.scene.frames,
                film_s=round(filmed_s - begin_s, 2),
                see_s=round(time.process_time() - filmed_s, 2),
            )
        (folder / _DONE).write_text(json.dumps(asdict(made)), encoding="utf-8")
        return made


def see(clip: Path, model: str, track_path: Path) -> None:
    """Write the track that the tool's own first half makes of a clip; none if nobody is found."""
    track_path.unlink(missing_ok=True)
    readings: list[ClipInfo] = []

    @contextmanager
    def frames() -> Iterator[Iterator[Frame]]:
        with open_video(clip) as reader:
            yield iter(reader)
            readings.append(reader.info)

    try:
        track = track_lifter(frames, model=model)
    except NobodyFoundError:
        return
    save_track(track_path, track, max(readings, key=lambda info: info.frames))
