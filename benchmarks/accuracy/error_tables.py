"""Tables of error, bias and coverage: angles frame by frame, peaks rep by rep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.accuracy.designs import Part
from benchmarks.accuracy.results import MOST_YAW_DEG, Frames, Results, column
from benchmarks.accuracy.statistics import agreement_of, coverage, errors_of
from benchmarks.accuracy.summaries import (
    FLEXION,
    FRONTAL,
    KOF,
    caved_legs,
    clean_legs,
    counts_right,
    measured,
    verdicts,
)
from benchmarks.accuracy.tables import Table, degrees, part_of, percent, ratio, signed
from kneecave.model.arrays import BoolArray

YAW_BINS = ((0, 5), (5, 15), (15, 25), (25, MOST_YAW_DEG))
FLEXION_BINS = ((30, 40), (40, 50), (50, 60), (60, 70), (70, 80), (80, 90), (90, 110))
NOMINAL = ((0.674, "50 %"), (1.0, "68 %"), (1.282, "80 %"), (1.645, "90 %"), (1.960, "95 %"))
_QUANTITIES = (KOF, FRONTAL, FLEXION)
_HEADS = (
    "KOF: MAE",
    "bias",
    "90 % holds",
    "frontal: MAE",
    "bias",
    "90 % holds",
    "raw FPPA: MAE",
    "flexion: MAE",
    "naive flexion: MAE",
)


def by_yaw(results: Results) -> Table:
    """Return errors by the camera's true yaw, either way."""
    frames = results.squats().frames()
    return Table(
        ("yaw, deg", "leg-frames", *_HEADS),
        tuple(
            (f"{low:.0f}–{min(high, 30):.0f}", *_errors(frames, frames.turned(low, high)))
            for low, high in YAW_BINS
        ),
    )


def by_flexion(results: Results) -> Table:
    """Return errors by true knee flexion; each quantity wherever it has a value."""
    frames = results.squats().frames()
    rows = []
    for low, high in FLEXION_BINS:
        inside = frames.flexed(low, high)
        rows.append((f"{low}–{high}", str(int(inside.sum())), *_cells(frames, [inside] * 3)))
    return Table(("knee flexion, deg", "leg-frames", *_HEADS), tuple(rows))


def by_leg(results: Results) -> Table:
    """Return errors of the leg nearer to the camera's side, the farther one, and of each leg."""
    frames = results.squats().frames()
    rows = (
        (name.replace("side", "side (yaw over 5)"), *_errors(frames, mask))
        for name, mask in leg_masks(frames)
    )
    return Table(("leg", "leg-frames", *_HEADS), tuple(rows))


def leg_masks(frames: Frames) -> tuple[tuple[str, BoolArray], ...]:
    """Return which leg-frames are of each leg, and of the one on the camera's side or not."""
    left = frames.values.left > 0
    nearer = left == (frames.values.yaw_true_deg > 0)
    turned = frames.turned(5, MOST_YAW_DEG)
    return (
        ("left", left),
        ("right", ~left),
        ("on the camera's side", turned & nearer),
        ("on the other side", turned & ~nearer),
    )


def by_truth(results: Results) -> Table:
    """Return errors against joint centres, and against joints read off the posed skin."""
    frames = results.squats().frames()
    rows = []
    for name, columns in (
        ("joint centres of the skeleton", ("kof_true_deg", "frontal_true_deg")),
        ("joints read off the skin", ("kof_mesh_deg", "frontal_mesh_deg")),
    ):
        cells = [name]
        for quantity, truth in zip((KOF, FRONTAL), columns, strict=True):
            found = measured(
                frames, replace(quantity, truth=truth), frames.flexed(*quantity.band_deg)
            )
            cells += [degrees(found.errors.mae), signed(found.errors.bias), percent(found.covered)]
            cells += [degrees(found.naive.mae)] if found.naive else []
        rows.append(tuple(cells))
    heads = ("KOF: MAE", "bias", "90 % holds", "frontal: MAE", "bias", "90 % holds")
    return Table(("truth", *heads, "raw FPPA: MAE"), tuple(rows))


def by_body(results: Results) -> Table:
    """Return errors by person."""
    rows = []
    for body, own in results.squats().by("body"):
        frames = own.frames()
        rows.append((body, *_errors(frames, frames.turned(0, MOST_YAW_DEG))))
    return Table(("person", "leg-frames", *_HEADS), tuple(rows))


