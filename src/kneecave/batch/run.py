"""A whole batch: list, leave out what is done, run the rest, look again at suspects, sum up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from threading import Lock

from kneecave.batch import events
from kneecave.batch.catalogue import Catalogue, Counts, Known, open_catalogue
from kneecave.batch.engine import Engine, Outcome
from kneecave.batch.isolated import Limits
from kneecave.batch.job import Job, Options, blank
from kneecave.batch.names import folder_name
from kneecave.batch.places import Found, Results, open_results, open_source
from kneecave.batch.pool import open_pool
from kneecave.batch.recording import record
from kneecave.batch.scratch import scratch_folder
from kneecave.errors import KneecaveError, OutputError, UsageError
from kneecave.model.batch import ClipRow, Failure
from kneecave.outputs.batch_summary import write_summary
from kneecave.outputs.clip_row import from_line
from kneecave.outputs.people import People

FIRST, AGAIN = 1, 2


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be done.

    Attributes
    ----------
    folder, out
        Path or address of the clips and of the results.
    glob, recursive
        Which files are clips, and whether folders are gone into, as for a glob with a ``/``.
    scheduler
        Address of a Dask scheduler; None: processes on this machine, ``workers`` of them.
    retry_failed
        Whether clips that cannot be analysed are tried again.
    """

    folder: str
    out: str
    options: Options
    limits: Limits
    people: People
    glob: str | None
    recursive: bool
    workers: int
    scheduler: str | None
    retry_failed: bool


def run(batch: Batch, hear: events.Hear) -> Counts:
    """Return how the clips of the folder stand after all were done and summed up.

    Where it is interrupted or cannot go on, what is done is summed up before that is told.

    Raises
    ------
    UsageError
        The folder cannot be listed or holds no clip, another batch writes to the same place, or
        there is no scheduler.
    OutputError
        The results cannot be written.
    KneecaveError
        No worker can be started, or the cluster is gone.
    """
    results = open_results(batch.out)
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_folder())
        catalogue = stack.enter_context(open_catalogue(scratch))
        _list(catalogue, batch)
        stack.enter_context(results.locked())
        _tidy(results, batch)
        _learn(catalogue, results)
        work = _Work(batch, catalogue, results, scratch, _one_at_a_time(hear))
        try:
            work.do()
        except (KeyboardInterrupt, SystemExit):
            work.sum_up()
            raise
        except KneecaveError:
            if catalogue.counts().done:
                with suppress(OutputError):  # what ended the batch matters more
                    work.sum_up()
            raise
        work.sum_up()
        return catalogue.counts()


