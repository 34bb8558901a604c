"""Rows of a batch with numbers that were chosen, for the summary's tests."""

from __future__ import annotations

from dataclasses import replace
from math import hypot

from kneecave.model.batch import (
    ClipRow,
    Failure,
    FailureKind,
    LegRow,
    RepRow,
    Status,
    Times,
)
from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric, Word
from kneecave.model.view import ViewKind

LIMIT_DEG, SPREAD_DEG = 10.0, 2.5
ORDER = (Word.CAVE, Word.WATCH, Word.CLEAR, Word.UNMEASURABLE)


def word_of(peak: float | None) -> Word:
    """Return the word of a peak: watch from the limit on, cave 5 degrees past it."""
    if peak is None:
        return Word.UNMEASURABLE
    return Word.CLEAR if peak < LIMIT_DEG else Word.WATCH if peak < 15.0 else Word.CAVE


def made(
    clip: str,
    left: tuple[float | None, ...] = (3.0,),
    right: tuple[float | None, ...] = (2.0,),
    *,
    lead: tuple[Leg, ...] = (),
    movement: Movement = Movement.SQUAT,
    analysed_at: str = "2026-11-22T03:00:00+00:00",
) -> ClipRow:
    """Return the row of a clip whose reps have these peaks in degrees; None is unmeasurable."""
    leads = lead or (None,) * len(left)
    reps = tuple(
        RepRow(number, leg, word_of(one), word_of(other), one, other)
        for number, (leg, one, other) in enumerate(zip(leads, left, right, strict=True), 1)
    )
    legs = [_leg(left), _leg(right)]
    peaks = [leg.peak for leg in legs]
    both = peaks[0] is not None and peaks[1] is not None
    caves = tuple(rep.number for rep in reps if Word.CAVE in (rep.left, rep.right))
    return ClipRow(
        clip=clip,
        person=None,
        session=None,
        status=Status.OK,
        failure=None,
        key="k",
        content="c",
        size_bytes=1000,
        settings="s",
        model="heavy",
        version="0.1.0",
        metric=Metric.KNEE_OVER_FOOT,
        movement=movement,
        word=next(word for word in ORDER if word in [leg.word for leg in legs]),
        reps=reps,
        cave_reps=caves,
        watch_reps=(),
        left=legs[0],
        right=legs[1],
        difference=peaks[0] - peaks[1] if both else None,
        difference_spread=hypot(SPREAD_DEG, SPREAD_DEG) if both else None,
        view=ViewKind.FRONT,
        yaw_deg=1.0,
        yaw_spread_deg=2.0,
        refusal=None,
        refusal_detail=None,
        headline=f"What came of {clip}.",
        duration_s=9.5,
        frames=285,
        report=f"clips/{clip}/report.html",
        video=None,
        thumbnail=f"clips/{clip}/worst.jpg",
        times=Times(analysed_at, 4.0, 3.5, "host:1", 300.0, 1, 0),
    )


def failed(clip: str, kind: FailureKind = FailureKind.UNREADABLE, message: str = "") -> ClipRow:
    """Return the row of a clip without an answer."""
    return replace(
        made(clip),
        status=Status.FAILED,
        failure=Failure(kind, 3, message or f"{clip} is empty (0 bytes); copy or export it again"),
        movement=None,
        word=None,
        reps=(),
        cave_reps=(),
        left=None,
        right=None,
        difference=None,
        difference_spread=None,
        view=None,
        yaw_deg=None,
        yaw_spread_deg=None,
        headline="",
        duration_s=None,
        frames=None,
        report=None,
        thumbnail=None,
    )


def _leg(peaks: tuple[float | None, ...]) -> LegRow:
    known = [(peak, number) for number, peak in enumerate(peaks, 1) if peak is not None]
    if not known:
        return LegRow(Word.UNMEASURABLE, None, None, None, None, (), ())
    peak, number = max(known)
    caves, watches = (
        tuple(k for one, k in known if word_of(one) is word) for word in (Word.CAVE, Word.WATCH)
    )
    return LegRow(word_of(peak), peak, SPREAD_DEG, LIMIT_DEG, number, caves, watches)
