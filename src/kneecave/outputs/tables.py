"""CSV tables: one row per rep and leg, and one row per frame; empty where there is no number."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.kept import resting
from kneecave.model.verdict import RepVerdict, Unmeasurable, word_of
from kneecave.outputs.columns import at_moment, body_columns, frame_columns, leg_columns
from kneecave.outputs.files import write_lines

REP_COLUMNS = (
    "rep",
    "movement",
    "lead_leg",
    "start_s",
    "bottom_s",
    "end_s",
    "leg",
    "metric",
    "verdict",
    "peak",
    "spread",
    "limit",
    "relative",
    "at_s",
    "phase",
    "reason",
    "detail",
)


def write_rep_table(path: Path, analysis: Analysis) -> None:
    """Write one row per rep and leg: the verdict, then what else was measured at its peak.

    ``peak``, ``spread``, ``limit`` and ``relative`` are in the metric's unit, the rest in the
    unit that ends their name.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_lines(path, _csv(_rep_rows(analysis)))


def write_frame_table(path: Path, analysis: Analysis) -> None:
    """Write one row per frame: ``time_s``, each leg's measures, both legs', the rep's number.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_lines(path, _csv(_frame_rows(analysis)))


def _csv(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Give the rows as lines, one at a time: a long clip has a table of hundreds of MB."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    for row in rows:
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _rep_rows(analysis: Analysis) -> Iterator[tuple[str, ...]]:
    also = [
        name
        for column in (*leg_columns(analysis.signals.left), *body_columns(analysis.signals))
        for name in (column.name, column.spread_name)
    ]
    yield (*REP_COLUMNS, *(f"at_peak_{name}" for name in also))
    for judged in analysis.reps:
        for leg in Leg:
            yield _rep_row(judged, leg, analysis, also=len(also))


def _rep_row(judged: RepVerdict, leg: Leg, analysis: Analysis, *, also: int) -> tuple[str, ...]:
    rep, verdict = judged.rep, judged.legs[leg]
    head = (
        str(rep.number),
        rep.movement.value,
        rep.lead_leg.value if rep.lead_leg else "",
        _number(rep.start_s),
        _number(rep.bottom_s),
        _number(rep.end_s),
        leg.value,
        analysis.metric.value,
        word_of(verdict).value,
    )
    if isinstance(verdict, Unmeasurable):
        return (*head, *[""] * 6, verdict.reason.value, verdict.detail, *[""] * also)
    peak = verdict.peak
    numbers = (peak.value, peak.spread, peak.limit, peak.relative, peak.time_s)
    reads = at_moment(analysis.signals, leg=leg, time_s=peak.time_s)
    return (
        *head,
        *map(_number, numbers),
        peak.phase.value,
        "",
        "",
        *(_number(n) for one in reads for n in (one.read.value, one.read.spread)),
    )


def _frame_rows(analysis: Analysis) -> Iterator[tuple[str, ...]]:
    series = frame_columns(analysis.signals)
    del series["time_s"]
    yield ("time_s", *series, "rep")
    times_s, numbers = analysis.signals.time_s, _rep_numbers(analysis)
    for frame, time_s in enumerate(resting(times_s.tolist())):
        values = (_number(float(column[frame])) for column in series.values())
        yield (f"{time_s:.6f}", *values, numbers[frame])


def _rep_numbers(analysis: Analysis) -> list[str]:
    """Return the number of the rep that each frame belongs to, the first of two that touch."""
    time_s = analysis.signals.time_s
    numbers = [""] * len(time_s)
    for judged in reversed(analysis.reps):
        first = int(np.searchsorted(time_s, judged.rep.start_s, side="left"))
        last = int(np.searchsorted(time_s, judged.rep.end_s, side="right"))
        numbers[first:last] = [str(judged.rep.number)] * (last - first)
    return numbers


def _number(value: float) -> str:
    return f"{value:.4f}" if math.isfinite(value) else ""
