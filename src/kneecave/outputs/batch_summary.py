"""The summary of a batch: files that hold one line for every clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from kneecave.errors import OutputError
from kneecave.model.batch import ClipRow
from kneecave.outputs.clip_row import to_line

LINES = "summary.jsonl"


def write_summary(rows: Callable[[], Iterator[ClipRow]], folder: Path) -> None:
    """Write the summary's files into an existing folder; memory does not grow with the rows.

    Parameters
    ----------
    rows
        Gives all rows in order of clips, each time it is called.

    Raises
    ------
    OutputError
        The folder or the disk does not take the files.
    """
    try:
        with (folder / LINES).open("wb") as file:
            file.writelines(map(to_line, rows()))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"the summary cannot be written: {reason}") from error
