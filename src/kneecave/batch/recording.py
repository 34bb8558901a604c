"""Rows on their way to the results."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from kneecave.batch.job import Job
from kneecave.batch.places import ROW, Results, open_results
from kneecave.errors import OutputError
from kneecave.model.batch import ClipRow
from kneecave.outputs.clip_row import to_line
from kneecave.outputs.files import write_text


def publish(row: ClipRow, staged: Path, results: Results, job: Job) -> None:
    """Let a staged folder, with the row as its last file, take the place of a clip's results.

    Raises
    ------
    OutputError
        The storage does not take them.
    """
    write_text(staged / ROW, to_line(row).decode("utf-8"))
    results.publish(job.name, staged)


def record(row: ClipRow, job: Job, *, scratch: Path) -> ClipRow:
    """Return the row of a clip that failed, published in place of any earlier results."""
    results = open_results(job.out)
    with suppress(OutputError), results.staged(job.name, scratch) as folder:
        publish(row, folder, results, job)
    return row
