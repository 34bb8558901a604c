"""Tables of what is known of real people, the naive way beside it."""

from __future__ import annotations

from benchmarks.accuracy.real import CAVED_DEG, Evidence
from benchmarks.accuracy.tables import Table, degrees, part_of, percent, signed


def tables(found: Evidence) -> tuple[Table, Table]:
    """Return the clips' table and the laboratory's."""
    clips, lab = found.clips, found.laboratory
    by_eye = (
        (
            "rep count exact",
            part_of(clips.counts_exact, clips.clips) + f" clips ({clips.reps} reps)",
            "counts none",
        ),
        (
            "clean clips, all reps Clear",
            part_of(clips.clean_said_clear, clips.clean),
            part_of(clips.naive_clean_said_clear, clips.clean),
        ),
        (
            "clips with a cave, called Watch or Cave",
            part_of(clips.caved_flagged, clips.caved),
            part_of(clips.naive_caved_flagged, clips.caved),
        ),
        (
            "side, turned too far, feet cut off: refused",
            part_of(clips.refused, clips.to_refuse),
            "never refuses",
        ),
    )
    measured = (
        (
            "correct reps called Cave",
            part_of(lab.correct_called_cave, lab.correct),
            part_of(lab.naive_correct_flagged, lab.correct),
        ),
        ("correct reps called Watch", percent(lab.correct_watched / lab.correct), "has none"),
        (
            f"reps with a true KOF peak of {CAVED_DEG:.0f} degrees and more, Watch or Cave",
            part_of(lab.knee_in_flagged, lab.knee_in),
            part_of(lab.naive_knee_in_flagged, lab.knee_in),
        ),
        (
            "KOF peak: median error, deg",
            signed(lab.error_median_deg),
            signed(lab.naive_error_median_deg),
        ),
        (
            "KOF peak: 9 of 10 within, deg",
            degrees(lab.error_p90_deg),
            degrees(lab.naive_error_p90_deg),
        ),
    )
    return (
        Table((f"real clips, truth by eye ({clips.clips})", "kneecave", "naive"), by_eye),
        Table((f"laboratory, {lab.leg_reps} leg-reps", "kneecave", "naive"), measured),
    )
