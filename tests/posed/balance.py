"""What every movement needs: a pelvis that bends a leg as asked, and feet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg
from tests.posed.body import FootPath, Person, hip_offset
from tests.posed.performance import (
    CaveIn,
)

NO_CAVES: Mapping[int, CaveIn] = {}
FULL_BEND_DEG = 60.0
"""Flexion at which a cave is at its fullest."""


def pelvis_over(
    person: Person,
    leg: Leg,
    ankle_m: FloatArray,
    flexion_deg: FloatArray,
    shank_tilt_deg: FloatArray,
    *,
    x_m: FloatArray,
    drop_deg: FloatArray,
    turn_deg: FloatArray,
) -> FloatArray:
    """(T, 3) pelvis that gives this leg exactly this flexion; the hips go back as in a squat."""
    tilt, thigh = np.radians(shank_tilt_deg), np.radians(flexion_deg - shank_tilt_deg)
    back = person.thigh_m * np.sin(thigh) - person.shank_m * np.sin(tilt)
    hip = hip_offset(person, leg, drop_deg, turn_deg)
    dx = x_m + hip[:, 0] - ankle_m[:, 0]
    rise = person.reach_m(flexion_deg) ** 2 - back**2 - dx**2
    if (rise <= 0).any():
        raise ValueError("the stance is too wide for this flexion")
    y = ankle_m[:, 1] + back - hip[:, 1]
    return np.stack([x_m, y, ankle_m[:, 2] + np.sqrt(rise) - hip[:, 2]], axis=-1)


def placed(time_s: FloatArray, x: float, y: float, z: float) -> FloatArray:
    return np.tile([x, y, z], (len(time_s), 1)).astype(float)


def foot_paths(
    time_s: FloatArray,
    ankles: Mapping[Leg, FloatArray],
    *,
    toe_out_deg: Mapping[Leg, float],
    heel_raise_deg: Mapping[Leg, FloatArray],
    knee_over_foot_deg: Mapping[Leg, FloatArray],
) -> dict[Leg, FootPath]:
    zero = np.zeros_like(time_s)
    return {
        leg: FootPath(
            ankles[leg],
            zero + toe_out_deg[leg],
            heel_raise_deg.get(leg, zero),
            zero + knee_over_foot_deg[leg],
        )
        for leg in Leg
    }
