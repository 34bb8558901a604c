"""A leg between its hip and its planted foot, the knee where it was asked to be.

The knee is found by two-bone inverse kinematics and swivelled about the hip-ankle axis to a
prescribed knee-over-foot direction (KOF); thigh and shank then turn as Grood and Suntay's joint:
flexion about the thigh's own left-right axis, abduction about the floating one (Grood & Suntay
1983, J Biomech Eng 105:136-144).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.athlete.body import SIGNS, Body
from benchmarks.athlete.rotations import FRONT, about, about_x, about_y, about_z, unit
from kneecave.model.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Foot:
    """A foot and the knee above it.

    Attributes
    ----------
    at_m
        (3,) the point of the floor (or of the air) the ankle stands over while the foot is flat.
    heading_deg
        Against the scene's front, + = toward the left.
    eversion_deg
        Of the rearfoot against the floor.
    heel_raise_deg
        Turns the foot about its ball while the toes stay flat.
    hang_deg
        Turns a foot in the air about its ankle, + = toes down.
    kof_deg
        Direction of the knee over the direction of the foot, + = inside.
    abduction_deg
        Of the knee joint itself, + = valgus.
    """

    at_m: FloatArray
    heading_deg: float
    eversion_deg: float = 0.0
    heel_raise_deg: float = 0.0
    hang_deg: float = 0.0
    kof_deg: float = 0.0
    abduction_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class LegPose:
    """Joint centres in metres, rotations of the segments from rest, and what was reached.

    ``flexion_deg`` is the angle of thigh and shank; ``abduction_deg`` the knee joint's own.
    """

    hip_m: FloatArray
    knee_m: FloatArray
    ankle_m: FloatArray
    heel_m: FloatArray
    toe_m: FloatArray
    ball_m: FloatArray
    thigh_turn: FloatArray
    shank_turn: FloatArray
    rearfoot_turn: FloatArray
    forefoot_turn: FloatArray
    toes_turn: FloatArray
    heading_deg: float
    eversion_deg: float
    flexion_deg: float
    abduction_deg: float


@dataclass(frozen=True, slots=True)
class _Planted:
    ankle_m: FloatArray
    ball_m: FloatArray
    rearfoot: FloatArray
    forefoot: FloatArray
    toes: FloatArray


def ankle_of(body: Body, side: int, foot: Foot) -> FloatArray:
    """Return where the ankle of this foot is."""
    return _plant(body, side, foot).ankle_m


def _plant(body: Body, side: int, foot: Foot) -> _Planted:
    heading = about_z(np.radians(foot.heading_deg))
    flat = heading @ body.foot_axes[side].T
    under = body.ankle_m[side] * [1, 1, 0]
    evert = about(heading[:, 1], -SIGNS[side] * np.radians(foot.eversion_deg))
    ankle = foot.at_m + evert @ flat @ (body.ankle_m[side] - under)
    if foot.hang_deg:
        hung = about(heading[:, 0], np.radians(foot.hang_deg))
        ball = ankle + hung @ flat @ (body.ball_m[side] - body.ankle_m[side])
        return _Planted(ankle, ball, hung @ evert @ flat, hung @ flat, hung @ flat)
    ball = foot.at_m + flat @ (body.ball_m[side] - under)
    rise = about(heading[:, 0], np.radians(foot.heel_raise_deg))
    ankle = ball + rise @ (ankle - ball)
    return _Planted(ankle, ball, rise @ evert @ flat, rise @ flat, flat)


def heel_raise_deg(body: Body, side: int, rise_m: float) -> float:
    """Return the turn about the ball of the foot that lifts the heel by so much."""
    behind = body.heel_m[side] - body.ball_m[side]
    back = behind @ body.foot_axes[side][:, 1]  # the turn is about the foot's own left
    length = float(np.hypot(back, behind[2]))
    start = np.arcsin(behind[2] / length)
    return float(np.degrees(np.arcsin(min(behind[2] + rise_m, length) / length) - start))


def pose_leg(body: Body, side: int, hip_m: FloatArray, foot: Foot, front: FloatArray) -> LegPose:
    """Return the leg from a hip to a foot; ``front`` (3,) is where the pelvis faces.

    A leg too short for the way is stretched straight, and its ankle stays on the line: callers
    keep their postures within reach.
    """
    sign, planted = SIGNS[side], _plant(body, side, foot)
    heading = about_z(np.radians(foot.heading_deg)) @ FRONT
    toe_out = sign * _turn(front, heading)
    swivel = np.radians(foot.kof_deg - toe_out)
    knee = _knee(body, side, hip=hip_m, ankle=planted.ankle_m, front=front, swivel=swivel)
    up, shin = unit(hip_m - knee), unit(knee - planted.ankle_m)
    flexion = float(np.arccos(np.clip(up @ shin, -1, 1)))
    abduction = float(np.clip(np.radians(foot.abduction_deg), -0.9 * flexion, 0.9 * flexion))
    thigh, shank = _knee_joint(up, shin, -sign * abduction)
    rearfoot, ankle = planted.rearfoot, planted.ankle_m
    return LegPose(
        hip_m=hip_m,
        knee_m=knee,
        ankle_m=ankle,
        heel_m=ankle + rearfoot @ (body.heel_m[side] - body.ankle_m[side]),
        toe_m=planted.ball_m + planted.toes @ (body.toe_m[side] - body.ball_m[side]),
        ball_m=planted.ball_m,
        thigh_turn=thigh @ body.thigh_axes[side].T,
        shank_turn=shank @ body.shank_axes[side].T,
        rearfoot_turn=rearfoot,
        forefoot_turn=planted.forefoot,
        toes_turn=planted.toes,
        heading_deg=foot.heading_deg,
        eversion_deg=foot.eversion_deg,
        flexion_deg=float(np.degrees(flexion)),
        abduction_deg=float(np.degrees(abduction)),
    )


def _turn(start: FloatArray, end: FloatArray) -> float:
    """Return degrees from one level direction to another, + = toward the left."""
    cross = start[0] * end[1] - start[1] * end[0]
    return float(np.degrees(np.arctan2(cross, start @ end)))


def _knee(
    body: Body, side: int, *, hip: FloatArray, ankle: FloatArray, front: FloatArray, swivel: float
) -> FloatArray:
    thigh, shank = body.thigh_m[side], body.shank_m[side]
    axis = unit(hip - ankle)
    reach = min(float(np.linalg.norm(hip - ankle)), 0.9999 * (thigh + shank))
    ahead = unit(front - (front @ axis) * axis)
    outward = SIGNS[side] * np.cross(axis, ahead)
    along = (shank**2 - thigh**2 + reach**2) / (2 * reach)
    radius = np.sqrt(max(shank**2 - along**2, 0.0))
    aside = ahead * np.cos(swivel) - outward * np.sin(swivel)
    return np.asarray(ankle + axis * along + radius * aside)


def _knee_joint(
    up: FloatArray, shin: FloatArray, abduction: float
) -> tuple[FloatArray, FloatArray]:
    """Return axes of thigh and shank that have these long axes and this abduction between them."""
    flexion = np.arccos(np.clip(up @ shin / np.cos(abduction), -1, 1))
    across = unit(shin - (shin @ up) * up)
    hinge = np.cross(up, across)
    spin = np.arctan2(np.sin(abduction), np.sin(flexion) * np.cos(abduction))
    left = np.sin(spin) * across + np.cos(spin) * hinge
    back = -np.cos(spin) * across + np.sin(spin) * hinge
    thigh = np.stack([left, back, up], axis=1)
    return thigh, thigh @ about_x(flexion) @ about_y(abduction)
