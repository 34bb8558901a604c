"""One row of a batch: what came of one clip, small enough that 100 000 of them stream by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric, Reason, Word
from kneecave.model.view import ViewKind


class Status(StrEnum):
    """Whether a clip could be analysed."""

    OK = "ok"
    FAILED = "failed"


class FailureKind(StrEnum):
    """Why a clip has no answer."""

    UNREADABLE = "unreadable"
    """The clip is no video, or damaged."""
    NOTHING_FOUND = "nothing-found"
    """Nobody, or no rep, in the clip."""
    AMBIGUOUS = "ambiguous"
    """Two people do reps at the same time."""
    NOT_WRITTEN = "not-written"
    """The results could not be written."""
    UNEXPECTED = "unexpected"
    """An error that nobody thought of."""
    CRASHED = "crashed"
    """The clip killed its worker, twice."""
    TOO_SLOW = "too-slow"
    """The clip took longer than its time limit, twice."""
    OUT_OF_MEMORY = "out-of-memory"
    """The clip needed more memory than a worker may have, twice."""

    @property
    def may_pass(self) -> bool:
        """Whether the cause may lie outside of the clip, so that a second run tries again."""
        return self not in (
            FailureKind.UNREADABLE,
            FailureKind.NOTHING_FOUND,
            FailureKind.AMBIGUOUS,
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a clip has no answer; ``exit_code`` and ``message`` as ``kneecave analyze`` gives."""

    kind: FailureKind
    exit_code: int
    message: str


@dataclass(frozen=True, slots=True)
class RepRow:
    """One rep in short.

    Attributes
    ----------
    lead_leg
        The leg in front (lunge) or alone; None where both work alike.
    left, right
        The verdict's word on each leg.
    left_peak, right_peak
        In the unit of the row's metric; None where the leg is unmeasurable.
    """

    number: int
    lead_leg: Leg | None
    left: Word
    right: Word
    left_peak: float | None
    right_peak: float | None


@dataclass(frozen=True, slots=True)
class LegRow:
    """One leg over all reps of a clip.

    Attributes
    ----------
    word
        The worst word of its reps; unmeasurable if none could be judged.
    peak, spread, limit
        Of its worst rep, in the unit of the row's metric; None where none could be judged.
    worst_rep
        Number of the rep with the farthest peak of the worst word.
    cave_reps, watch_reps
        Numbers of the reps with that word on this leg.
    """

    word: Word
    peak: float | None
    spread: float | None
    limit: float | None
    worst_rep: int | None
    cave_reps: tuple[int, ...]
    watch_reps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """What differs from run to run; everything else in a row is the same in every run.

    Attributes
    ----------
    analysed_at
        UTC, ISO 8601 to the second.
    seconds, model_seconds
        The whole job, and its share for decoding, pose model and drawing.
    worker
        ``host:pid``.
    peak_memory_mb
        Largest resident size of the worker until the end of the job.
    attempts
        How often the clip was tried.
    source_mtime_ns
        Of the clip when it was read; 0 where the storage has no such time.
    """

    analysed_at: str
    seconds: float
    model_seconds: float
    worker: str
    peak_memory_mb: float
    attempts: int
    source_mtime_ns: int


@dataclass(frozen=True, slots=True)
class ClipRow:
    """What came of one clip.

    Attributes
    ----------
    clip
        Path below the batch's folder, with ``/``; what rows are sorted by.
    person, session
        Who it is and when, where a manifest or the file's name says so.
    status, failure
        ``failure`` is None where the status is OK.
    key
        Hash of everything the answer depends on: clip, settings, model, options, version.
    content
        SHA-256 of the clip, hexadecimal; "" where it could not be read.
    size_bytes
        Of the clip.
    settings
        Hash of the settings and of the options that change the answer.
    model, version
        Pose bundle; kneecave's version.
    metric
        What the verdicts were made on: degrees, but for KASR, which is a ratio.
    movement
        What the reps are; None without a rep.
    word
        The clip's verdict; None where it could not be analysed.
    reps, cave_reps, watch_reps
        All reps, and the numbers of those with a leg of that word.
    left, right
        Per leg; None where the clip could not be analysed.
    difference, difference_spread
        Worst peak of the left leg minus that of the right, and one standard deviation of its
        error; None where a leg has no peak.
    view, yaw_deg, yaw_spread_deg
        Where the camera stands, + = on the person's left; None where unknown.
    refusal, refusal_detail
        Why no rep was judged, None where one was.
    headline
        The answer in one sentence; "" where the clip could not be analysed.
    duration_s, frames
        Of the clip; None where it could not be read.
    report, video, thumbnail
        Files below the batch's output folder, with ``/``; None where there is none.  The thumbnail
        is a JPEG of the worst rep.
    times
        What differs from run to run.
    """

    clip: str
    person: str | None
    session: str | None
    status: Status
    failure: Failure | None
    key: str
    content: str
    size_bytes: int
    settings: str
    model: str
    version: str
    metric: Metric
    movement: Movement | None
    word: Word | None
    reps: tuple[RepRow, ...]
    cave_reps: tuple[int, ...]
    watch_reps: tuple[int, ...]
    left: LegRow | None
    right: LegRow | None
    difference: float | None
    difference_spread: float | None
    view: ViewKind | None
    yaw_deg: float | None
    yaw_spread_deg: float | None
    refusal: Reason | None
    refusal_detail: str | None
    headline: str
    duration_s: float | None
    frames: int | None
    report: str | None
    video: str | None
    thumbnail: str | None
    times: Times

    def __post_init__(self) -> None:
        if (self.failure is None) is not (self.status is Status.OK):
            raise ValueError(f"{self.clip}: status {self.status} with failure {self.failure}")
