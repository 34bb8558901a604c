"""Results with numbers that were thought up, so that every table's cell can be worked out."""

from __future__ import annotations

import numpy as np

from benchmarks.accuracy.results import Results
from benchmarks.accuracy.rows import ClipResult, ClipRow, LegFrames, LegRow


def clip(name: str = "a", **changed: object) -> ClipRow:
    values: dict[str, object] = {
        "name": name,
        "set": "test",
        "part": "squats",
        "fault": "3-5",
        "body": "f_avg",
        "model": "heavy",
        "movement": "squat",
        "expected": "answer",
        "yaw_true_deg": 2.0,
        "yaw_deg": 3.0,
        "yaw_spread_deg": 1.0,
        "yaw_naive_deg": 12.0,
        "reps_planned": 2,
        "reps_found": 2,
        "reps_matched": 2,
        "movement_found": "squat",
        "refusal": "",
        "leg_length_px": 250.0,
        "frames": 100,
    }
    return ClipRow(**(values | changed))


def leg(**changed: object) -> LegRow:
    values: dict[str, object] = {
        "clip": "a",
        "number": 1,
        "leg": "left",
        "toe_out_deg": 10.0,
        "planned_deg": 0.0,
        "permanent_deg": 0.0,
        "phase": "whole",
        "varies": False,
        "true_peak_deg": 0.0,
        "word": "clear",
        "reason": "",
        "peak_deg": 1.0,
        "peak_spread_deg": 2.0,
        "peak_limit_deg": 10.0,
        "peak_relative_deg": 0.0,
        "naive_peak_deg": 4.0,
        "start_error_s": 0.05,
        "bottom_error_s": 0.02,
        "end_error_s": -0.05,
    }
    return LegRow(**(values | changed))


def frames(count: int = 40, *, flexion_deg: float = 60.0, **changed: float) -> LegFrames:
    """Frames that are all alike."""
    values = {
        "left": 1.0,
        "yaw_true_deg": 2.0,
        "flexion_true_deg": flexion_deg,
        "flexion_deg": flexion_deg + 3.0,
        "flexion_spread_deg": 2.0,
        "flexion_naive_deg": flexion_deg + 30.0,
        "kof_true_deg": 5.0,
        "kof_mesh_deg": 5.0,
        "kof_deg": 7.0,
        "kof_spread_deg": 2.0,
        "frontal_true_deg": -10.0,
        "frontal_mesh_deg": -10.0,
        "frontal_deg": -9.0,
        "frontal_spread_deg": 2.0,
        "fppa_deg": -25.0,
    }
    return LegFrames(**{name: np.full(count, v) for name, v in (values | changed).items()})


def results() -> Results:
    """Two clips: one with two mild caves (one found) of four leg-reps, one that was refused."""
    seen = (
        leg(number=1),
        leg(number=1, leg="right", word="watch", peak_deg=11.0, naive_peak_deg=15.0),
        leg(number=2, planned_deg=4.0, varies=True, true_peak_deg=4.0, word="cave", peak_deg=6.0),
        leg(number=2, leg="right", planned_deg=4.5, varies=True, true_peak_deg=4.5, peak_deg=2.0),
    )
    refused = (leg(clip="b", word="unmeasurable", reason="side-view", peak_deg=float("nan")),)
    return Results(
        (
            ClipResult(clip(), seen, frames()),
            ClipResult(
                clip(
                    "b",
                    part="views",
                    fault="side",
                    expected="refuse",
                    refusal="side-view",
                    yaw_true_deg=90.0,
                    reps_planned=1,
                    reps_found=1,
                    reps_matched=1,
                ),
                refused,
                frames(kof_deg=50.0),
            ),
        )
    )
