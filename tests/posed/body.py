"""A person's bones, and the joints of a posture, in metres in the person's frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg

FRONT = np.array([0.0, -1.0, 0.0])
HEEL_TO_TOE = 0.69
"""Heel to foot_index landmark, horizontally, in shank lengths."""
ANKLE_TO_TOE = 0.53
"""Ankle to foot_index landmark, horizontally, in shank lengths."""
SOLE_M = 0.02
"""Height of the heel and foot_index landmarks over the floor."""


@dataclass(frozen=True, slots=True)
class Person:
    """Lengths of the bones in metres; widths are between joint centres."""

    thigh_m: float = 0.42
    shank_m: float = 0.40
    hip_width_m: float = 0.17
    shoulder_width_m: float = 0.36
    trunk_m: float = 0.50
    ankle_height_m: float = 0.08
    upper_arm_m: float = 0.29
    forearm_m: float = 0.26

    @property
    def leg_m(self) -> float:
        return self.thigh_m + self.shank_m

    def reach_m(self, flexion_deg: FloatArray) -> FloatArray:
        """Distance of hip and ankle at this flexion of the knee."""
        bones = self.thigh_m**2 + self.shank_m**2
        bend = 2 * self.thigh_m * self.shank_m * np.cos(np.radians(flexion_deg))
        return np.asarray(np.sqrt(bones + bend))


@dataclass(frozen=True, slots=True)
class FootPath:
    """A foot and the direction of its knee over time.

    ``ankle_m`` (T, 3) joint centre; the others (T,): ``toe_out_deg`` + = outward,
    ``heel_raise_deg`` about the toes, ``knee_over_foot_deg`` (KOF) + = knee inside the foot.
    """

    ankle_m: FloatArray
    toe_out_deg: FloatArray
    heel_raise_deg: FloatArray
    knee_over_foot_deg: FloatArray


@dataclass(frozen=True, slots=True)
class Posture:
    """Everything that fixes the joints, T frames.

    ``pelvis_m`` (T, 3) middle of the hip joint centres.  (T,) degrees: ``pelvic_drop_deg`` + = left
    hip lower, ``pelvis_turn_deg`` + = belly turned to the subject's left, ``trunk_forward_deg``,
    ``trunk_lean_deg`` + = to the subject's left.  ``arms``: hanging, forward or head.
    """

    pelvis_m: FloatArray
    pelvic_drop_deg: FloatArray
    pelvis_turn_deg: FloatArray
    trunk_forward_deg: FloatArray
    trunk_lean_deg: FloatArray
    feet: dict[Leg, FootPath]
    arms: str = "hanging"


PERSON = Person()


def hip_offset(person: Person, leg: Leg, drop_deg: FloatArray, turn_deg: FloatArray) -> FloatArray:
    """(T, 3) from the middle of the pelvis to a hip joint centre."""
    drop, turn = np.radians(drop_deg), np.radians(turn_deg)
    left = [np.cos(drop) * np.cos(turn), np.cos(drop) * np.sin(turn), -np.sin(drop)]
    return np.stack(left, axis=-1) * leg.lateral_sign * person.hip_width_m / 2


def foot_point(
    local: FloatArray, leg: Leg, toe_out_deg: FloatArray, raise_deg: FloatArray
) -> FloatArray:
    """(T, 3) offset from the ankle of a point given for a flat foot that points forward."""
    turn, pitch = leg.lateral_sign * np.radians(toe_out_deg), np.radians(raise_deg)
    x, y, z = local
    y, z = y * np.cos(pitch) - z * np.sin(pitch), y * np.sin(pitch) + z * np.cos(pitch)
    return np.stack(
        [x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn), z], axis=-1
    )


def toe_local(person: Person) -> FloatArray:
    """foot_index from the ankle of a flat foot that points forward."""
    return np.array([0.0, -ANKLE_TO_TOE * person.shank_m, SOLE_M - person.ankle_height_m])


def heel_local(person: Person) -> FloatArray:
    """Heel from the ankle of a flat foot that points forward."""
    back = (HEEL_TO_TOE - ANKLE_TO_TOE) * person.shank_m
    return np.array([0.0, back, SOLE_M - person.ankle_height_m])


def raised_ankle(
    person: Person, leg: Leg, flat_m: FloatArray, toe_out_deg: FloatArray, raise_deg: FloatArray
) -> FloatArray:
    """(T, 3) ankle of a foot whose heel has left the floor while the toes stay."""
    toe = toe_local(person)
    flat = foot_point(toe, leg, toe_out_deg, np.zeros_like(raise_deg))
    return flat_m + flat - foot_point(toe, leg, toe_out_deg, raise_deg)


def knee_centre(person: Person, leg: Leg, hip_m: FloatArray, foot: FootPath) -> FloatArray:
    """(T, 3) knee by two-bone inverse kinematics, swivelled about the hip-ankle axis to its KOF."""
    span = hip_m - foot.ankle_m
    reach = np.linalg.norm(span, axis=-1, keepdims=True)
    if (over := float((reach - person.leg_m).max())) > 0:
        raise ValueError(f"the {leg} leg is {over:.3f} m too short for this posture")
    axis = span / reach
    ahead = FRONT - (axis @ FRONT)[:, None] * axis
    ahead = ahead / np.linalg.norm(ahead, axis=-1, keepdims=True)
    outward = leg.lateral_sign * np.cross(axis, ahead)
    swivel = np.radians(foot.knee_over_foot_deg - foot.toe_out_deg)[:, None]
    along = (person.shank_m**2 - person.thigh_m**2 + reach**2) / (2 * reach)
    radius = np.sqrt(np.maximum(person.shank_m**2 - along**2, 0.0))
    aside = ahead * np.cos(swivel) - outward * np.sin(swivel)
    return np.asarray(foot.ankle_m + axis * along + radius * aside)


_ARMS = {
    "hanging": ((0.15, -0.05, -1.0), (0.08, -0.20, -1.0)),
    "forward": ((0.05, -1.0, -0.05), (0.0, -1.0, 0.0)),
    "head": ((0.9, 0.0, 0.45), (-0.8, 0.10, 0.60)),
}
_HEAD = {
    Joint.NOSE: (0.0, -0.11, 0.17),
    Joint.LEFT_EYE: (0.032, -0.09, 0.21),
    Joint.RIGHT_EYE: (-0.032, -0.09, 0.21),
    Joint.LEFT_EAR: (0.075, 0.0, 0.19),
    Joint.RIGHT_EAR: (-0.075, 0.0, 0.19),
    Joint.MOUTH_LEFT: (0.025, -0.09, 0.13),
    Joint.MOUTH_RIGHT: (-0.025, -0.09, 0.13),
}


def _unit(vector: ArrayLike) -> FloatArray:
    vector = np.asarray(vector, dtype=float)
    return np.asarray(vector / np.linalg.norm(vector, axis=-1, keepdims=True))


def upper_body(person: Person, posture: Posture) -> dict[Joint, FloatArray]:
    """Shoulders, arms and head on the leaning trunk."""
    lean, ahead = np.radians(posture.trunk_lean_deg), np.radians(posture.trunk_forward_deg)
    up = _unit(np.stack([np.tan(lean), -np.tan(ahead), np.ones_like(lean)], axis=-1))
    turn = np.radians(posture.pelvis_turn_deg)
    left = np.stack([np.cos(turn), np.sin(turn), np.zeros_like(turn)], axis=-1)
    left = _unit(left - (left * up).sum(-1, keepdims=True) * up)
    back = np.cross(up, left)
    neck = posture.pelvis_m + person.trunk_m * up
    joints = {j: neck + x * left + y * back + z * up for j, (x, y, z) in _HEAD.items()}
    upper, lower = _ARMS[posture.arms]
    for leg in Leg:
        side = np.array([leg.lateral_sign, 1.0, 1.0])
        shoulder = neck + leg.lateral_sign * person.shoulder_width_m / 2 * left
        elbow = shoulder + person.upper_arm_m * _unit(upper * side)
        wrist = elbow + person.forearm_m * _unit(lower * side)
        parts = {"shoulder": shoulder, "elbow": elbow, "wrist": wrist}
        joints |= {Joint.of(leg, part): path for part, path in parts.items()}
    return joints


def skeleton(person: Person, posture: Posture) -> dict[Joint, FloatArray]:
    """Every joint centre, (T, 3) metres in the person's frame."""
    joints = upper_body(person, posture)
    for leg, foot in posture.feet.items():
        drop, turn = posture.pelvic_drop_deg, posture.pelvis_turn_deg
        hip = posture.pelvis_m + hip_offset(person, leg, drop, turn)
        angles = (leg, foot.toe_out_deg, foot.heel_raise_deg)
        parts = {
            "hip": hip,
            "knee": knee_centre(person, leg, hip, foot),
            "ankle": foot.ankle_m,
            "heel": foot.ankle_m + foot_point(heel_local(person), *angles),
            "foot_index": foot.ankle_m + foot_point(toe_local(person), *angles),
        }
        joints |= {Joint.of(leg, part): path for part, path in parts.items()}
    return joints
