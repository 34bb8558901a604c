"""What is in the store's folder when a server starts: clips, and what a killed server left."""

from __future__ import annotations

import shutil
from pathlib import Path

from kneecave.apps.web.clip import Clip, State, from_bytes

CLIPS, INCOMING, SCRATCH = "clips", "incoming", "scratch"
ABOUT, SOURCE, RESULTS = "clip.json", "source", "results"


def swept(data: Path) -> dict[str, Clip]:
    """Return the clips of a store by id, after removing what is no clip and what is left of one."""
    for place in (INCOMING, SCRATCH):
        for entry in (data / place).iterdir():
            _remove(entry)
    found = {}
    for folder in (data / CLIPS).iterdir():
        clip = _clip_in(folder)
        if clip is None:
            _remove(folder)
            continue
        found[clip.id] = clip
        for entry in folder.iterdir():
            if entry.name not in _belonging(clip):
                _remove(entry)
    return found


def _clip_in(folder: Path) -> Clip | None:
    """Return the clip of a folder, None if it is none: hidden, unreadable, or not its place."""
    try:
        clip = from_bytes((folder / ABOUT).read_bytes())
    except (OSError, ValueError):
        return None
    return clip if clip.id == folder.name else None


def _belonging(clip: Clip) -> set[str]:
    """Return what a clip's folder holds when nobody works at it."""
    match clip.state:
        case State.DONE:
            return {ABOUT, RESULTS}
        case State.FAILED:
            return {ABOUT}
        case State.QUEUED | State.RUNNING:
            return {ABOUT, SOURCE}


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
