"""What is in the store's folder when a server starts: clips, what a killed server left, the rest.

The folder may be the user's, with things of the user in it.  Only what bears a name that the store
gives is removed; what cannot be read is left as it is.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from kneecave.apps.errors import tell
from kneecave.apps.web.clip import Clip, State, from_bytes
from kneecave.batch.isolated import PREFIX

CLIPS, INCOMING, SCRATCH = "clips", "incoming", "scratch"
ABOUT, SOURCE, RESULTS = "clip.json", "source", "results"
HIDDEN_CLIP = ".kneecave-"
"""Before the id of a clip that is not there yet, or no more."""
NEW_ABOUT, STAGING = f".{ABOUT}", f".{RESULTS}-"
UPLOAD, LIVE = "kneecave-upload-", "kneecave-live-"
_TEMPORARY = (UPLOAD, LIVE, PREFIX)


def swept(data: Path) -> dict[str, Clip]:
    """Return the clips of a store by id, after removing what a killed server left half-done.

    That something else is among them is told once, on stderr.
    """
    for place in (INCOMING, SCRATCH):
        for entry in (data / place).iterdir():
            if entry.name.startswith(_TEMPORARY):
                _remove(entry)
    found, others = {}, 0
    for folder in (data / CLIPS).iterdir():
        if folder.name.startswith(HIDDEN_CLIP):
            _remove(folder)
        elif (clip := _clip_in(folder)) is not None:
            found[clip.id] = clip
            _sweep(folder, clip)
        elif not folder.name.startswith("."):
            others += 1
    if others:
        what = "1 thing is no clip" if others == 1 else f"{others} things are no clips"
        tell(f"{what} that this kneecave can read in {data / CLIPS}: left as it was found")
    return found


def _clip_in(folder: Path) -> Clip | None:
    """Return the clip of a folder, None if none can be read there, or it is not its place."""
    try:
        clip = from_bytes((folder / ABOUT).read_bytes())
    except (OSError, ValueError):
        return None
    return clip if clip.id == folder.name else None


def _sweep(folder: Path, clip: Clip) -> None:
    """Remove what nobody works at any more."""
    belonging = _belonging(clip)
    with suppress(OSError):
        for entry in folder.iterdir():
            ours = entry.name in (SOURCE, RESULTS, NEW_ABOUT) or entry.name.startswith(STAGING)
            if ours and entry.name not in belonging:
                _remove(entry)


def _belonging(clip: Clip) -> set[str]:
    """Return what a clip's folder holds, beside what is known of it, when nobody works at it."""
    match clip.state:
        case State.DONE:
            return {RESULTS}
        case State.FAILED:
            return set()
        case State.QUEUED | State.RUNNING:
            return {SOURCE}


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):  # the next time
            path.unlink()
