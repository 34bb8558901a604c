"""Sessions made up for tests: peaks are what is said."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.model.session import Found, LegResult, Session, Tried
from kneecave.model.verdict import Metric, Word

MONDAY = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
LIMIT = 10.0


def make_session(
    left: Sequence[float | None] = (3.0, 4.0, 5.0),
    right: Sequence[float | None] = (2.0, 3.0, 2.5),
    *,
    day: int = 0,
    movement: Movement = Movement.SQUAT,
    metric: Metric = Metric.KNEE_OVER_FOOT,
    spread: float = 3.0,
    tried: Tried | None = None,
    clip: str = "squat.mp4",
    pose_model: str = "heavy",
    yaw_deg: float | None = 2.0,
    measured_with: dict[str, float | str] | None = None,
) -> Session:
    """A session with these peaks; None is a rep that could not be measured."""
    results = tuple(
        _result(number, movement, leg, peak, metric, spread)
        for number, peaks in enumerate(zip(left, right, strict=True), start=1)
        for leg, peak in zip(Leg, peaks, strict=True)
    )
    uid = hashlib.sha256(repr((results, clip, day)).encode()).hexdigest()[:32]
    return Session(
        uid=uid,
        at=MONDAY + timedelta(days=day),
        clip=clip,
        metric=metric,
        schema_version=1,
        made_by="0.1.0",
        pose_model=pose_model,
        yaw_deg=yaw_deg,
        tried=tried,
        measured_with={"filters.cutoff_hz": 6.0} if measured_with is None else measured_with,
        results=results,
    )


def _result(
    number: int, movement: Movement, leg: Leg, peak: float | None, metric: Metric, spread: float
) -> LegResult:
    if peak is None:
        return LegResult(number, movement, None, leg, Word.UNMEASURABLE, None, "foot-hidden")
    beyond = metric.inward * (peak - LIMIT)
    word = Word.CLEAR if beyond < 0 else Word.WATCH if beyond < 1.28 * spread else Word.CAVE
    return LegResult(number, movement, None, leg, word, Found(peak, spread, LIMIT), None)
