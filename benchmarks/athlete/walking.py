"""How a bystander stands and walks, at the origin, facing -y."""

from __future__ import annotations

import numpy as np

from benchmarks.athlete.body import SIGNS, Body
from benchmarks.athlete.course import STANDING_DEG, ease
from benchmarks.athlete.legs import Foot, heel_raise_deg
from benchmarks.athlete.posture import Posture
from benchmarks.athlete.reach import Arm
from benchmarks.athlete.stances import Tilt, pelvis_over, upright_m

_STEP = 0.31
"""Length of a step, in heights of the body."""
_LIFT_M = 0.07
_PUSH_M = 0.10


def stood(body: Body) -> Posture:
    """Return somebody who stands and waits."""
    left, right = (
        Foot(np.array([0.55 * sign * body.hip_width_m, 0.0, 0.0]), sign * 9.0) for sign in SIGNS
    )
    bends = (STANDING_DEG, STANDING_DEG)
    across = np.array([0.0, upright_m(body, 0)])
    pelvis = pelvis_over(body, Tilt(0, 0, 3), (left, right), across, bends)
    return Posture(pelvis, (left, right), forward_deg=3, bend_deg=1)


def walking(body: Body, way_m: float) -> Posture:
    """Return somebody who has walked ``way_m``; the place itself stays at the origin."""
    step = _STEP * body.height_m
    pace = way_m / step
    left, right = (_stepping(body, side, pace, step) for side in range(2))
    tilt = Tilt(0, 0, 4)
    pelvis = pelvis_over(body, tilt, (left, right), np.zeros(2), (8.0, 8.0))
    swing = 0.45 * np.sin(np.pi * pace)
    arms = [
        Arm(upper=(0.2, sign * swing - 0.05, -1.0), lower=(0.1, sign * swing - 0.3, -1.0))
        for sign in SIGNS
    ]
    return Posture(pelvis, (left, right), forward_deg=4, bend_deg=1, arms=(arms[0], arms[1]))


def _stepping(body: Body, side: int, pace: float, step: float) -> Foot:
    """Return one foot: half of the time on the floor, half of it in the air."""
    cycle = (pace + side) / 2
    number = np.floor(cycle)
    share = cycle - number
    flight = max(0.0, 2 * share - 1)
    ahead = (2 * number - side + 0.5 + 2 * ease(flight) - pace) * step
    lift = _LIFT_M * np.sin(np.pi * flight)
    push = max(0.0, min(1.0, 3 * share - 0.6)) * (1 - ease(2.5 * flight))
    raised = heel_raise_deg(body, side, _PUSH_M * push) if push else 0.0
    at = np.array([0.45 * SIGNS[side] * body.hip_width_m, -ahead, lift])
    return Foot(at, SIGNS[side] * 7.0, heel_raise_deg=raised)
