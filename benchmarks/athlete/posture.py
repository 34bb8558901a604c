"""A posture, and the bones and joints it gives."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from benchmarks.athlete.body import LETTERS, SIGNS, Body, skeleton
from benchmarks.athlete.legs import Foot, LegPose, pose_leg
from benchmarks.athlete.rotations import (
    FRONT,
    about_x,
    about_y,
    about_z,
    between,
    unit,
)
from kneecave.model.arrays import FloatArray

Way = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Arm:
    """Where an arm points, for the left one, before the pelvis turns; the right one mirrors it."""

    upper: Way = (0.22, -0.05, -1.0)
    lower: Way = (0.12, -0.20, -1.0)
    raised_deg: float = -5.7


@dataclass(frozen=True, slots=True)
class Posture:
    """Everything that fixes a person.

    ``pelvis_m`` middle of the hip joint centres.  Degrees: ``turn`` + = belly to the left, ``drop``
    + = left hip lower, ``forward`` of the pelvis, ``bend`` of the spine on top of it, ``lean``
    sideways of the line from hips to shoulders (+ = left), ``head`` forward.
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
    """

    turn: FloatArray
    shift_m: FloatArray
    legs: tuple[LegPose, LegPose]
    front: FloatArray
    shoulders_m: FloatArray


SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
NECK = (("neck01", 0.3), ("neck02", 0.55), ("neck03", 0.8), ("head", 1.0))


def pelvis_rotation(turn_deg: float, drop_deg: float, forward_deg: float) -> FloatArray:
    """Return the pelvis' rotation from rest; the hip line tips by exactly the drop."""
    turn, drop, forward = np.radians([turn_deg, drop_deg, forward_deg])
    return about_z(turn) @ about_y(drop) @ about_x(forward)


def pose(body: Body, posture: Posture) -> Posed:
    """Return the person in this posture."""
    rig = _Rig(body)
    pelvis = pelvis_rotation(posture.turn_deg, posture.drop_deg, posture.forward_deg)
    for name in ("root", "pelvis.L", "pelvis.R"):
        rig.put(name, pelvis, body.pelvis_m, posture.pelvis_m)
    front = about_z(np.radians(posture.turn_deg)) @ FRONT
    shoulders = _trunk(rig, posture, pelvis)
    _head(rig, posture)
    for side, arm in enumerate(posture.arms):
        _arm(rig, LETTERS[side], SIGNS[side], arm, posture)
    legs = []
    for side, foot in enumerate(posture.feet):
        hip = posture.pelvis_m + pelvis @ (body.hip_m[side] - body.pelvis_m)
        leg = pose_leg(body, side, hip, foot, front)
        _put_leg(rig, side, leg)
        legs.append(leg)
    return Posed(rig.turn, rig.shift, (legs[0], legs[1]), front, shoulders)


class _Rig:
    """The bones while they are being placed."""

    def __init__(self, body: Body) -> None:
        self.body, self.bones = body, skeleton()
        self.turn = np.tile(np.eye(3), (len(self.bones.names), 1, 1))
        self.shift = np.zeros((len(self.bones.names), 3))

    def put(self, name: str, turn: FloatArray, rest_m: FloatArray, at_m: FloatArray) -> None:
        """Turn a bone about a point that goes from one place to another."""
        index = self.bones.index(name)
        self.turn[index], self.shift[index] = turn, at_m - turn @ rest_m

    def hang(self, name: str, turn: FloatArray) -> None:
        """Turn a bone about the joint it hangs on its parent by."""
        index = self.bones.index(name)
        parent, head = self.bones.parents[index], self.body.heads_m[index]
        self.put(name, turn, head, self.turn[parent] @ head + self.shift[parent])

    def follow(self, name: str) -> None:
        """Move all that hangs below a bone with it."""
        index, *below = self.bones.below(name)
        self.turn[below], self.shift[below] = self.turn[index], self.shift[index]

    def point(self, name: str, rest_m: FloatArray) -> FloatArray:
        """Return where a point of a bone is."""
        index = self.bones.index(name)
        return np.asarray(self.turn[index] @ rest_m + self.shift[index])

    def rotation(self, name: str) -> FloatArray:
        """Return the rotation of a bone that is placed."""
        return np.asarray(self.turn[self.bones.index(name)])


def _trunk(rig: _Rig, posture: Posture, pelvis: FloatArray) -> FloatArray:
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


def _head(rig: _Rig, posture: Posture) -> None:
    start = rig.rotation("spine01")
    end = about_z(np.radians(posture.turn_deg)) @ about_x(np.radians(posture.head_deg))
    for name, share in NECK:
        rig.hang(name, between(start, end, share))
    rig.follow("head")


def _arm(rig: _Rig, letter: str, sign: int, arm: Arm, posture: Posture) -> None:
    heads, bones = rig.body.heads_m, rig.bones
    chest = rig.rotation("spine01")
    shoulder = chest @ about_y(-sign * np.radians(arm.raised_deg))
    rig.hang(f"clavicle.{letter}", between(chest, shoulder, 0.5))
    rig.hang(f"shoulder01.{letter}", shoulder)
    elbow, wrist, top = (
        heads[bones.index(f"{name}.{letter}")] for name in ("lowerarm01", "wrist", "upperarm01")
    )
    turn = about_z(np.radians(posture.turn_deg))
    upper, lower = (turn @ (np.array(way) * [sign, 1, 1]) for way in (arm.upper, arm.lower))
    # upper arm and forearm turn about one hinge, at rest and posed
    rest_hinge = unit(np.cross(elbow - top, wrist - elbow))
    hinge = unit(np.cross(upper, lower))
    for part, rest_way, way in (
        ("upperarm", elbow - top, upper),
        ("lowerarm", wrist - elbow, lower),
    ):
        turned = _hinged(way, hinge) @ _hinged(rest_way, rest_hinge).T
        for half in ("01", "02"):
            rig.hang(f"{part}{half}.{letter}", turned)
    rig.hang(f"wrist.{letter}", rig.rotation(f"lowerarm02.{letter}"))
    rig.follow(f"wrist.{letter}")


def _hinged(way: FloatArray, hinge: FloatArray) -> FloatArray:
    along = unit(way)
    return np.stack([hinge, np.cross(along, hinge), along], axis=1)


def _put_leg(rig: _Rig, side: int, leg: LegPose) -> None:
    letter, body = LETTERS[side], rig.body
    for half in ("01", "02"):
        rig.put(f"upperleg{half}.{letter}", leg.thigh_turn, body.knee_m[side], leg.knee_m)
        rig.put(f"lowerleg{half}.{letter}", leg.shank_turn, body.ankle_m[side], leg.ankle_m)
    rig.put(f"foot.{letter}", leg.rearfoot_turn, body.ankle_m[side], leg.ankle_m)
    rig.put(f"forefoot.{letter}", leg.forefoot_turn, body.ball_m[side], leg.ball_m)
    toes = [n for n in rig.bones.names if n.startswith("toe") and n.endswith(letter)]
    for name in toes:
        rig.put(name, leg.toes_turn, body.ball_m[side], leg.ball_m)
