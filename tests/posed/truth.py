"""The exact quantities of a performance, from its joint centres, in the words of model.signals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from tests.posed.camera import Camera
from tests.posed.performance import Performance, RepTruth


@dataclass(frozen=True, slots=True)
class LegTruth:
    """One leg, (T,) each; signs and units of model.signals.LegSignals.

    ``knee_over_foot_deg`` is ``swivel_deg`` + ``toe_out_deg``; ``fppa_deg`` is that of the
    landmarks in the picture, without noise.
    """

    flexion_deg: FloatArray
    frontal_deg: FloatArray
    fppa_deg: FloatArray
    knee_over_foot_deg: FloatArray
    swivel_deg: FloatArray
    toe_out_deg: FloatArray
    medial_offset: FloatArray
    shank_lean_deg: FloatArray


@dataclass(frozen=True, slots=True)
class Truth:
    """A whole performance, (T,) each; signs and units of model.signals.Signals and model.view.

    Ratios and tilts are those of the person's own frontal plane.  ``reps`` holds every rep that
    was done, also where the clip cuts it.
    """

    time_s: FloatArray
    legs: dict[Leg, LegTruth]
    kasr: FloatArray
    knee_hip_ratio: FloatArray
    stance_width: FloatArray
    pelvic_drop_deg: FloatArray
    trunk_lean_deg: FloatArray
    depth: FloatArray
    yaw_deg: float
    roll_deg: float
    reps: tuple[RepTruth, ...]

    @property
    def whole_reps(self) -> tuple[RepTruth, ...]:
        """Reps that start and end inside the clip."""
        first, last = self.time_s[0], self.time_s[-1]
        return tuple(r for r in self.reps if r.start_s >= first and r.end_s <= last)


def _tilt(vector: FloatArray, leg: Leg) -> FloatArray:
    """(T,) rad: an upward vector's lean outward, in the frontal plane."""
    return np.asarray(np.arctan2(leg.lateral_sign * vector[:, 0], vector[:, 2]))


def _unit(vector: FloatArray) -> FloatArray:
    return np.asarray(vector / np.linalg.norm(vector, axis=-1, keepdims=True))


def swivel_deg(hip: FloatArray, knee: FloatArray, ankle: FloatArray, leg: Leg) -> FloatArray:
    """(T,) knee about the hip-ankle axis against the person's front, + = inward."""
    axis = _unit(hip - ankle)
    bow = knee - ankle - ((knee - ankle) * axis).sum(-1, keepdims=True) * axis
    ahead = np.array([0.0, -1.0, 0.0]) + axis[:, 1:2] * axis
    outward = leg.lateral_sign * np.cross(axis, _unit(ahead))
    inward = np.arctan2(-(bow * outward).sum(-1), (bow * _unit(ahead)).sum(-1))
    return np.asarray(np.degrees(inward))


def image_fppa_deg(
    hip_px: FloatArray, knee_px: FloatArray, ankle_px: FloatArray, leg: Leg
) -> FloatArray:
    """(T,) signed angle of thigh and shank in the picture of a person seen from the front."""
    flip = np.array([leg.lateral_sign, -1.0])
    thigh, shank = (hip_px - knee_px) * flip, (knee_px - ankle_px) * flip
    upper, lower = (np.arctan2(bone[:, 0], bone[:, 1]) for bone in (thigh, shank))
    return np.asarray(np.degrees(upper - lower))


def _leg_truth(
    joints: dict[Joint, FloatArray], seen_px: dict[Joint, FloatArray], leg: Leg
) -> LegTruth:
    hip, knee, ankle, heel, toe = (
        joints[Joint.of(leg, part)] for part in ("hip", "knee", "ankle", "heel", "foot_index")
    )
    thigh, shank = hip - knee, knee - ankle
    foot = toe - heel
    toe_out = np.degrees(np.arctan2(leg.lateral_sign * foot[:, 0], -foot[:, 1]))
    swivel = swivel_deg(hip, knee, ankle, leg)
    bones = np.linalg.norm(thigh, axis=-1) + np.linalg.norm(shank, axis=-1)
    line = (hip - ankle)[:, [0, 2]]
    aside = line[:, 0] * shank[:, 2] - line[:, 1] * shank[:, 0]
    return LegTruth(
        flexion_deg=np.degrees(np.arccos(np.clip((_unit(thigh) * _unit(shank)).sum(-1), -1, 1))),
        frontal_deg=np.degrees(_tilt(thigh, leg) - _tilt(shank, leg)),
        fppa_deg=image_fppa_deg(
            seen_px[Joint.of(leg, "hip")],
            seen_px[Joint.of(leg, "knee")],
            seen_px[Joint.of(leg, "ankle")],
            leg,
        ),
        knee_over_foot_deg=swivel + toe_out,
        swivel_deg=swivel,
        toe_out_deg=toe_out,
        medial_offset=leg.lateral_sign * aside / np.linalg.norm(line, axis=-1) / bones,
        shank_lean_deg=-np.degrees(_tilt(shank, leg)),
    )


def truth_of(performance: Performance, camera: Camera, seen_px: dict[Joint, FloatArray]) -> Truth:
    """Everything that is true of a performance; ``seen_px`` are the noise-free landmarks."""
    joints = performance.joints
    apart = {
        part: joints[Joint.of(Leg.LEFT, part)] - joints[Joint.of(Leg.RIGHT, part)]
        for part in ("hip", "knee", "ankle")
    }
    middle = {
        part: (joints[Joint.of(Leg.LEFT, part)] + joints[Joint.of(Leg.RIGHT, part)]) / 2
        for part in ("shoulder", "hip", "ankle")
    }
    trunk = middle["shoulder"] - middle["hip"]
    height = (middle["hip"] - middle["ankle"])[:, 2]
    return Truth(
        time_s=performance.time_s,
        legs={leg: _leg_truth(joints, seen_px, leg) for leg in Leg},
        kasr=np.abs(apart["knee"][:, 0] / apart["ankle"][:, 0]),
        knee_hip_ratio=np.abs(apart["knee"][:, 0] / apart["hip"][:, 0]),
        stance_width=np.abs(apart["ankle"][:, 0] / apart["hip"][:, 0]),
        pelvic_drop_deg=np.degrees(np.arctan2(-apart["hip"][:, 2], apart["hip"][:, 0])),
        trunk_lean_deg=np.degrees(np.arctan2(trunk[:, 0], trunk[:, 2])),
        depth=1 - height / height.max(),
        yaw_deg=camera.yaw_deg,
        roll_deg=camera.roll_deg,
        reps=performance.reps,
    )
