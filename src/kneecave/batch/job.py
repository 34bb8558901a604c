"""One clip, one job: the same function in a process on this machine and on a cluster.

A job may be run twice, or killed and run again: its results appear all at once, and a job whose
results are there already gives their row back.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from kneecave import __version__
from kneecave.batch.memory import peak_mb
from kneecave.batch.places import CLIPS, ROW, open_results, open_source
from kneecave.errors import (
    InputError,
    KneecaveError,
    NothingFoundError,
    OutputError,
    UsageError,
)
from kneecave.model.batch import ClipRow, Failure, FailureKind, Status, Times
from kneecave.model.rep import Movement
from kneecave.model.verdict import Reason
from kneecave.outputs.clip_row import to_line, with_answer
from kneecave.outputs.files import write_text
from kneecave.pipeline import REPORT, THUMBNAIL, VIDEO, Stage, analyse, write_results
from kneecave.settings import Settings

RESULT_FORMAT = 1
"""Grows when the files of a result folder change, so that older ones are made again."""

_KINDS: tuple[tuple[type[Exception], FailureKind], ...] = (
    (InputError, FailureKind.UNREADABLE),
    (NothingFoundError, FailureKind.NOTHING_FOUND),
    (UsageError, FailureKind.AMBIGUOUS),
    (OutputError, FailureKind.NOT_WRITTEN),
    (MemoryError, FailureKind.OUT_OF_MEMORY),
)


@dataclass(frozen=True)
class Options:
    """How every clip of a batch is analysed.

    ``model_sha256`` is the hash of the pose bundle named ``model``.
    """

    settings: Settings
    movement: Movement | None
    model: str
    model_sha256: str
    video: bool

    @cached_property
    def settings_hash(self) -> str:
        """Hash of the settings and of the movement that was given."""
        return _hash(self.settings.flat(), self.movement)[:16]

    def key(self, content: str) -> str:
        """Return the hash of everything the answer for a clip of that content depends on."""
        return hashlib.sha256(f"{content} {self._but_content}".encode()).hexdigest()

    @cached_property
    def _but_content(self) -> str:
        return _hash(
            self.settings_hash,
            self.model,
            self.model_sha256,
            self.video,
            __version__,
            RESULT_FORMAT,
        )


@dataclass(frozen=True, slots=True)
class Job:
    """One clip to analyse.

    Attributes
    ----------
    folder, clip
        The batch's input folder, path or address, and the clip below it, with ``/``.
    size_bytes, mtime_ns
        As listed.
    out, name
        The batch's output folder, path or address, and the clip's own folder in it.
    attempt
        1, or 2 where the clip was a worker's death before.
    retry_failed
        Whether a failure that belongs to the clip itself is tried again.
    """

    folder: str
    clip: str
    size_bytes: int
    mtime_ns: int
    out: str
    name: str
    options: Options
    attempt: int
    retry_failed: bool


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
                _write_row(row, folder)
                results.publish(job.name, folder)
                return row
    except Exception as error:
        row = replace(failed(row, error), times=_times(job, begun, clock, worker))
    return record(row, job, scratch=scratch)


def record(row: ClipRow, job: Job, *, scratch: Path) -> ClipRow:
    """Return the row of a clip that failed, published in place of any earlier results."""
    results = open_results(job.out)
    with suppress(OutputError), results.staged(job.name, scratch) as folder:
        _write_row(row, folder)
        results.publish(job.name, folder)
    return row


def counts(known: ClipRow, key: str, job: Job) -> bool:
    """Return whether a row found among the results answers the job."""
    if known.key != key or known.clip != job.clip:
        return False
    return known.failure is None or not (job.retry_failed or known.failure.kind.may_pass)


def blank(job: Job) -> ClipRow:
    """Return the row of a clip of which nothing is known yet, as failed."""
    return ClipRow(
        clip=job.clip,
        person=None,
        session=None,
        status=Status.FAILED,
        failure=Failure(FailureKind.UNEXPECTED, KneecaveError.exit_code, "not analysed"),
        key="",
        content="",
        size_bytes=job.size_bytes,
        settings=job.options.settings_hash,
        model=job.options.model,
        version=__version__,
        metric=job.options.settings.metric,
        movement=None,
        word=None,
        reps=(),
        cave_reps=(),
        watch_reps=(),
        left=None,
        right=None,
        difference=None,
        difference_spread=None,
        view=None,
        yaw_deg=None,
        yaw_spread_deg=None,
        refusal=None,
        refusal_detail=None,
        headline="",
        duration_s=None,
        frames=None,
        report=None,
        video=None,
        thumbnail=None,
        times=Times(
            analysed_at=_now(),
            seconds=0.0,
            model_seconds=0.0,
            worker="",
            peak_memory_mb=0.0,
            attempts=job.attempt,
            source_mtime_ns=job.mtime_ns,
        ),
    )


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
            write_results(result, folder, video=options.video, thumbnail=True, progress=clock)
    except KneecaveError as error:
        # the same words wherever the clip was fetched to, and wherever its results are staged
        told = str(error).replace(str(clip), job.clip).replace(str(folder), job.name)
        raise type(error)(told) from error
    row = with_answer(replace(row, status=Status.OK, failure=None), result.analysis)
    row = _with_links(row, folder, job.name)
    if row.refusal is Reason.NO_REP:
        return failed(row, NothingFoundError(f"no rep found. {row.refusal_detail or ''}"))
    return row


def _write_row(row: ClipRow, folder: Path) -> None:
    write_text(folder / ROW, to_line(row).decode("utf-8"))


def _with_links(row: ClipRow, folder: Path, name: str) -> ClipRow:
    def link(file: str) -> str | None:
        return f"{CLIPS}/{name}/{file}" if (folder / file).exists() else None

    return replace(row, report=link(REPORT), video=link(VIDEO), thumbnail=link(THUMBNAIL))


def _times(job: Job, begun: float, clock: _ModelClock, worker: str) -> Times:
    return Times(
        analysed_at=_now(),
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


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
