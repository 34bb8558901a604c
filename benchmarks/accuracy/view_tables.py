"""Tables of the camera: yaw, refusals, and of what the benchmark consists of."""

from __future__ import annotations

import numpy as np

from benchmarks.accuracy.cells import Expected
from benchmarks.accuracy.designs import Part
from benchmarks.accuracy.error_tables import YAW_BINS
from benchmarks.accuracy.results import ANSWERED_YAW_DEG, Results, column
from benchmarks.accuracy.rows import ClipRow
from benchmarks.accuracy.statistics import Z_90, coverage, errors_of, spread_ratio
from benchmarks.accuracy.summaries import caved_legs, clean_legs, naively_flagged
from benchmarks.accuracy.tables import Table, degrees, part_of, percent, ratio, signed

_CAVE_DEG = 5.0


def by_yaw(results: Results) -> Table:
    """Return the error of the camera's yaw by true yaw, clips that were answered."""
    answered = results.part(Part.SQUATS, Part.MOVEMENTS).where(lambda clip: clip.answered)
    rows = []
    for low, high in (*YAW_BINS, (0, 90)):
        clips = tuple(c for c in answered.clips if low <= abs(c.yaw_true_deg) < high)
        name = "all" if high == 90 else f"{low:.0f}–{min(high, 30):.0f}"
        rows.append((name, str(len(clips)), *_yaw(clips)))
    heads = ("MAE", "bias outward", "largest", "median spread", "error / spread", "90 % holds")
    return Table(("yaw, deg", "clips", *heads, "naive: MAE"), tuple(rows))


def lasting_yaw(results: Results) -> Table:
    """Return the error of yaw where one knee always caves: the hardest case for any camera cue."""
    squats = results.squats().where(lambda clip: clip.answered)
    rows = []
    for name, faults in (
        ("a cave that is always there", {"permanent", "every-rep"}),
        ("all other squats", {clip.fault for clip in squats.clips} - {"permanent", "every-rep"}),
    ):
        clips = tuple(clip for clip in squats.clips if clip.fault in faults)
        rows.append((name, str(len(clips)), *_yaw(clips)))
    heads = ("MAE", "bias outward", "largest", "median spread", "error / spread", "90 % holds")
    return Table(("clips with", "clips", *heads, "naive: MAE"), tuple(rows))


def _yaw(clips: tuple[ClipRow, ...]) -> tuple[str, ...]:
    value, truth, spread, naive = (
        column(clips, name)
        for name in ("yaw_deg", "yaw_true_deg", "yaw_spread_deg", "yaw_naive_deg")
    )
    errors, side = errors_of(value, truth), np.where(truth < 0, -1.0, 1.0)
    return (
        degrees(errors.mae),
        signed(errors_of(side * value, side * truth).bias),
        degrees(float(np.abs(value - truth).max(initial=0.0))),
        degrees(float(np.median(spread))) if len(spread) else "–",
        ratio(spread_ratio(value, truth, spread)),
        percent(coverage(value, truth, spread, z=Z_90)),
        degrees(errors_of(naive, truth).mae),
    )


def refusals(results: Results) -> Table:
    """Return what was answered and refused, by what must be done, and what the naive way says."""
    every = results.part(*Part)

    def nearly_front(clip: ClipRow) -> bool:
        return clip.expected == Expected.ANSWER and abs(clip.yaw_true_deg) <= ANSWERED_YAW_DEG

    def to_the_side(clip: ClipRow) -> bool:
        return clip.expected == Expected.ANSWER and abs(clip.yaw_true_deg) > ANSWERED_YAW_DEG

    rows = []
    for name, must, own in (
        ("yaw up to 25, whole body", "answer", every.where(nearly_front)),
        ("yaw 25–30, whole body", "either", every.where(to_the_side)),
        ("yaw 35; rear", "either", every.where(lambda clip: clip.expected == Expected.EITHER)),
        (
            "side, yaw beyond 40, feet cut off",
            "refuse",
            every.where(lambda clip: clip.expected == Expected.REFUSE),
        ),
    ):
        clips = own.clips
        reasons = [clip.refusal for clip in clips if clip.refusal]
        counted = ", ".join(f"{reasons.count(one)} {one}" for one in dict.fromkeys(reasons))
        answered = part_of(sum(clip.answered for clip in clips), len(clips))
        rows.append((name, must, answered, counted or "–", *_naively(own)))
    naive = ("answers", "MAE of yaw", "caves found", "clean leg-reps flagged")
    heads = ("view", "must", "answered", "refused because", *(f"naive: {name}" for name in naive))
    return Table(heads, tuple(rows))


def _naively(results: Results) -> tuple[str, ...]:
    """Return what the naive way makes of clips: it answers wherever anybody was found."""
    clips = results.clips
    off = column(clips, "yaw_naive_deg") - column(clips, "yaw_true_deg")
    off = (off + 180) % 360 - 180  # from behind, both ways round are the same
    caved, clean = caved_legs(results, low_deg=_CAVE_DEG), clean_legs(results)
    return (
        part_of(int(np.isfinite(off).sum()), len(clips)),
        degrees(errors_of(off, np.zeros(len(off))).mae),
        part_of(int(naively_flagged(caved).sum()), len(caved)),
        part_of(int(naively_flagged(clean).sum()), len(clean)),
    )


def makeup(results: Results) -> Table:
    """Return how much of what the set consists of."""
    rows = []
    for name, own in results.part(*Part).by("part"):
        legs = own.legs
        rows.append(
            (
                name,
                str(len(own.clips)),
                str(sum(clip.frames for clip in own.clips)),
                str(sum(clip.reps_planned for clip in own.clips)),
                str(len(legs)),
                str(sum(leg.clean for leg in legs)),
            )
        )
    return Table(("part", "clips", "frames", "reps", "leg-reps", "of them clean"), tuple(rows))
