"""Where a load is on a posed person, and where the hands take it.

A barbell lies on the back, a kettlebell is held at the chest, dumbbells hang beside the legs; in a
deadlift, bar and kettlebell hang ahead of the legs, close to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from benchmarks.athlete.at_rest import (
    arm_m,
    before_chest_m,
    behind_neck_m,
    hand_at_rest,
    hand_axes,
    leg_fronts_m,
)
from benchmarks.athlete.body import SIGNS, Body, skeleton
from benchmarks.athlete.legs import LegPose
from benchmarks.athlete.loads import BALL_BELOW_M, BALL_M, BAR_M, HORN_M, PLATE_M
from benchmarks.athlete.rotations import FRONT, UP, about_z, between
from benchmarks.athlete.scene import Scene
from kneecave.model.arrays import FloatArray
from kneecave.model.rep import Movement

_OVER_CLOTH_M = 0.020
"""How far what touches a clothed body is off its skin."""
_STRETCHED = 0.985
"""Length of an arm that carries, in lengths of the straight one."""
_BEHIND_SHOULDERS_M = 0.10
"""How far the back pulls a hanging bar toward the legs."""
Where = Literal["back", "chest", "front", "sides"]


@dataclass(frozen=True, slots=True)
class Hold:
    """A load and where it is held.

    ``half_m`` from its middle to each hand; beside the legs, how far out from under the shoulder
    the hand is at least.
    """

    load: str
    where: Where
    half_m: float


@dataclass(frozen=True, slots=True)
class Grip:
    """A hand about a bar: (3,) the bar's middle in it, where fingers, thumb and elbow point."""

    middle_m: FloatArray
    fingers: FloatArray
    thumb: FloatArray
    elbow: FloatArray


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing is: a point p of it lies at ``turn @ p + at_m``."""

    turn: FloatArray
    at_m: FloatArray


@dataclass(frozen=True, slots=True)
class Held:
    """Both hands, (left, right), and every thing that is held."""

    grips: tuple[Grip, Grip]
    things: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """The part of a posed person that a load is put on.

    ``chest`` where the chest's bone is; ``arms_m`` (2, 3) where the arms begin; ``turn`` (3, 3) of
    the pelvis about the vertical.
    """

    body: Body
    chest: Place
    arms_m: FloatArray
    legs: tuple[LegPose, LegPose]
    turn: FloatArray

    @property
    def front(self) -> FloatArray:
        """(3,) level, where the pelvis faces."""
        return np.asarray(self.turn @ FRONT)

    @property
    def left(self) -> FloatArray:
        """(3,) level, toward the person's left."""
        return np.asarray(self.turn[:, 0])


def hold_of(scene: Scene, body: Body) -> Hold | None:
    """Return how the scene's person holds the load, if there is one."""
    lifts = scene.movement == Movement.DEADLIFT
    shoulder_m = body.heads_m[skeleton().index("upperarm01.L")][0]
    feet_m = scene.stance.width * body.hip_width_m / 2
    match scene.load:
        case None:
            return None
        case "barbell" if lifts:
            return Hold("barbell", "front", max(shoulder_m, feet_m + 0.05) + 0.07)
        case "barbell":
            return Hold("barbell", "back", shoulder_m + 0.16)
        case "kettlebell":
            return Hold("kettlebell", "front" if lifts else "chest", HORN_M)
        case load:
            return Hold(load, "sides", 0.05)


def held(hold: Hold, carrier: Carrier) -> Held:
    """Return where the load and both hands are."""
    return _PLACED[hold.where](hold, carrier)


def _on_the_back(hold: Hold, carrier: Carrier) -> Held:
    chest = carrier.chest.turn
    off = np.array([0.0, BAR_M + _OVER_CLOTH_M, 0.0])
    middle = _on(carrier.chest, behind_neck_m(carrier.body) + off)
    grips = [
        Grip(
            middle + sign * hold.half_m * chest[:, 0],
            fingers=chest @ [-0.12 * sign, 0.45, 1.0],
            thumb=chest @ [-sign, 0.0, 0.0],
            elbow=chest @ [0.30 * sign, 0.55, -1.0],
        )
        for sign in SIGNS
    ]
    return Held((grips[0], grips[1]), (Place(chest, middle),))