def by_model(results: Results) -> Table:
    """Return errors and verdicts by pose model, on the clips that all models saw."""
    rows = []
    for model, own in models(results):
        frames = own.frames()
        found = [
            measured(frames, quantity, frames.flexed(*quantity.band_deg))
            for quantity in _QUANTITIES
        ]
        clips = own.clips
        yaw = errors_of(column(clips, "yaw_deg"), column(clips, "yaw_true_deg"))
        said = verdicts(caved_legs(own, low_deg=3.0), clean_legs(own))
        naive = measured(frames, FRONTAL, frames.flexed(*FRONTAL.band_deg)).naive
        rows.append(
            (
                model,
                *(
                    cell
                    for one in found
                    for cell in (degrees(one.errors.mae), percent(one.covered))
                ),
                degrees(yaw.mae),
                ratio(said.either.f1),
                part_of(int(counts_right(clips).sum()), len(clips)),
                degrees(naive.mae) if naive else "–",
                ratio(said.naive.f1),
            )
        )
    heads = ("KOF: MAE", "90 % holds", "frontal: MAE", "90 % holds", "flexion: MAE", "90 % holds")
    naively = ("raw FPPA: MAE", "naive: F1")
    return Table(
        ("model", *heads, "yaw: MAE", "F1 (3 deg and more)", "count exact", *naively), tuple(rows)
    )


def models(results: Results) -> Iterator[tuple[str, Results]]:
    """Give out each pose model's results of the squats that all models saw."""
    squats = results.where(lambda clip: clip.part == Part.SQUATS)
    seen_by_all = {clip.name for clip in squats.clips if clip.model == "lite"}
    return squats.where(lambda clip: clip.name in seen_by_all).by("model")


def agreement(results: Results) -> Table:
    """Return Bland and Altman's limits of agreement of peaks in a rep."""
    legs = results.squats().legs
    true = column(legs, "true_peak_deg")
    rows = []
    for name, value in (("KOF peak", "peak_deg"), ("raw FPPA peak, as KOF", "naive_peak_deg")):
        found = agreement_of(column(legs, value), true)
        rows.append(
            (
                name,
                str(found.count),
                signed(found.bias),
                f"{signed(found.lower)} to {signed(found.upper)}",
                degrees(errors_of(column(legs, value), true).p90),
            )
        )
    heads = ("measure", "leg-reps", "bias, deg", "95 % limits of agreement, deg", "9 of 10 within")
    return Table(heads, tuple(rows))


def coverages(results: Results) -> Table:
    """Return how often intervals of several widths hold the truth."""
    squats = results.squats()
    frames, legs = squats.frames(), squats.legs
    rows = []
    for quantity in _QUANTITIES:
        mask = frames.flexed(*quantity.band_deg)
        triple = [frames.of(n, mask) for n in (quantity.value, quantity.truth, quantity.spread)]
        rows.append((quantity.name, *_held(triple)))
    peaks = [column(legs, n) for n in ("peak_deg", "true_peak_deg", "peak_spread_deg")]
    rows.append(("KOF peak of a rep", *_held(peaks)))
    clips = results.part(Part.SQUATS, Part.MOVEMENTS).where(lambda clip: clip.answered).clips
    yaw = [column(clips, name) for name in ("yaw_deg", "yaw_true_deg", "yaw_spread_deg")]
    rows.append(("camera yaw", *_held(yaw)))
    heads = (*(name for _, name in NOMINAL), "median spread, deg", "naive")
    return Table(("interval", *heads), tuple((*row, "none given") for row in rows))


def _held(triple: list[np.ndarray]) -> Iterator[str]:
    value, truth, spread = triple
    for z, _ in NOMINAL:
        yield percent(coverage(value, truth, spread, z=z))
    known = spread[np.isfinite(spread)]
    yield degrees(float(np.median(known))) if len(known) else "–"


def _errors(frames: Frames, mask: BoolArray) -> tuple[str, ...]:
    masks = [mask & frames.flexed(*quantity.band_deg) for quantity in _QUANTITIES]
    return (str(int(masks[0].sum())), *_cells(frames, masks))


def _cells(frames: Frames, masks: list[BoolArray]) -> tuple[str, ...]:
    kof, frontal, flexion = (
        measured(frames, quantity, mask) for quantity, mask in zip(_QUANTITIES, masks, strict=True)
    )
    assert frontal.naive and flexion.naive
    return (
        degrees(kof.errors.mae),
        signed(kof.errors.bias),
        percent(kof.covered),
        degrees(frontal.errors.mae),
        signed(frontal.errors.bias),
        percent(frontal.covered),
        degrees(frontal.naive.mae),
        degrees(flexion.errors.mae),
        degrees(flexion.naive.mae),
    )
