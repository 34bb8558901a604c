"""A results folder that gets all of its files, or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kneecave.errors import OutputError


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give a hidden folder to write into, whose files move to ``folder`` when the block ends well.

    It is made at once, so that a place that cannot be written to is known before the work starts.
    If the block raises, by Ctrl-C as well, no file and no new folder is left behind.  Files of the
    same name in ``folder`` are replaced, one by one; others stay.

    Raises
    ------
    OutputError
        ``folder`` is a file, cannot be made or written to, or the disk is full.
    """
    new = _missing(folder.parent)
    try:
        with _telling(folder):
            _refuse_unwritable(folder)
            folder.parent.mkdir(parents=True, exist_ok=True)
            staging = Path(
                tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent)
            )
        try:
            yield staging
            with _telling(folder):
                _move(staging, folder)
        except OutputError as error:
            raise OutputError(str(error).replace(str(staging), str(folder))) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    finally:
        for made in new:
            with suppress(OSError):  # holds results, so it stays
                made.rmdir()


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """Turn the system's errors into one the user can be told."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"cannot write results to {folder}: {reason}; choose another folder with --out"
        ) from error


def _missing(folder: Path) -> list[Path]:
    """Return the folders on the way to ``folder`` that do not exist, innermost first."""
    return [part for part in (folder, *folder.parents) if not part.exists()]


def _refuse_unwritable(folder: Path) -> None:
    """Raise OSError if the folder, or the nearest one above it that exists, takes no files."""
    nearest = next(part for part in (folder, *folder.parents) if part.exists())
    if not nearest.is_dir():
        raise OSError(None, f"{nearest.name} is a file")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise OSError(None, "permission denied")


def _move(staging: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for file in sorted(staging.iterdir()):
        file.replace(folder / file.name)