def _at_the_chest(hold: Hold, carrier: Carrier) -> Held:
    chest = carrier.chest.turn
    middle = _on(carrier.chest, before_chest_m(carrier.body) - [0.0, 0.9 * BALL_M, 0.0])
    own = between(chest, carrier.turn, 0.35)  # held a little more upright than the chest
    grips = [
        Grip(
            middle + own @ [sign * hold.half_m, 0.0, 0.0],
            fingers=own @ [-0.35 * sign, -0.75, 0.45],
            thumb=own @ [0.0, 0.5, 0.9],
            elbow=chest @ [0.45 * sign, 0.20, -1.0],
        )
        for sign in SIGNS
    ]
    return Held((grips[0], grips[1]), (Place(own, middle),))


def _ahead_of_the_legs(hold: Hold, carrier: Carrier) -> Held:
    top = carrier.arms_m.mean(axis=0)
    hand = _from_wrist_m(carrier.body, 0, fingers=-UP, thumb=-carrier.left)
    aside = (carrier.arms_m[0] - top - hold.half_m * carrier.left + hand) @ carrier.left
    lowest = PLATE_M if hold.load == "barbell" else BALL_BELOW_M + BALL_M
    legs = _leg_fronts(carrier)
    ahead, height = legs[0, 0], 0.0
    for _ in range(6):
        before = ahead - (top + hand) @ carrier.front
        height = max(top[2] + hand[2] - _drop_m(carrier.body, aside, before), lowest)
        clear = float(np.interp(height, legs[:, 1], legs[:, 0])) + BAR_M + _OVER_CLOTH_M
        ahead = max(clear, top @ carrier.front - _BEHIND_SHOULDERS_M)
    middle = (top @ carrier.left) * carrier.left + ahead * carrier.front + height * UP
    grips = [
        Grip(
            middle + sign * hold.half_m * carrier.left,
            fingers=-UP,
            thumb=-sign * carrier.left,
            elbow=sign * carrier.left - 0.5 * carrier.front,
        )
        for sign in SIGNS
    ]
    return Held((grips[0], grips[1]), (Place(carrier.turn, middle),))


def _beside_the_legs(hold: Hold, carrier: Carrier) -> Held:
    grips, things = [], []
    turn = carrier.turn @ about_z(-np.pi / 2)
    for side, sign in enumerate(SIGNS):
        top = carrier.arms_m[side]
        out = sign * carrier.left
        knee = float((carrier.legs[side].knee_m - top) @ out)
        hip = float((carrier.legs[side].hip_m - top) @ out)
        aside = max(hold.half_m, knee + 0.14, hip + 0.55 * carrier.body.hip_width_m + 0.06)
        hand = _from_wrist_m(carrier.body, side, fingers=-UP, thumb=carrier.front)
        drop = _drop_m(carrier.body, float(aside - hand @ out), float(-hand @ carrier.front))
        middle = top + aside * out + (hand[2] - drop) * UP
        grips.append(Grip(middle, fingers=-UP, thumb=carrier.front, elbow=out - carrier.front))
        things.append(Place(turn, middle))
    return Held((grips[0], grips[1]), tuple(things))


_PLACED = {
    "back": _on_the_back,
    "chest": _at_the_chest,
    "front": _ahead_of_the_legs,
    "sides": _beside_the_legs,
}


def _on(place: Place, rest_m: FloatArray) -> FloatArray:
    return np.asarray(place.turn @ rest_m + place.at_m)


def _drop_m(body: Body, aside_m: float, ahead_m: float) -> float:
    """Return how far below its shoulder the wrist of a hanging arm is."""
    reach = _STRETCHED * arm_m(body)
    return float(np.sqrt(reach**2 - aside_m**2 - ahead_m**2))


def _from_wrist_m(body: Body, side: int, *, fingers: FloatArray, thumb: FloatArray) -> FloatArray:
    """Return (3,) the way from the wrist to what the hand holds, pointing there."""
    rest, to_middle = hand_at_rest(body, side)
    return np.asarray(hand_axes(fingers, thumb, SIGNS[side]) @ rest.T @ to_middle)


def _leg_fronts(carrier: Carrier) -> FloatArray:
    """Return (6, 2) how far ahead the legs reach, and at which height, from the ankle up."""
    found = []
    for side, leg in enumerate(carrier.legs):
        body, rest = carrier.body, leg_fronts_m(carrier.body)[side]
        shank = (rest[:3] - body.ankle_m[side]) @ leg.shank_turn.T + leg.ankle_m
        thigh = (rest[3:] - body.knee_m[side]) @ leg.thigh_turn.T + leg.knee_m
        found.append(np.concatenate([shank, thigh]))
    both = np.stack(found)
    return np.stack([(both @ carrier.front).max(axis=0), both[:, :, 2].mean(axis=0)], axis=1)
