"""Exports: JSON lines, a header and then one session each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from kneecave.errors import HistoryError
from kneecave.history.rows import Line, from_line, to_line
from kneecave.model.session import Kept

FORMAT = "kneecave history"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    ``sessions`` were added, ``known`` were there already; ``people`` are new; ``near`` holds, for
    new people, names that were there and could be the same person.
    """

    sessions: int
    known: int
    people: tuple[str, ...]
    near: dict[str, tuple[str, ...]]


def write_lines(file: TextIO, kept: Iterable[Kept]) -> int:
    """Write the sessions and return how many."""
    file.write(json.dumps({"format": FORMAT, "version": VERSION}) + "\n")
    count = 0
    for one in kept:
        file.write(to_line(one.person, one.session) + "\n")
        count += 1
    return count


def read_lines(file: TextIO) -> Iterator[Line]:
    """Give the sessions of an export.

    Raises
    ------
    HistoryError
        The text is no export, of a newer version, or a line is damaged (the message says which).
    """
    try:
        lines = enumerate(file, start=1)
        _check_header(next(lines, (1, ""))[1])
        for number, text in lines:
            if text.strip():
                yield _line(number, text)
    except UnicodeDecodeError as error:
        raise HistoryError("this is not an export of a kneecave history") from error


def _check_header(text: str) -> None:
    try:
        header: Any = json.loads(text)
    except ValueError:
        header = None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise HistoryError("this is not an export of a kneecave history")
    if header.get("version") != VERSION:
        raise HistoryError(
            f"this export is of version {header.get('version')}, this kneecave reads {VERSION}"
        )


def _line(number: int, text: str) -> Line:
    try:
        return from_line(text)
    except ValueError as error:
        raise HistoryError(
            f"line {number} of the export is damaged ({error}); nothing was added"
        ) from error
