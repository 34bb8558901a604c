"""What ``kneecave batch`` does: a folder of clips, its progress, and how it ended."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from kneecave.apps.batch_progress import batch_progress
from kneecave.apps.errors import hush, tell
from kneecave.apps.exit_codes import ExitCode
from kneecave.batch.isolated import Limits
from kneecave.batch.job import Options
from kneecave.batch.places import CLIPS, local_path
from kneecave.batch.run import Batch, run
from kneecave.errors import UsageError
from kneecave.model.rep import Movement
from kneecave.outputs.batch_tables import parquet_possible
from kneecave.outputs.names import counted
from kneecave.outputs.people import People
from kneecave.pose.bundles import find_bundle
from kneecave.settings import Settings
from kneecave.video.threads import usable_cores


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line; None leaves it to the machine."""

    folder: str
    out: str
    movement: Movement | None
    settings: Settings
    model: str
    video: bool
    glob: str | None
    recursive: bool
    workers: int | None
    scheduler: str | None
    manifest: Path | None
    retry_failed: bool
    time_limit_s: float
    memory_limit_mb: float | None
    json_progress: bool
    quiet: bool


def run_batch(request: Request) -> ExitCode:
    """Return OK, or SOME_FAILED if a clip of the folder has no answer, after all were done.

    Raises
    ------
    KneecaveError
        The batch as a whole cannot work.
    """
    batch = _batch(request)
    _refuse_results_over_clips(batch)
    try:
        with batch_progress(as_json=request.json_progress, quiet=request.quiet) as hear:
            counts = run(batch, hear)
    except KeyboardInterrupt:
        tell("stopped; results so far are whole, and the same command goes on from there")
        hush()
        return ExitCode.INTERRUPTED
    answered = counts.done - counts.failed
    if not request.quiet:
        failed = f", {counts.failed} failed" if counts.failed else ""
        sys.stdout.write(
            f"{counted(counts.clips, ('clip', 'clips'))}: {answered} analysed{failed}\n"
        )
        sys.stdout.write(f"Summary: {request.out.rstrip('/')}/summary.html\n")
        if not parquet_possible():
            sys.stdout.write("summary.parquet is left out; pip install 'kneecave[parquet]'\n")
    return ExitCode.SOME_FAILED if counts.failed else ExitCode.OK


def _batch(request: Request) -> Batch:
    if request.workers is not None and request.scheduler is not None:
        raise UsageError("--workers is for this machine alone; a scheduler has its own workers")
    bundle = find_bundle(request.model)
    bundle.verify()
    workers = request.workers or usable_cores()
    return Batch(
        folder=_absolute(request.folder),
        out=_absolute(request.out),
        options=Options(
            settings=request.settings,
            movement=request.movement,
            model=bundle.name,
            model_sha256=bundle.sha256,
            video=request.video,
        ),
        limits=Limits(time_s=request.time_limit_s, memory_mb=request.memory_limit_mb),
        people=People.load(request.manifest, folder=local_path(request.folder)),
        glob=request.glob,
        recursive=request.recursive,
        workers=workers,
        scheduler=request.scheduler,
        retry_failed=request.retry_failed,
    )


def _absolute(place: str) -> str:
    """Return a path from the root, so that it means the same to every worker; an address as is."""
    path = local_path(place)
    return place if path is None else str(path.absolute())


def _refuse_results_over_clips(batch: Batch) -> None:
    folder, out = local_path(batch.folder), local_path(batch.out)
    if folder is None or out is None:
        return
    clips, results = folder.resolve(), (out / CLIPS).resolve()
    if clips == out.resolve() or clips == results or results in clips.parents:
        raise UsageError(
            f"results in {batch.out} would fall among the clips of {batch.folder}; "
            "choose another folder with --out"
        )
