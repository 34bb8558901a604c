"""What is true in a rendered clip, frame by frame and rep by rep."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.athlete.body import SIGNS
from benchmarks.athlete.scene import Pair, Scene
from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.body import Leg

JUDGED_DEG = (40.0, 90.0)
"""Flexion between which the knee's direction counts."""
PEAK_S = 0.2
"""The peak is the largest mean over this time."""


@dataclass(frozen=True, slots=True)
class RepTruth:
    """One rep.  Pairs are (left, right).

    Attributes
    ----------
    start_s, bottom_s, end_s
        Leaving the upright, middle of the pause, upright again.
    cave_deg
        Planned largest change of KOF.
    peak_deg
        Largest 0.2 s mean of the true KOF between 40 and 90 degrees of flexion; NaN for a leg that
        never bends so far.
    clean
        No cave was planned, here or for ever.
    """

    number: int
    start_s: float
    bottom_s: float
    end_s: float
    lead_leg: Leg | None
    cave_deg: Pair
    peak_deg: Pair
    clean: bool


@dataclass(frozen=True, eq=False)
class Truth:
    """Every angle and joint of the person.  T frames; axis 1 of legs is (left, right).

    Attributes
    ----------
    time_s
        (T,) of the middle of each exposure.
    flexion_deg
        (T, 2) between thigh and shank.
    frontal_deg
        (T, 2) thigh against shank in the person's own frontal plane, which stands upright and
        goes through both sides of the pelvis; + = valgus.
    knee_over_foot_deg
        (T, 2) direction of the knee about the hip-ankle axis against the person's front, plus the
        foot's toe-out; + = inside.
    toe_out_deg
        (T, 2) heading of the foot against where the pelvis faces, + = outward.
    eversion_deg
        (T, 2) of the rearfoot against the floor, + = rolled inward (pronation).
    abduction_deg
        (T, 2) of the knee joint itself, + = valgus (Grood and Suntay).
    pelvic_drop_deg
        (T,) hip line against the horizontal, + = left hip lower.
    trunk_lean_deg
        (T,) middle of the shoulders over that of the hips, sideways, + = left.
    yaw_deg
        (T,) camera's optical axis against where the pelvis faces, + = camera on the person's left.
    joints_m, joints_px
        (T, 2, 3, 3) and (T, 2, 3, 2): hip, knee, ankle joint centres.
    feet_m, feet_px
        (T, 2, 2, 3) and (T, 2, 2, 2): heel, toes.
    ..._mesh_...
        The same from the joints a viewer would read off the posed skin.
    """

    scene: Scene
    reps: tuple[RepTruth, ...]
    time_s: FloatArray
    flexion_deg: FloatArray
    frontal_deg: FloatArray
    frontal_mesh_deg: FloatArray
    knee_over_foot_deg: FloatArray
    knee_over_foot_mesh_deg: FloatArray
    toe_out_deg: FloatArray
    eversion_deg: FloatArray
    abduction_deg: FloatArray
    pelvic_drop_deg: FloatArray
    trunk_lean_deg: FloatArray
    yaw_deg: FloatArray
    joints_m: FloatArray
    joints_px: FloatArray
    joints_mesh_m: FloatArray
    joints_mesh_px: FloatArray
    feet_m: FloatArray
    feet_px: FloatArray

    def save(self, path: Path) -> None:
        """Write everything to one ``.npz`` file."""
        about: dict[str, Any] = {"scene": json.loads(self.scene.model_dump_json())}
        about["reps"] = [
            {name: getattr(rep, name) for name in RepTruth.__slots__} for rep in self.reps
        ]
        arrays = {name: getattr(self, name) for name in _array_names()}
        with path.open("wb") as file:
            np.savez_compressed(file, about=np.array(json.dumps(about)), **arrays)

    @classmethod
    def load(cls, path: Path) -> Truth:
        """Read what ``save`` wrote."""
        with np.load(path) as file:
            about = json.loads(str(file["about"]))
            arrays = {name: file[name] for name in _array_names()}
        reps = []
        for rep in about["reps"]:
            pairs = {name: (rep[name][0], rep[name][1]) for name in ("cave_deg", "peak_deg")}
            lead = None if rep["lead_leg"] is None else Leg(rep["lead_leg"])
            reps.append(RepTruth(**(rep | pairs | {"lead_leg": lead})))
        return cls(scene=Scene.model_validate(about["scene"]), reps=tuple(reps), **arrays)


