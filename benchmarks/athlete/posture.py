"""A posture, and the bones and joints it gives."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from benchmarks.athlete.body import LETTERS, Body
from benchmarks.athlete.carrying import Hold, Place
from benchmarks.athlete.legs import Foot, LegPose, pose_leg
from benchmarks.athlete.reach import Arm, carry, swing
from benchmarks.athlete.rig import Rig
from benchmarks.athlete.rotations import FRONT, about_x, about_y, about_z, between
from kneecave.model.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Posture:
    """Everything that fixes a person.

    ``pelvis_m`` middle of the hip joint centres.  Degrees: ``turn`` + = belly to the left, ``drop``
    + = left hip lower, ``forward`` of the pelvis, ``bend`` of the spine on top of it, ``lean``
    sideways of the line from hips to shoulders (+ = left), ``head`` forward.  Who holds something
    has the arms at it, whatever ``arms`` says.
    """

    pelvis_m: FloatArray
    feet: tuple[Foot, Foot]
    turn_deg: float = 0.0
    drop_deg: float = 0.0
    forward_deg: float = 0.0
    bend_deg: float = 0.0
    lean_deg: float = 0.0
    head_deg: float = 0.0
    arms: tuple[Arm, Arm] = field(default=(Arm(), Arm()))
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Posed:
    """A posed person.

    Attributes
    ----------
    turn, shift_m
        (B, 3, 3) and (B, 3): a point p of bone b at rest goes to ``turn[b] @ p + shift_m[b]``.
    legs
        (left, right).
    front
        (3,) level, where the pelvis faces.
    shoulders_m
        (3,) middle of the shoulder joints.
    things
        Where what the person holds is.
    """

    turn: FloatArray
    shift_m: FloatArray
    legs: tuple[LegPose, LegPose]
    front: FloatArray
    shoulders_m: FloatArray
    things: tuple[Place, ...] = ()


SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
NECK = (("neck01", 0.3), ("neck02", 0.55), ("neck03", 0.8), ("head", 1.0))


def pelvis_rotation(turn_deg: float, drop_deg: float, forward_deg: float) -> FloatArray:
    """Return the pelvis' rotation from rest; the hip line tips by exactly the drop."""
    turn, drop, forward = np.radians([turn_deg, drop_deg, forward_deg])
    return about_z(turn) @ about_y(drop) @ about_x(forward)


def pose(body: Body, posture: Posture) -> Posed:
    """Return the person in this posture."""
    rig = Rig(body)
    pelvis = pelvis_rotation(posture.turn_deg, posture.drop_deg, posture.forward_deg)
    for name in ("root", "pelvis.L", "pelvis.R"):
        rig.put(name, pelvis, body.pelvis_m, posture.pelvis_m)
    front = about_z(np.radians(posture.turn_deg)) @ FRONT
    shoulders = _trunk(rig, posture, pelvis)
    _head(rig, posture)
    legs = []
    for side, foot in enumerate(posture.feet):
        hip = posture.pelvis_m + pelvis @ (body.hip_m[side] - body.pelvis_m)
        leg = pose_leg(body, side, hip, foot, front)
        _put_leg(rig, side, leg)
        legs.append(leg)
    things = _arms(rig, posture, (legs[0], legs[1]))
    return Posed(rig.turn, rig.shift, (legs[0], legs[1]), front, shoulders, things)


def _trunk(rig: Rig, posture: Posture, pelvis: FloatArray) -> FloatArray:
    """Bend the spine until hips and shoulders lean as wanted; return the shoulders' middle."""
    marks = rig.body.landmarks
    rest = (marks["left_shoulder"] + marks["right_shoulder"]) / 2
    level = about_z(np.radians(posture.turn_deg))

    def bend_sideways(side: float) -> tuple[float, FloatArray]:
        # in the pelvis' own axes, the sideways part undoing the drop first
        for step, name in enumerate(SPINE, start=1):
            share = step / len(SPINE)
            forward = about_x(np.radians(posture.bend_deg) * share)
            rig.hang(name, pelvis @ about_y(side * share) @ forward)
        shoulders = rig.point("spine01", rest)
        trunk = level.T @ (shoulders - posture.pelvis_m)
        return float(np.arctan2(trunk[0], trunk[2]) - np.radians(posture.lean_deg)), shoulders

    before, side = 0.0, np.radians(posture.lean_deg - posture.drop_deg)
    miss_before, shoulders = bend_sideways(before)
    for _ in range(6):
        miss, shoulders = bend_sideways(side)
        if abs(miss) < 1e-6 or abs(miss - miss_before) < 1e-12:
            break
        before, side, miss_before = side, side - miss * (side - before) / (miss - miss_before), miss
    return shoulders


def _head(rig: Rig, posture: Posture) -> None:
    start = rig.rotation("spine01")
    end = about_z(np.radians(posture.turn_deg)) @ about_x(np.radians(posture.head_deg))
    for name, share in NECK:
        rig.hang(name, between(start, end, share))
    rig.follow("head")


def _arms(rig: Rig, posture: Posture, legs: tuple[LegPose, LegPose]) -> tuple[Place, ...]:
    """Put both arms where they are; return where the things are they hold."""
    turn = about_z(np.radians(posture.turn_deg))
    if posture.hold:
        return carry(rig, posture.hold, turn, legs)
    for side, arm in enumerate(posture.arms):
        swing(rig, side, arm, turn)
    return ()


def _put_leg(rig: Rig, side: int, leg: LegPose) -> None:
    letter, body = LETTERS[side], rig.body
    for half in ("01", "02"):
        rig.put(f"upperleg{half}.{letter}", leg.thigh_turn, body.knee_m[side], leg.knee_m)
        rig.put(f"lowerleg{half}.{letter}", leg.shank_turn, body.ankle_m[side], leg.ankle_m)
    rig.put(f"foot.{letter}", leg.rearfoot_turn, body.ankle_m[side], leg.ankle_m)
    rig.put(f"forefoot.{letter}", leg.forefoot_turn, body.ball_m[side], leg.ball_m)
    toes = [n for n in rig.bones.names if n.startswith("toe") and n.endswith(letter)]
    for name in toes:
        rig.put(name, leg.toes_turn, body.ball_m[side], leg.ball_m)
