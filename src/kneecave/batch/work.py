"""One clip, one job: the same function in a process on this machine and on a cluster.

A job may be run twice, or killed and run again: its results appear all at once, and a job whose
results are there already gives their row back.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kneecave.batch.job import Job, Options, blank, counts, now
from kneecave.batch.memory import peak_mb
from kneecave.batch.places import CLIPS, open_results, open_source
from kneecave.batch.recording import publish, record
from kneecave.coached import write_with_feet
from kneecave.errors import (
    InputError,
    KneecaveError,
    NothingFoundError,
    OutputError,
    UsageError,
)
from kneecave.model.batch import ClipRow, Failure, FailureKind, Status, Times
from kneecave.model.verdict import Reason
from kneecave.naming import REPORT, THUMBNAIL, VIDEO
from kneecave.outputs.clip_row import with_answer
from kneecave.pipeline import Stage, analyse

_KINDS: tuple[tuple[type[Exception], FailureKind], ...] = (
    (InputError, FailureKind.UNREADABLE),
    (NothingFoundError, FailureKind.NOTHING_FOUND),
    (UsageError, FailureKind.AMBIGUOUS),
    (OutputError, FailureKind.NOT_WRITTEN),
    (MemoryError, FailureKind.OUT_OF_MEMORY),
)


def do(job: Job, *, scratch: Path, worker: str) -> ClipRow:
    """Return the clip's row, its results published; a clip that fails gets a row that says so.

    Parameters
    ----------
    scratch
        An existing folder on this machine for temporary files.
    worker
        Who does it, for the row.
    """
    begun = time.perf_counter()
    results, clock = open_results(job.out), _ModelClock()
    row = blank(job)
    try:
        with open_source(job.folder).fetched(job.clip, scratch) as clip:
            row = _with_content(row, clip, job.options)
            known = results.row(job.name)
            if known is not None and counts(known, row.key, job):
                return replace(known, times=replace(known.times, source_mtime_ns=job.mtime_ns))
            with results.staged(job.name, scratch) as folder:
                row = _analysed(row, clip, folder, job, clock)
                row = replace(row, times=_times(job, begun, clock, worker))
                publish(row, folder, results, job)
                return row
    except Exception as error:
        row = replace(failed(row, error), times=_times(job, begun, clock, worker))
    return record(row, job, scratch=scratch)


def failed(row: ClipRow, error: Exception) -> ClipRow:
    """Return the row with the error as its failure, in one line."""
    kind = next((kind for of, kind in _KINDS if isinstance(error, of)), FailureKind.UNEXPECTED)
    known = isinstance(error, KneecaveError)
    text = str(error) if known else f"unexpected {type(error).__name__}: {error}"
    code = error.exit_code if isinstance(error, KneecaveError) else KneecaveError.exit_code
    return replace(row, status=Status.FAILED, failure=Failure(kind, code, " ".join(text.split())))


def _with_content(row: ClipRow, clip: Path, options: Options) -> ClipRow:
    """Return the row with the clip's hash; without one for what can't be read as a file."""
    if not clip.is_file():  # opening a pipe would wait for ever
        return row
    try:
        with clip.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return row  # the reader of clips says it better
    return replace(row, content=content, key=options.key(content))


def _analysed(row: ClipRow, clip: Path, folder: Path, job: Job, clock: _ModelClock) -> ClipRow:
    """Return the row of a clip after its results are written into a folder."""
    options = job.options
    try:
        with clock.running():
            result = analyse(
                clip,
                settings=options.settings,
                movement=options.movement,
                model=options.model,
                progress=clock,
            )
        with clock.running():
            result = write_with_feet(
                result,
                folder,
                settings=options.settings,
                video=options.video,
                thumbnail=True,
                progress=clock,
            )
    except KneecaveError as error:
        # the same words wherever the clip was fetched to, and wherever its results are staged
        told = str(error).replace(str(clip), job.clip).replace(str(folder), job.name)
        raise type(error)(told) from error
    row = with_answer(replace(row, status=Status.OK, failure=None), result.analysis)
    row = _with_links(row, folder, job.name)
    if row.refusal is Reason.NO_REP:
        return failed(row, NothingFoundError(f"no rep found. {row.refusal_detail or ''}"))
    return row


def _with_links(row: ClipRow, folder: Path, name: str) -> ClipRow:
    def link(file: str) -> str | None:
        return f"{CLIPS}/{name}/{file}" if (folder / file).exists() else None

    return replace(row, report=link(REPORT), video=link(VIDEO), thumbnail=link(THUMBNAIL))


def _times(job: Job, begun: float, clock: _ModelClock, worker: str) -> Times:
    return Times(
        analysed_at=now(),
        seconds=round(time.perf_counter() - begun, 3),
        model_seconds=round(clock.seconds, 3),
        worker=worker,
        peak_memory_mb=round(peak_mb(), 1),
        attempts=job.attempt,
        source_mtime_ns=job.mtime_ns,
    )


class _ModelClock:
    """Adds up the time until a stage's last frame: decoding with pose model, or with drawing."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Add the time from here to the last frame told of in the block."""
        begun = self._last = time.perf_counter()
        try:
            yield
        finally:
            self.seconds += self._last - begun

    def __call__(self, _stage: Stage, _done: int, _total: int | None, /) -> None:
        self._last = time.perf_counter()
