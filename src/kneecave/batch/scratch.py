"""A batch's folder for temporary files; the next batch removes it if its owner was killed."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "kneecave-batch-"
OWNER = "owner.lock"
"""A file that the owner keeps locked: a lock ends with its process, whatever ends that."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder of our own for the time of the block; remove those whose owner is gone."""
    _remove_left(Path(tempfile.gettempdir()))
    with (
        tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder,
        _owned(Path(folder)),
    ):
        yield Path(folder)


@contextmanager
def _owned(folder: Path) -> Iterator[None]:
    if sys.platform == "win32":  # it has no locks of this kind: nothing is removed there
        yield
        return
    import fcntl  # noqa: PLC0415 - not everywhere

    unnamed = folder / f"{OWNER}.new"
    with unnamed.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        unnamed.rename(folder / OWNER)  # never there without its lock
        yield


def _remove_left(place: Path) -> None:
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - not everywhere

    for owner in place.glob(f"{PREFIX}*/{OWNER}"):
        with suppress(OSError), owner.open("rb") as lock:  # locked, or somebody else's
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(owner.parent, ignore_errors=True)
