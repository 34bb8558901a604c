"""What sources and the files of their results are called."""

from __future__ import annotations

from pathlib import Path

POSE_SUFFIX = ".pose.npz"
VIDEO, REPORT, JSON = "annotated.mp4", "report.html", "report.json"
REP_TABLE, FRAME_TABLE = "reps.csv", "frames.csv"
THUMBNAIL = "worst.jpg"


def is_pose_track(source: Path) -> bool:
    """Return whether the path names a saved pose track and not a clip."""
    return source.name.endswith(POSE_SUFFIX)


def stem(source: Path) -> str:
    """Return the name of the source without folder and ending: what its results are called."""
    return source.name.removesuffix(POSE_SUFFIX) if is_pose_track(source) else source.stem


def pose_name(source: Path) -> str:
    """Return what the source's saved pose track is called."""
    return stem(source) + POSE_SUFFIX


def result_names(source: Path, *, video: bool, save_pose: bool) -> tuple[str, ...]:
    """Return the names of the files that `results.write_results` writes."""
    pictures = (VIDEO,) if video and not is_pose_track(source) else ()
    pose = (pose_name(source),) if save_pose else ()
    return (*pictures, REPORT, JSON, REP_TABLE, FRAME_TABLE, *pose)
