"""The clips of ``sample_videos/`` with the truth beside them as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.athlete.body import SIDES
from benchmarks.athlete.designs import SAMPLES
from benchmarks.athlete.film import film
from benchmarks.athlete.names import MOVEMENTS
from benchmarks.athlete.truth import RepTruth, Truth
from kneecave.model.arrays import FloatArray


def write_samples(folder: Path) -> None:
    """Make every sample clip anew in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, scene in SAMPLES.items():
        truth = film(scene, folder / f"{name}.mp4")
        text = json.dumps(sample_truth(name, truth), separators=(",", ":"))
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def sample_truth(name: str, truth: Truth) -> dict[str, Any]:
    """Return what stands in the JSON file of a clip."""
    scene = truth.scene
    frames = {
        side: {
            "knee_over_foot_deg": _rounded(truth.knee_over_foot_deg[:, leg]),
            "frontal_deg": _rounded(truth.frontal_deg[:, leg]),
            "flexion_deg": _rounded(truth.flexion_deg[:, leg]),
        }
        for leg, side in enumerate(SIDES)
    }
    leads = {rep.lead_leg for rep in truth.reps if rep.lead_leg}
    return {
        "clip": f"{name}.mp4",
        "fps": scene.picture.fps,
        "frames": len(truth.time_s),
        "size_px": [scene.picture.width_px, scene.picture.height_px],
        "movement": scene.movement,
        "lead_leg": leads.pop().value if len(leads) == 1 else None,
        "body": scene.body,
        "camera": {
            "yaw_deg": scene.camera.yaw_deg,
            "roll_deg": scene.camera.roll_deg,
            "height_m": scene.camera.height_m,
            "distance_m": scene.camera.distance_m,
            "fov_deg": scene.camera.fov_deg,
        },
        "toe_out_deg": dict(zip(SIDES, scene.stance.toe_out_deg, strict=True)),
        "reps": [_rep(rep, led=MOVEMENTS[scene.movement]) for rep in truth.reps],
        "frame_truth": frames,
    }


def _rep(rep: RepTruth, *, led: bool) -> dict[str, Any]:
    legs = {}
    for leg, side in enumerate(SIDES):
        planned = "cave" if rep.cave_deg[leg] else "none"
        if led and side != rep.lead_leg:
            planned = "rear leg, not judged"
        legs[side] = {"planned": planned, "kof_peak_deg": round(rep.peak_deg[leg], 1) + 0.0}
    return {
        "number": rep.number,
        "start_s": round(rep.start_s, 3),
        "bottom_s": round(rep.bottom_s, 3),
        "end_s": round(rep.end_s, 3),
        "legs": legs,
    }


def _rounded(values: FloatArray) -> list[float]:
    return [float(value) for value in np.round(values, 1) + 0.0]
