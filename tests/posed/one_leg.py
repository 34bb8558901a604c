"""Movements on one leg, from standing on two feet and back.  Flexion and KOF are prescribed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from tests.posed.balance import FULL_BEND_DEG, NO_CAVES, foot_paths, pelvis_over, placed
from tests.posed.body import PERSON, Person, Posture, hip_offset, skeleton
from tests.posed.performance import (
    TEMPO,
    CaveIn,
    Performance,
    Tempo,
    cave_course,
    clock,
    course,
    ease,
)


def _free_leg_up(time_s: FloatArray, tempo: Tempo, *, early_s: float) -> FloatArray:
    """(T,) 0 = on the floor, 1 = lifted, from before the first rep until after the last."""
    first, last = tempo.reps_done()[0].start_s, tempo.reps_done()[-1].end_s
    knots = [(first - early_s, 0.0), (first - early_s + 0.3, 1.0)]
    return course(time_s, [*knots, (last + early_s - 0.3, 1.0), (last + early_s, 0.0)])


def _on_one_leg(
    person: Person,
    time_s: FloatArray,
    *,
    lead: Leg,
    tempo: Tempo,
    movement: Movement,
    flexion_deg: tuple[float, float],
    free_up: FloatArray,
    free_drop_deg: float,
    caves: Mapping[int, CaveIn],
    knee_over_foot_deg: float,
    toe_out_deg: float,
    floor_m: float,
    trunk_lean_deg: float,
) -> Performance:
    """``free_up`` (3,) = lifted free ankle from its hip; ``free_drop_deg`` at the deepest."""
    zero = np.zeros_like(time_s)
    depth, reps = tempo.depth(time_s), tempo.reps_done((lead,))
    flexion = flexion_deg[0] + (flexion_deg[1] - flexion_deg[0]) * depth
    half, ankle_z = person.hip_width_m / 2, floor_m + person.ankle_height_m
    ankles = {leg: placed(time_s, leg.lateral_sign * half, 0, ankle_z) for leg in Leg}
    drop = -lead.lateral_sign * free_drop_deg * depth
    shift = lead.lateral_sign * 0.6 * half * _free_leg_up(time_s, tempo, early_s=0.7)
    pelvis = pelvis_over(
        person, lead, ankles[lead], flexion, 0.4 * flexion, x_m=shift, drop_deg=drop, turn_deg=zero
    )
    lifted = pelvis + hip_offset(person, lead.other, drop, zero) + free_up
    up = _free_leg_up(time_s, tempo, early_s=0.9)[:, None]
    ankles[lead.other] = ankles[lead.other] * (1 - up) + lifted * up
    bend = ease(flexion / FULL_BEND_DEG)
    kof = {
        lead.other: zero,
        lead: knee_over_foot_deg + cave_course(time_s, bend, reps, caves, lead),
    }
    posture = Posture(
        pelvis, drop, zero, 3.0 + 22.0 * depth, lead.lateral_sign * trunk_lean_deg * depth,
        foot_paths(time_s, ankles, toe_out_deg=dict.fromkeys(Leg, toe_out_deg),
              heel_raise_deg={}, knee_over_foot_deg=kof),
        "forward",
    )  # fmt: skip
    return Performance(person, movement, time_s, skeleton(person, posture), reps)


def single_leg_squat(
    person: Person = PERSON,
    time_s: FloatArray | None = None,
    *,
    lead: Leg = Leg.LEFT,
    tempo: Tempo = TEMPO,
    caves: Mapping[int, CaveIn] = NO_CAVES,
    knee_over_foot_deg: float = 0.0,
    toe_out_deg: float = 6.0,
    free_drop_deg: float = 0.0,
    trunk_lean_deg: float = 0.0,
) -> Performance:
    """Stands on two feet, lifts the free one behind, squats on ``lead``, puts it down.

    ``free_drop_deg`` free hip lower, ``trunk_lean_deg`` to the stance side, both at the deepest.
    """
    return _on_one_leg(
        person, clock(tempo.duration_s) if time_s is None else time_s,
        lead=lead, tempo=tempo, movement=Movement.SINGLE_LEG_SQUAT, flexion_deg=(10.0, 70.0),
        free_up=np.array([0.0, 0.32, -0.50]), free_drop_deg=free_drop_deg, caves=caves,
        knee_over_foot_deg=knee_over_foot_deg, toe_out_deg=toe_out_deg, floor_m=0.0,
        trunk_lean_deg=trunk_lean_deg,
    )  # fmt: skip


def step_down(
    person: Person = PERSON,
    time_s: FloatArray | None = None,
    *,
    lead: Leg = Leg.LEFT,
    tempo: Tempo = TEMPO,
    caves: Mapping[int, CaveIn] = NO_CAVES,
    box_m: float = 0.2,
) -> Performance:
    """Stands on a box, lowers the free foot in front of it toward the floor."""
    return _on_one_leg(
        person, clock(tempo.duration_s) if time_s is None else time_s,
        lead=lead, tempo=tempo, movement=Movement.STEP_DOWN, flexion_deg=(10.0, 65.0),
        free_up=0.96 * person.leg_m * np.array([0.0, -np.sin(0.35), -np.cos(0.35)]),
        free_drop_deg=0.0, caves=caves, knee_over_foot_deg=0.0, toe_out_deg=6.0, floor_m=box_m,
        trunk_lean_deg=0.0,
    )  # fmt: skip
