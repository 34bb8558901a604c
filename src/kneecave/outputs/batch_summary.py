"""The summary of a batch: files that hold one line for every clip, and a page to look at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from kneecave.errors import OutputError
from kneecave.model.batch import ClipRow
from kneecave.outputs import batch_tables
from kneecave.outputs.batch_columns import columns
from kneecave.outputs.batch_page import render
from kneecave.outputs.batch_rows import Collected

LINES, TABLE, PARQUET, PAGE = (f"summary.{kind}" for kind in ("jsonl", "csv", "parquet", "html"))


def write_summary(rows: Callable[[], Iterator[ClipRow]], folder: Path) -> None:
    """Write the summary's files into an existing folder; memory does not grow with the rows.

    The same rows give the same bytes; only the JSON Lines hold times.  Parquet is written where
    its extra is installed.

    Parameters
    ----------
    rows
        Gives all rows in order of clips, each time it is called.

    Raises
    ------
    OutputError
        The folder or the disk does not take the files.
    """
    collected = Collected()
    reads = [column.read for column in columns()]
    names = [LINES, TABLE, *([PARQUET] if batch_tables.parquet_possible() else [])]
    writers = {
        LINES: batch_tables.lines,
        TABLE: batch_tables.table,
        PARQUET: batch_tables.parquet,
    }
    try:
        with ExitStack() as stack:
            takers = [stack.enter_context(writers[name](folder / name)) for name in names]
            for row in rows():
                cells = [read(row) for read in reads]
                for take in takers:
                    take(row, cells)
                collected.add(row)
        (folder / PAGE).write_text(render(collected, names), encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"the summary cannot be written: {reason}") from error
