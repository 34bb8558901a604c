"""What is asked of a worker: one clip, how it is analysed, and where its results go."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from kneecave import __version__
from kneecave.errors import KneecaveError
from kneecave.model.batch import ClipRow, Failure, FailureKind, Status, Times
from kneecave.model.rep import Movement
from kneecave.settings import Settings

RESULT_FORMAT = 2
"""Grows when the files of a result folder change, so that older ones are made again."""


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
            analysed_at=now(),
            seconds=0.0,
            model_seconds=0.0,
            worker="",
            peak_memory_mb=0.0,
            attempts=job.attempt,
            source_mtime_ns=job.mtime_ns,
        ),
    )


def now() -> str:
    """Return the time as rows have it: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
