"""Files that are either whole or not there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from kneecave.errors import OutputError


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8, its line ends as they stand there.

    Raises
    ------
    OutputError
        As `write_bytes`.
    """
    write_bytes(path, text.encode("utf-8"))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines, each with its own end, in UTF-8, without holding all of them.

    Raises
    ------
    OutputError
        As `write_bytes`.
    """
    _write(path, (line.encode("utf-8") for line in lines))


def write_bytes(path: Path, content: bytes) -> None:
    """Write to a temporary file beside ``path``, then rename it to ``path``.

    Raises
    ------
    OutputError
        If the folder or the disk does not take it; nothing is left behind then.
    """
    _write(path, (content,))


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        _write_then_rename(part, path, pieces)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"Cannot write {path}: {reason}. Choose another place.") from error


def _write_then_rename(part: Path, path: Path, pieces: Iterable[bytes]) -> None:
    try:
        with part.open("xb") as file:
            file.writelines(pieces)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
