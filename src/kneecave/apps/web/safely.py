"""Files that are whole or as they were, and folders that are one server's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kneecave.errors import UsageError


def write_whole(file: Path, content: bytes, *, new: Path) -> None:
    """Write a file by way of a new one beside it, so that even a power cut leaves one of the two.

    Raises
    ------
    OSError
        It cannot be written; it is as it was.
    """
    with new.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)


def take(lock: int, data: Path) -> None:
    """Take a folder, by the descriptor of a file in it, until that is closed.

    Raises
    ------
    UsageError
        Another server has it.
    """
    if sys.platform == "win32":  # it has no locks of this kind
        return
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UsageError(
            f"another server keeps its clips in {data}; choose another folder with --data"
        ) from error
