"""Results as lines of text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.accuracy.must_hold import Claim
from benchmarks.accuracy.results import Results
from benchmarks.accuracy.rows import ClipResult, LegRow
from benchmarks.accuracy.summaries import FRONTAL, KOF, Quantity

_LETTERS = {"clear": ".", "watch": "w", "cave": "C", "unmeasurable": "?", "missed": "-"}


def in_columns(found: Sequence[Claim]) -> Iterator[str]:
    """Give out the table's lines, one claim a line, columns aligned."""
    rows = [("", "what", "required", "reached", "naive")]
    rows += [
        ("ok" if claim.holds else "NO", claim.what, claim.required, claim.reached, claim.naive)
        for claim in found
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def clip_lines(results: Results) -> Iterator[str]:
    """Give out a line for each clip: errors, rep count, and what was said leg-rep by leg-rep.

    A leg-rep is a letter (. clear, w watch, C cave, ? unmeasurable, - rep missed), with the planned
    cave before it and measured against true peak after it.
    """
    yield (
        f"{'clip':34} {'model':6} {'yaw true':>8} {'error':>6} {'sd':>4} {'KOF':>5} {'frontal':>7} "
        f"{'reps':>5}  leg-reps"
    )
    for row in results.rows:
        clip = row.clip
        said = " ".join(_leg(leg) for leg in row.legs)
        yield (
            f"{clip.name:34} {clip.model:6} {clip.yaw_true_deg:8.1f} "
            f"{clip.yaw_deg - clip.yaw_true_deg:+6.1f} {clip.yaw_spread_deg:4.1f} "
            f"{_mae(row, KOF):5.1f} {_mae(row, FRONTAL):7.1f} "
            f"{clip.reps_found:>2}/{clip.reps_planned:<2}  "
            f"{clip.refusal + ': ' if clip.refusal else ''}{said}"
        )


def _leg(leg: LegRow) -> str:
    size = leg.planned_deg or leg.permanent_deg
    planned = f"{size:.0f}" if size else ""
    return f"{leg.leg[0]}{planned}{_LETTERS[leg.word]}{leg.peak_deg:.0f}/{leg.true_peak_deg:.0f}"


def _mae(row: ClipResult, quantity: Quantity) -> float:
    flexion = row.frames.flexion_true_deg
    inside = (flexion >= quantity.band_deg[0]) & (flexion < quantity.band_deg[1])
    error = getattr(row.frames, quantity.value) - getattr(row.frames, quantity.truth)
    known = np.abs(error[inside & np.isfinite(error)])
    return float(known.mean()) if len(known) else float("nan")