class _Work:
    def __init__(
        self,
        batch: Batch,
        catalogue: Catalogue,
        results: Results,
        scratch: Path,
        hear: events.Hear,
    ) -> None:
        self._batch, self._catalogue, self._results = batch, catalogue, results
        self._scratch, self._hear = scratch, hear

    def do(self) -> None:
        """Do every clip that is not done, then those again that were the death of a worker."""
        self._leave_out_done()
        jobs = (self._job(found, attempt=FIRST) for found, _ in self._catalogue.open_clips())
        first = next(jobs, None)
        if first is None:
            self._tell_listed(workers=0)
            return
        with self._open_engine() as engine:
            self._results.begin_changes()
            self._tell_listed(workers=engine.workers)
            for outcome in engine.outcomes(chain([first], jobs)):
                self._take(outcome)
            for found, _ in self._catalogue.suspects():
                self._take(engine.alone(self._job(found, attempt=AGAIN)))

    def sum_up(self) -> None:
        """Write the summary of all rows."""
        self._hear(events.Summarising())
        _tidy(self._results, self._batch)
        named = self._batch.people.named

        def rows() -> Iterator[ClipRow]:
            return map(named, self._catalogue.rows())

        with self._results.staged_summary(self._scratch) as folder:
            write_summary(rows, folder)
            self._results.publish_summary(folder)

    def _leave_out_done(self) -> None:
        for found, known in self._catalogue.open_clips():
            if known is not None and _counts(known, found, self._batch):
                self._catalogue.confirm(found.clip)

    def _job(self, found: Found, *, attempt: int) -> Job:
        return Job(
            folder=self._batch.folder,
            clip=found.clip,
            size_bytes=found.size_bytes,
            mtime_ns=found.mtime_ns,
            out=self._batch.out,
            name=folder_name(found.clip),
            options=self._batch.options,
            attempt=attempt,
            retry_failed=self._batch.retry_failed,
        )

    def _take(self, outcome: Outcome) -> None:
        """Keep a row; a first death makes the clip a suspect, a second one is recorded."""
        job, end = outcome.job, outcome.end
        if isinstance(end, Failure):
            if job.attempt == FIRST:
                self._catalogue.suspect(job.clip)
                self._hear(events.Suspected(outcome.worker, job.clip, end.message))
                return
            row = replace(blank(job), failure=replace(end, message=f"{end.message}, twice"))
            end = record(row, job, scratch=self._scratch)
        self._catalogue.finish(end)
        self._hear(events.Finished(outcome.worker, end))

    @contextmanager
    def _open_engine(self) -> Iterator[Engine]:
        batch = self._batch
        if batch.scheduler is None:
            with open_pool(batch.workers, batch.limits, self._begun, scratch=self._scratch) as pool:
                yield pool
            return
        from kneecave.batch.cluster import open_cluster  # noqa: PLC0415 - distributed is an extra

        with open_cluster(
            batch.scheduler, batch.limits, self._begun, waiting=self._waiting
        ) as cluster:
            yield cluster

    def _begun(self, worker: str, clip: str) -> None:
        self._hear(events.Begun(worker, clip))

    def _waiting(self) -> None:
        self._hear(events.Waiting())

    def _tell_listed(self, *, workers: int) -> None:
        counts = self._catalogue.counts()
        self._hear(events.Listed(counts.clips, counts.done, counts.failed, workers))


def _learn(catalogue: Catalogue, results: Results) -> None:
    """Read what earlier runs left: the summary, or where that is behind, row after row."""
    catalogue.add_folders(results.names())
    catalogue.add_rows(_whole(results.summary_lines()))
    rows = results.rows(catalogue.folders_without_row())
    catalogue.add_rows(row for row in rows if row is not None)


def _whole(lines: Iterator[bytes]) -> Iterator[ClipRow]:
    for line in lines:
        with suppress(ValueError):  # of another version: its row is read instead
            yield from_line(line)


def _list(catalogue: Catalogue, batch: Batch) -> None:
    recursive = batch.recursive or "/" in (batch.glob or "")
    source = open_source(batch.folder)
    catalogue.add_listed(source.clips(glob=batch.glob, recursive=recursive, but=batch.out))
    if not catalogue.counts().clips:
        wanted = "videos" if batch.glob is None else f"files like {batch.glob}"
        hint = "" if recursive else "; --recursive looks into folders, too"
        raise UsageError(f"there are no {wanted} in {batch.folder}{hint}")


def _counts(known: Known, found: Found, batch: Batch) -> bool:
    """Return whether a row of an earlier run answers for the clip, without reading the clip."""
    same = (known.size_bytes, known.mtime_ns) == (found.size_bytes, found.mtime_ns)
    if not (same and known.has_folder and known.content):
        return False
    if batch.options.key(known.content) != known.key:
        return False
    return not known.failed or not (known.may_pass or batch.retry_failed)


def _tidy(results: Results, batch: Batch) -> None:
    """Remove unfinished folders that are nobody's while no worker of ours is at work.

    Here the workers of a run that is gone are gone, too; those of a cluster may still be at it.
    """
    results.tidy(older_than_s=0.0 if batch.scheduler is None else 2 * batch.limits.time_s)


def _one_at_a_time(hear: events.Hear) -> events.Hear:
    lock = Lock()

    def heard(event: events.Event) -> None:
        with lock:
            hear(event)

    return heard