def _array_names() -> list[str]:
    return [field.name for field in fields(Truth) if field.name not in {"scene", "reps"}]


def flexion_deg(joints_m: FloatArray) -> FloatArray:
    """Return (...,) angle of thigh and shank from hip, knee and ankle (..., 3, 3)."""
    thigh, shank = _thigh(joints_m), _shank(joints_m)
    length = np.linalg.norm(thigh, axis=-1) * np.linalg.norm(shank, axis=-1)
    return np.asarray(np.degrees(np.arccos(np.clip((thigh * shank).sum(-1) / length, -1, 1))))


def frontal_deg(joints_m: FloatArray, front: FloatArray) -> FloatArray:
    """Return (..., 2) frontal-plane angle of both legs (..., 2, 3, 3); front (..., 3) is level."""
    left = _left(front)[..., None, :]
    angles = [
        np.arctan2(SIGNS * (part * left).sum(-1), part[..., 2])
        for part in (_thigh(joints_m), _shank(joints_m))
    ]
    return np.asarray(np.degrees(angles[0] - angles[1]))


def knee_over_foot_deg(
    joints_m: FloatArray, front: FloatArray, toe_out_deg: FloatArray
) -> FloatArray:
    """Return (..., 2) KOF of both legs (..., 2, 3, 3)."""
    axis = joints_m[..., 0, :] - joints_m[..., 2, :]
    axis = axis / np.linalg.norm(axis, axis=-1, keepdims=True)
    ahead = _across(np.broadcast_to(front[..., None, :], axis.shape), axis)
    ahead = ahead / np.linalg.norm(ahead, axis=-1, keepdims=True)
    outward = np.array(SIGNS)[:, None] * np.cross(axis, ahead)
    knee = _across(_shank(joints_m), axis)
    swivel = np.arctan2(-(knee * outward).sum(-1), (knee * ahead).sum(-1))
    return np.asarray((np.degrees(swivel) + toe_out_deg + 180) % 360 - 180)


def peak_deg(
    time_s: FloatArray, knee_over_foot: FloatArray, flexion: FloatArray, inside: BoolArray
) -> float:
    """Return the largest mean over 0.2 s of one leg's KOF (T,), frames bent 40 to 90 degrees.

    No mean goes over frames that are not judged; a shorter stretch counts with its own mean.
    """
    judged = inside & (flexion >= JUDGED_DEG[0]) & (flexion <= JUDGED_DEG[1])
    edges = np.flatnonzero(np.diff(np.concatenate([[0], judged.astype(int), [0]])))
    means = []
    for first, end in edges.reshape(-1, 2):
        times, values = time_s[first:end], knee_over_foot[first:end]
        latest = max(times[-1] - PEAK_S, times[0])
        means += [
            values[(times >= start) & (times <= start + PEAK_S + 1e-9)].mean()
            for start in times[times <= latest + 1e-9]
        ]
    return float(max(means, default=np.nan))


def _thigh(joints_m: FloatArray) -> FloatArray:
    return np.asarray(joints_m[..., 0, :] - joints_m[..., 1, :])


def _shank(joints_m: FloatArray) -> FloatArray:
    return np.asarray(joints_m[..., 1, :] - joints_m[..., 2, :])


def _left(front: FloatArray) -> FloatArray:
    return np.stack([-front[..., 1], front[..., 0], np.zeros_like(front[..., 0])], axis=-1)


def _across(vector: FloatArray, axis: FloatArray) -> FloatArray:
    return np.asarray(vector - (vector * axis).sum(-1, keepdims=True) * axis)
