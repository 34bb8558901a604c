"""Whose clips they are: a table that says who is in which clip, and in which session."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

from kneecave.errors import UsageError
from kneecave.model.batch import ClipRow

_COLUMNS = ("clip", "person", "session")


@dataclass(frozen=True, slots=True)
class People:
    """Person and session by clip; an empty text is no name."""

    by_clip: dict[str, tuple[str, str]]

    @classmethod
    def load(cls, manifest: Path | None) -> People:
        """Return the people of a CSV table with the columns clip, person and session.

        Raises
        ------
        UsageError
            The table cannot be read or lacks a column.
        """
        if manifest is None:
            return cls({})
        try:
            with manifest.open(encoding="utf-8-sig", newline="") as file:
                rows = csv.DictReader(file)
                missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
                if missing:
                    raise UsageError(f"manifest {manifest} has no column {missing[0]}")
                return cls({row["clip"]: (row["person"], row["session"]) for row in rows})
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise UsageError(f"manifest {manifest} cannot be read: {error}") from error

    def named(self, row: ClipRow) -> ClipRow:
        """Return the row with person and session as the table says."""
        person, session = self.by_clip.get(row.clip, ("", ""))
        return replace(row, person=person or None, session=session or None)
