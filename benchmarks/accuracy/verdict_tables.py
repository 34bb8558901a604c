"""Tables of verdicts: caves by size and phase, clean reps by toe-out, pictures, movements."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.accuracy.designs import Part
from benchmarks.accuracy.results import Results, column
from benchmarks.accuracy.rows import LegRow
from benchmarks.accuracy.statistics import Detection
from benchmarks.accuracy.summaries import (
    KOF,
    called_cave,
    caved_legs,
    clean_legs,
    counts_right,
    flagged,
    lasting_legs,
    measured,
    naively_flagged,
    rep_times,
    verdicts,
)
from benchmarks.accuracy.tables import Table, degrees, part_of, percent, ratio, signed
from kneecave.model.arrays import FloatArray
from kneecave.model.verdict import Word

SIZE_BINS = ((3, 5), (5, 8), (8, 12), (12, 90))
TOE_OUT_BINS = ((0, 8), (8, 16), (16, 24), (24, 38))
_PHASES = ("whole", "descent", "ascent")


def size_name(low: float, high: float) -> str:
    """Return a bin of sizes in words."""
    return f"{low:.0f}–{high:.0f}" if high < 90 else f"over {low:.0f}"


def by_size(results: Results) -> Table:
    """Return precision, recall and F1 of caves in some reps by planned change."""
    squats = results.squats()
    clean = clean_legs(squats)
    rows = [
        (size_name(low, high), *_detected(caved_legs(squats, low_deg=low, high_deg=high), clean))
        for low, high in SIZE_BINS
    ]
    rows.append(("5 and more", *_detected(caved_legs(squats, low_deg=5), clean)))
    rows.append(("all", *_detected(caved_legs(squats, low_deg=3), clean)))
    return Table(("planned change, deg", *_DETECTED), tuple(rows))


def by_phase(results: Results) -> Table:
    """Return the same by the phase in which the knee caves."""
    squats = results.squats()
    clean = clean_legs(squats)
    rows = []
    for phase in _PHASES:
        caved = tuple(leg for leg in caved_legs(squats, low_deg=5) if leg.phase == phase)
        rows.append(
            ("whole rep" if phase == "whole" else f"{phase} only", *_detected(caved, clean))
        )
    return Table(("5 deg and more, in the", *_DETECTED), tuple(rows))


_DETECTED = (
    "caved leg-reps",
    "Watch or Cave: precision",
    "recall",
    "F1",
    "Cave alone: precision",
    "recall",
    "F1",
    "naive: precision",
    "recall",
    "F1",
)


def _detected(caved: tuple[LegRow, ...], clean: tuple[LegRow, ...]) -> Iterator[str]:
    found = verdicts(caved, clean)
    yield str(len(caved))
    for detection in (found.either, found.cave, found.naive):
        yield from _three(detection)


def _three(found: Detection) -> tuple[str, str, str]:
    return ratio(found.precision), ratio(found.recall), ratio(found.f1)


def lasting(results: Results) -> Table:
    """Return what is said of caves that are in every rep, by their true size."""
    legs = lasting_legs(results.squats())
    rows = []
    for name, kind in (("standing and moving", True), ("in every rep", False)):
        for low, high in ((0, 10), (10, 90)):
            own = tuple(
                leg
                for leg in legs
                if (leg.permanent_deg > 0) == kind and low <= leg.true_peak_deg < high
            )
            if own:
                size = f"{low}–{high}" if high < 90 else f"{low} and more"
                rows.append((name, size, *_said(own), percent(float(naively_flagged(own).mean()))))
    return Table(("cave", "true KOF peak, deg", *_SAID, "naive flags"), tuple(rows))


_SAID = ("leg-reps", "Clear", "Watch", "Cave", "no answer")


def _said(legs: tuple[LegRow, ...]) -> Iterator[str]:
    yield str(len(legs))
    words = [leg.word for leg in legs]
    for word in (Word.CLEAR, Word.WATCH, Word.CAVE):
        yield percent(words.count(word) / len(words))
    yield percent(float(np.mean([word in {"unmeasurable", "missed"} for word in words])))


def by_toe_out(results: Results) -> Table:
    """Return what is said of clean leg-reps by the foot's true toe-out."""
    clean = clean_legs(results.squats())
    rows = []
    for low, high in TOE_OUT_BINS:
        own = tuple(leg for leg in clean if low <= leg.toe_out_deg < high)
        if own:
            rows.append((f"{low}–{min(high, 36)}", *_clean(own)))
    rows.append(("all", *_clean(clean)))
    kof, naive = ((f"{name} peak: median", f"{name} peak: 95 %") for name in ("KOF", "raw FPPA"))
    heads = (*_SAID, *kof, "naive flags", *naive)
    return Table(("toe-out, deg", *heads), tuple(rows))


