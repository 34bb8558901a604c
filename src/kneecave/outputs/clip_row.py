"""A clip's row of a batch: made of its analysis, written as one line of JSON, and read back."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from kneecave.model.analysis import Analysis
from kneecave.model.batch import ClipRow, LegRow, RepRow, Times
from kneecave.model.body import Leg
from kneecave.model.verdict import Cave, Clear, Peak, RepVerdict, Unmeasurable, Watch, Word, word_of
from kneecave.outputs.found import Finding, judged, largest
from kneecave.outputs.words import headline

DECIMALS = 4

_ROW = TypeAdapter(ClipRow)
_NO_TIMES = Times(
    analysed_at="",
    seconds=0.0,
    model_seconds=0.0,
    worker="",
    peak_memory_mb=0.0,
    attempts=0,
    source_mtime_ns=0,
)


def to_line(row: ClipRow) -> bytes:
    """Return the row as one line of JSON in UTF-8, with its line end."""
    return _ROW.dump_json(row) + b"\n"


def from_line(line: bytes) -> ClipRow:
    """Return the row that a line of `to_line` holds.

    Raises
    ------
    ValueError
        The line is cut short, or is no row of this version.
    """
    try:
        return _ROW.validate_json(line)
    except ValidationError as error:
        raise ValueError("no row of a batch, or one of another version") from error


def without_times(row: ClipRow) -> ClipRow:
    """Return the row with empty times: the part that every run gives again."""
    return replace(row, times=_NO_TIMES)


def with_answer(row: ClipRow, analysis: Analysis) -> ClipRow:
    """Return the row with everything that the analysis answers; its status stays."""
    left, right = (_leg(analysis, leg) for leg in Leg)
    difference, spread = _difference(left, right)
    view, summary = analysis.view, analysis.summary
    movements = Counter(one.rep.movement for one in analysis.reps).most_common(1)
    return replace(
        row,
        metric=analysis.metric,
        movement=movements[0][0] if movements else None,
        word=summary.word,
        reps=tuple(_rep(one) for one in analysis.reps),
        cave_reps=summary.cave_reps,
        watch_reps=summary.watch_reps,
        left=left,
        right=right,
        difference=difference,
        difference_spread=spread,
        view=None if view is None else view.kind,
        yaw_deg=None if view is None else _number(view.yaw_deg.value),
        yaw_spread_deg=None if view is None else _number(view.yaw_deg.spread),
        refusal=summary.reason,
        refusal_detail=summary.detail,
        headline=headline(analysis),
        duration_s=_number(analysis.clip.duration_s),
        frames=analysis.clip.frames,
    )


def _rep(one: RepVerdict) -> RepRow:
    left, right = one.legs[Leg.LEFT], one.legs[Leg.RIGHT]
    return RepRow(
        number=one.rep.number,
        lead_leg=one.rep.lead_leg,
        left=word_of(left),
        right=word_of(right),
        left_peak=None if isinstance(left, Unmeasurable) else _number(left.peak.value),
        right_peak=None if isinstance(right, Unmeasurable) else _number(right.peak.value),
    )


def _leg(analysis: Analysis, leg: Leg) -> LegRow:
    caves, watches, clears = (_found(analysis, leg, kind) for kind in (Cave, Watch, Clear))
    worst = largest(caves or watches or clears, analysis.metric)
    peak: Peak | None = None if worst is None else worst.peak
    return LegRow(
        word=Word.CAVE if caves else Word.WATCH if watches else _clear_if(clears),
        peak=None if peak is None else _number(peak.value),
        spread=None if peak is None else _number(peak.spread),
        limit=None if peak is None else _number(peak.limit),
        worst_rep=None if worst is None else worst.rep.number,
        cave_reps=tuple(one.rep.number for one in caves),
        watch_reps=tuple(one.rep.number for one in watches),
    )


def _clear_if(clears: tuple[Finding, ...]) -> Word:
    return Word.CLEAR if clears else Word.UNMEASURABLE


def _found(analysis: Analysis, leg: Leg, kind: type[Clear | Watch | Cave]) -> tuple[Finding, ...]:
    return tuple(one for one in judged(analysis, kind) if one.leg is leg)


def _difference(left: LegRow, right: LegRow) -> tuple[float | None, float | None]:
    if left.peak is None or right.peak is None:
        return None, None
    if left.spread is None or right.spread is None:
        return _number(left.peak - right.peak), None
    return _number(left.peak - right.peak), _number(math.hypot(left.spread, right.spread))


def _number(value: float) -> float | None:
    return round(float(value), DECIMALS) if math.isfinite(value) else None
