"""A table that says who is in which clip: CSV, as spreadsheets save it."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kneecave.errors import UsageError

NEEDED = ("clip", "person")
KNOWN = (*NEEDED, "session", "date", "movement", "notes")
"""``movement`` and ``notes`` are for their writer; they change nothing."""
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Who:
    """The person in a clip, and the session; None where the table's field is empty."""

    person: str | None
    session: str | None


def read_manifest(path: Path, *, folder: Path | None = None) -> dict[str, Who]:
    """Return who is in which clip, by the clip's path below the batch's folder.

    The first line names the columns: ``clip`` and ``person``, and if wanted ``session``, ``date``
    (which stands for an empty session), ``movement`` and ``notes``.  Separated by comma, semicolon
    or tab; UTF-8 with or without byte order mark.

    Parameters
    ----------
    folder
        Where the clips lie; None: not on this machine, so that nobody looks whether they are there.

    Raises
    ------
    UsageError
        The file cannot be read or is not UTF-8; a column is unknown, missing or there twice; a line
        has too few or too many fields, no clip, a clip that stood above or is not in the folder, or
        a date that is none.
    """
    found: dict[str, Who] = {}
    lines: dict[str, int] = {}
    for number, fields in _records(path):
        clip = clip_key(fields["clip"])
        if not clip:
            raise _wrong(path, number, "has no clip")
        if clip in found:
            raise _wrong(path, number, f"names {fields['clip']} again, after line {lines[clip]}")
        if folder is not None and not _is_there(folder, fields["clip"], clip):
            raise _wrong(path, number, f"names {fields['clip']}, which is not in {folder}")
        day = fields.get("date", "")
        if day and not is_date(day):
            raise _wrong(path, number, f"has the date {day}; write it as 2026-11-01")
        found[clip] = Who(fields["person"] or None, fields.get("session") or day or None)
        lines[clip] = number
    return found


def clip_key(clip: str) -> str:
    """Return a clip's path as it is compared: ``/`` between folders, one form of each letter."""
    return unicodedata.normalize("NFC", clip.replace("\\", "/").removeprefix("./"))


def is_date(text: str) -> bool:
    """Return whether the text is a day, as ``2026-11-01``."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_there(folder: Path, *spellings: str) -> bool:
    return any((folder / one.replace("\\", "/")).exists() for one in spellings)


def _records(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give the lines that hold something, each with its number and its fields by column."""
    rows = _rows(path)
    number, header = next(rows, (1, []))
    columns = _columns(path, header)
    for number, row in rows:
        if not any(row):
            continue
        if len(row) != len(columns):
            fields = "field" if len(row) == 1 else "fields"
            told = f"has {len(row)} {fields}, but there are {len(columns)} columns"
            raise _wrong(path, number, told)
        yield number, dict(zip(columns, row, strict=True))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    lines = _text(path).splitlines(keepends=True)
    head = lines[0] if lines else ""
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for row in reader:
            yield reader.line_num, [field.strip() for field in row]
    except csv.Error as error:
        raise _wrong(path, reader.line_num, f"cannot be read: {error}") from error


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"manifest {path} cannot be read: {reason}") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _wrong(path, line, "is not in UTF-8; save the table as 'CSV UTF-8'") from error


def _columns(path: Path, header: Iterable[str]) -> list[str]:
    columns = [name.lower() for name in header]
    for name in columns:
        if name not in KNOWN:
            told = f"has the unknown column {name or '(empty)'}; known are {', '.join(KNOWN)}"
            raise UsageError(f"manifest {path} {told}")
        if columns.count(name) > 1:
            raise UsageError(f"manifest {path} has the column {name} twice")
    for name in NEEDED:
        if name not in columns:
            raise UsageError(f"manifest {path} has no column {name}")
    return columns


def _wrong(path: Path, line: int, told: str) -> UsageError:
    return UsageError(f"manifest {path}: line {line} {told}")
