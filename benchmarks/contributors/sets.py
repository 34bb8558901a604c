"""One filmed set through the whole program; what was made before is kept and not made again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from benchmarks.accuracy.landmarks import SEEING, code_version, scene_hash
from benchmarks.athlete.film import film
from benchmarks.athlete.scene import Scene
from benchmarks.athlete.truth import Truth
from kneecave.coached import with_feet
from kneecave.model.body import Leg
from kneecave.model.coaching import Contributor
from kneecave.model.session import Session
from kneecave.outputs.advice_reader import load_contributors
from kneecave.outputs.files import write_text
from kneecave.outputs.json_report import to_json
from kneecave.outputs.report_reader import load_report
from kneecave.pipeline import analyse
from kneecave.pose.store import save_track
from kneecave.settings import Settings

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_CLIP, _TRUTH = "clip.mp4", "truth.npz"
_JUDGING = (
    "kinematics", "reps", "findings", "coaching", "history", "settings.py", "feet.py",
    "feet_watch.py", "coached.py",
    "pose/feet_seen.py", "pose/foot_flow.py", "pose/still_camera.py",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """What the program made of one set, and what is true of it.

    Attributes
    ----------
    peaks_deg
        True peak of the knee over the foot, by leg: the median over the reps.
    """

    session: Session
    contributors: tuple[Contributor, ...]
    peaks_deg: dict[Leg, float]


def film_set(scene: Scene, folder: Path) -> Path:
    """Return the folder of a set, filmed and its joints found, if that was not done before."""
    place = folder / scene_hash(scene)
    place.mkdir(parents=True, exist_ok=True)
    clip = place / _CLIP
    if not (place / _TRUTH).exists():
        film(scene, clip).save(place / _TRUTH)
    if not (joints := _joints(place)).exists():
        result = analyse(clip)
        save_track(joints, result.found, result.analysis.clip)
    return place


def see_set(place: Path, settings: Settings, *, feet: bool) -> Seen:
    """Return what comes of a filmed set; from its kept joints, so without the pose model.

    It is made anew when anything after the pose model has changed.  ``feet``: the pictures of the
    feet are looked at where a knee caved in.
    """
    report = place / f"report-{_judging()}.json"
    if not report.exists():
        result = replace(analyse(_joints(place), settings=settings), source=place / _CLIP)
        if feet:
            result = with_feet(result, settings=settings)
        write_text(report, to_json(result.analysis))
    truth = Truth.load(place / _TRUTH)
    middle = {leg: sorted(rep.peak_deg[side] for rep in truth.reps) for side, leg in enumerate(Leg)}
    return Seen(
        session=load_report(report, at=_AT),
        contributors=load_contributors(report),
        peaks_deg={leg: _median(values) for leg, values in middle.items()},
    )


def _joints(place: Path) -> Path:
    """Return where a set's joints are, or will be: those found by the code as it is now."""
    return place / f"{_seeing()}.pose.npz"


@cache
def _seeing() -> str:
    return code_version(SEEING)


@cache
def _judging() -> str:
    return code_version(f"src/kneecave/{part}" for part in _JUDGING)


def _median(values: list[float]) -> float:
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2
