"""A text file that is either whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kneecave.errors import OutputError


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8 to a temporary file beside ``path``, then rename it to ``path``.

    Line ends are written as they stand in ``text``.

    Raises
    ------
    OutputError
        If the folder or the disk does not take it; nothing is left behind then.
    """
    try:
        _write_beside_then_rename(path, text.encode("utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"Cannot write {path}: {reason}. Choose another folder with --out."
        ) from error


def _write_beside_then_rename(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
