"""Feet on the floor, and the pelvis above them at the height a knee's flexion asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.athlete.body import SIGNS, Body
from benchmarks.athlete.course import STANDING_DEG
from benchmarks.athlete.legs import Foot, ankle_of
from benchmarks.athlete.posture import pelvis_rotation
from benchmarks.athlete.scene import Scene
from kneecave.model.arrays import FloatArray

_STRAIGHTEST_DEG = 3.0


@dataclass(frozen=True, slots=True)
class Tilt:
    """How the pelvis is turned, as in ``Posture``."""

    turn_deg: float
    drop_deg: float
    forward_deg: float

    def hip_offset(self, body: Body, side: int) -> FloatArray:
        """Return (3,) from the pelvis' middle to a hip."""
        turn = pelvis_rotation(self.turn_deg, self.drop_deg, self.forward_deg)
        return np.asarray(turn @ (body.hip_m[side] - body.pelvis_m))


def standing_places(body: Body, scene: Scene) -> tuple[FloatArray, FloatArray]:
    """Return the (3,) places of both ankles on the floor."""
    stance = scene.stance
    half = stance.width * body.hip_width_m / 2
    ahead = stance.stagger_m / 2
    return np.array([half, -ahead, 0.0]), np.array([-half, ahead, 0.0])


def heading_deg(scene: Scene, side: int) -> float:
    """Return where the foot points against the scene's front, + = toward the left."""
    return SIGNS[side] * scene.stance.toe_out_deg[side]


def height_over(
    body: Body, tilt: Tilt, foot: Foot, *, side: int, flexion_deg: float, across_m: FloatArray
) -> float:
    """Return the pelvis' height at which one knee has this flexion.

    ``across_m`` (2,) the pelvis' middle over the floor.  A foot out of reach even with a straight
    leg gives the height of its ankle.
    """
    ankle, offset = ankle_of(body, side, foot), tilt.hip_offset(body, side)
    level = float(np.hypot(*(across_m + offset[:2] - ankle[:2])))
    reach = body.reach_m(side, flexion_deg)
    return float(ankle[2] - offset[2] + np.sqrt(max(reach**2 - level**2, 0.0)))


def pelvis_over(
    body: Body,
    tilt: Tilt,
    feet: tuple[Foot, Foot],
    across_m: FloatArray,
    flexion_deg: tuple[float | None, float | None],
) -> FloatArray:
    """Return (3,) the pelvis' middle, as high as every given flexion allows.

    The knee that decides has exactly its flexion, another one more; None is a leg that only must
    not be pulled straight.
    """
    heights = [
        height_over(
            body,
            tilt,
            feet[side],
            side=side,
            flexion_deg=_STRAIGHTEST_DEG if bend is None else bend,
            across_m=across_m,
        )
        for side, bend in enumerate(flexion_deg)
    ]
    return np.array([*across_m, min(heights)])


def sat_back_m(body: Body, side: int, flexion_deg: float, *, shank_share: float) -> float:
    """Return how far behind the ankle the hip is, the shank tipped by a share of the flexion."""
    shank = np.radians(shank_share * flexion_deg)
    thigh = np.radians(flexion_deg) - shank
    return float(body.thigh_m[side] * np.sin(thigh) - body.shank_m[side] * np.sin(shank))


def upright_m(body: Body, side: int) -> float:
    """Return how far behind the ankle the hip of a standing leg is."""
    return sat_back_m(body, side, STANDING_DEG, shank_share=0.4)
