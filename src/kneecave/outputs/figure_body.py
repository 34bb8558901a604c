"""The joints of a drawn person in a posture: a small skeleton for line drawings.

Metres; x to the person's left, y ahead, z up; the floor is z = 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from pydantic import BaseModel, ConfigDict

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg

THIGH, SHANK, TRUNK, UPPER_ARM, FOREARM = 0.43, 0.41, 0.50, 0.28, 0.27
HIP_HALF, SHOULDER_HALF, NECK, HEAD = 0.09, 0.17, 0.21, 0.11
TOE_AHEAD, HEEL_BEHIND, SOLE = 0.17, 0.06, 0.06

Point = tuple[float, float, float]


class Side(BaseModel):
    """What one side of the body does.

    ``ankle`` and ``hand`` are places; ``knee`` and ``elbow`` directions in which they point;
    ``toes`` the direction of the foot.  A limb that cannot reach is stretched out toward its place.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ankle: Point
    hand: Point | None = None
    knee: Point = (0.0, 1.0, 0.0)
    toes: Point = (0.0, 1.0, 0.0)
    elbow: Point = (0.0, -1.0, -0.3)


class Posture(BaseModel):
    """A posture: the middle of the hips, where the trunk points, which way is left, and both sides.

    The head points as the trunk does where nothing else is said; hands without a place hang.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hip: Point
    trunk: Point = (0.0, 0.0, 1.0)
    left_is: Point = (1.0, 0.0, 0.0)
    head: Point | None = None
    left: Side
    right: Side


@dataclass(frozen=True, slots=True)
class Joints:
    """Places of the joints, (3,) metres each; limbs by side."""

    neck: FloatArray
    head: FloatArray
    hips: Mapping[Leg, FloatArray]
    knees: Mapping[Leg, FloatArray]
    ankles: Mapping[Leg, FloatArray]
    heels: Mapping[Leg, FloatArray]
    toes: Mapping[Leg, FloatArray]
    shoulders: Mapping[Leg, FloatArray]
    elbows: Mapping[Leg, FloatArray]
    hands: Mapping[Leg, FloatArray]


def joints(posture: Posture) -> Joints:
    """Return where the joints of a posture are."""
    hip, up, across = (_vector(v) for v in (posture.hip, posture.trunk, posture.left_is))
    up = _unit(up)
    left = _unit(across)
    neck = hip + TRUNK * up
    sides = {Leg.LEFT: posture.left, Leg.RIGHT: posture.right}
    hips = {leg: hip + leg.lateral_sign * HIP_HALF * left for leg in Leg}
    top = {leg: neck - 0.03 * up + leg.lateral_sign * SHOULDER_HALF * left for leg in Leg}
    legs = {
        leg: reach(hips[leg], _vector(side.ankle), THIGH, SHANK, _vector(side.knee))
        for leg, side in sides.items()
    }
    arms = {
        leg: reach(top[leg], _hand(side, hips[leg], left, leg), UPPER_ARM, FOREARM,
                   _vector(side.elbow))
        for leg, side in sides.items()
    }  # fmt: skip
    feet = {leg: _foot(legs[leg][1], legs[leg][0], side) for leg, side in sides.items()}
    return Joints(
        neck=neck,
        head=neck + NECK * (up if posture.head is None else _unit(_vector(posture.head))),
        hips=hips,
        knees={leg: legs[leg][0] for leg in Leg},
        ankles={leg: legs[leg][1] for leg in Leg},
        heels={leg: feet[leg][0] for leg in Leg},
        toes={leg: feet[leg][1] for leg in Leg},
        shoulders=top,
        elbows={leg: arms[leg][0] for leg in Leg},
        hands={leg: arms[leg][1] for leg in Leg},
    )


def reach(
    start: FloatArray, end: FloatArray, upper: float, lower: float, pole: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return (middle joint, end) of two bones from ``start`` toward ``end``, bent toward ``pole``.

    The end is moved nearer where the bones are too short.
    """
    way = end - start
    length = min(float(np.linalg.norm(way)), 0.9995 * (upper + lower))
    along = _unit(way)
    end = start + length * along
    share = (upper**2 - lower**2 + length**2) / (2 * length)
    bow = float(np.sqrt(max(upper**2 - share**2, 0.0)))
    aside = pole - along * float(pole @ along)
    return start + share * along + bow * _unit(aside), end


def _hand(side: Side, hip: FloatArray, left: FloatArray, leg: Leg) -> FloatArray:
    if side.hand is not None:
        return _vector(side.hand)
    return _vector(hip + leg.lateral_sign * 0.14 * left + np.array([0.0, 0.02, -0.02]))


def _foot(ankle: FloatArray, knee: FloatArray, side: Side) -> tuple[FloatArray, FloatArray]:
    """Return heel and toe: the sole lies below the ankle, away from the knee."""
    ahead = _unit(_vector(side.toes))
    shank = ankle - knee
    below = ankle + SOLE * _unit(shank - ahead * float(shank @ ahead))
    return _vector(below - HEEL_BEHIND * ahead), _vector(below + TOE_AHEAD * ahead)


def _vector(values: ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def _unit(vector: FloatArray) -> FloatArray:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float64)
