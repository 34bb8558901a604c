"""Which clips went wrong, and how: no average hides them."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.accuracy.cells import Expected
from benchmarks.accuracy.designs import HEAVY
from benchmarks.accuracy.results import FLAGGED, Results
from benchmarks.accuracy.rows import ClipResult, LegRow
from benchmarks.accuracy.summaries import caved_legs, clean_legs, naively_flagged
from benchmarks.accuracy.tables import Table, signed

_LEAST_CAVE_DEG = 5.0
_LATE_S = 0.1


def failures(results: Results) -> Table:
    """Return a row for every clip of the heavy model in which something is not as it should be."""
    rows = []
    for row in results.where(lambda clip: clip.model == HEAVY).rows:
        wrong = "; ".join(_wrong(row))
        if wrong:
            clip = row.clip
            name = clip.name.removeprefix(f"{clip.set}_")
            rows.append((name, clip.body, signed(clip.yaw_true_deg), wrong, _naively(row)))
    naive = "naive: caves found; clean flagged"
    return Table(("clip", "person", "yaw, deg", "what went wrong", naive), tuple(rows))


def _naively(row: ClipResult) -> str:
    """Return how the naive rule fares in the same clip."""
    own = Results((row,))
    caved, clean = caved_legs(own, low_deg=_LEAST_CAVE_DEG), clean_legs(own)
    found, alarms = naively_flagged(caved), naively_flagged(clean)
    return f"{found.sum()} of {len(caved)}; {alarms.sum()} of {len(clean)}"


def _wrong(row: ClipResult) -> Iterator[str]:
    clip = row.clip
    if clip.answered and clip.expected == Expected.REFUSE:
        yield "answered, but had to be refused"
    if clip.expected != Expected.ANSWER:
        return
    if not clip.answered:
        yield f"refused: {clip.refusal}"
        return
    if clip.reps_found != clip.reps_planned:
        yield f"{clip.reps_found} reps instead of {clip.reps_planned}"
    if clip.movement_found != clip.movement:
        yield f"called {clip.movement_found}"
    late = {leg.number for leg in row.legs if abs(leg.bottom_error_s) > _LATE_S}
    if late:
        yield f"bottom off by more than 0.1 s in {len(late)}"
    yield from (said for leg in row.legs if (said := _said_wrong(leg)))


def _said_wrong(leg: LegRow) -> str:
    where = f"rep {leg.number} {leg.leg}"
    if leg.clean and leg.word in FLAGGED:
        return f"{where}: clean, {leg.word}"
    if leg.varies and leg.planned_deg >= _LEAST_CAVE_DEG and leg.word not in FLAGGED:
        return f"{where}: cave of {leg.planned_deg:.1f}, {leg.word}"
    if not leg.clean and not leg.varies and leg.true_peak_deg >= 10 and leg.word not in FLAGGED:
        return f"{where}: lasting cave of {leg.true_peak_deg:.1f}, {leg.word}"
    return ""