def _clean(legs: tuple[LegRow, ...]) -> Iterator[str]:
    yield from _said(legs)
    yield from _peaks(legs, "peak_deg")
    yield percent(float(naively_flagged(legs).mean()))
    yield from _peaks(legs, "naive_peak_deg")


def _peaks(legs: tuple[LegRow, ...], name: str) -> Iterator[str]:
    """Give out the peak that half of the leg-reps stay under, and 95 % of them."""
    for share in (50, 95):
        yield signed(float(np.nanpercentile(column(legs, name), share)))


def by_movement(results: Results) -> Table:
    """Return errors and verdicts by movement; in led ones only the lead leg counts."""
    return _named("movement", results.part(Part.SQUATS, Part.MOVEMENTS).by("movement"))


def by_thing(results: Results) -> Table:
    """Return errors and verdicts of people who hold a load or have a band round both legs."""
    return _named("with", results.part(Part.THINGS).by("fault"))


def _named(head: str, rows: Iterator[tuple[str, Results]]) -> Table:
    """Return a row for each part, and how often the movement was named right in it."""
    return Table(
        (head, *_CLIPS, "named right"),
        tuple(
            (
                name,
                *_clips(own),
                part_of(sum(c.movement_found == c.movement for c in own.clips), len(own.clips)),
            )
            for name, own in rows
        ),
    )


def by_picture(results: Results) -> Table:
    """Return errors and verdicts of squats that are filmed badly."""
    pictures = results.part(Part.PICTURES)
    return Table(
        ("picture", *_CLIPS, "no answer because"),
        tuple(
            (name, *_clips(own), ", ".join(c.refusal for c in own.clips if c.refusal))
            for name, own in pictures.by("fault")
        ),
    )


_CLIPS = (
    "clips",
    "answered",
    "count exact",
    "bottom: 9 of 10 within, s",
    "start; end",
    "KOF: MAE",
    "90 % holds",
    "caves of 5 deg and more found",
    "clean leg-reps flagged",
    "naive: found; clean flagged",
)


def _clips(results: Results) -> Iterator[str]:
    clips, frames = results.clips, results.frames()
    kof = measured(frames, KOF, frames.flexed(*KOF.band_deg))
    caved, clean = caved_legs(results, low_deg=5), clean_legs(results)
    start, bottom, end = (
        np.abs(rep_times(results.legs, f"{name}_error_s")) for name in ("start", "bottom", "end")
    )
    yield str(len(clips))
    yield str(sum(clip.answered for clip in clips))
    yield str(int(counts_right(clips).sum()))
    yield _nine_of_ten(bottom)
    yield f"{_nine_of_ten(start)}; {_nine_of_ten(end)}"
    yield degrees(kof.errors.mae)
    yield percent(kof.covered)
    yield part_of(int(flagged(caved).sum()), len(caved))
    yield f"{int(flagged(clean).sum())} ({int(called_cave(clean).sum())} Cave) of {len(clean)}"
    yield f"{int(naively_flagged(caved).sum())}; {int(naively_flagged(clean).sum())}"


def _nine_of_ten(errors: FloatArray) -> str:
    return f"{np.percentile(errors, 90):.2f}" if len(errors) else "–"
