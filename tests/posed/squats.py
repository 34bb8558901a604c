"""Movements on both legs.  Flexion and KOF are prescribed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from tests.posed.balance import FULL_BEND_DEG, NO_CAVES, foot_paths, pelvis_over, placed
from tests.posed.body import PERSON, Person, Posture, raised_ankle, skeleton
from tests.posed.performance import (
    TEMPO,
    CaveIn,
    Performance,
    Tempo,
    cave_course,
    clock,
    ease,
)


def _sides(pair: tuple[float, float]) -> dict[Leg, float]:
    return dict(zip(Leg, pair, strict=True))


def squat(
    person: Person = PERSON,
    time_s: FloatArray | None = None,
    *,
    tempo: Tempo = TEMPO,
    flexion_deg: tuple[float, float] = (6.0, 100.0),
    stance: float = 1.6,
    toe_out_deg: tuple[float, float] = (12.0, 12.0),
    knee_over_foot_deg: tuple[float, float] = (0.0, 0.0),
    caves: Mapping[int, CaveIn] = NO_CAVES,
    shank_share: float = 0.36,
    pelvic_drop_deg: float = 0.0,
    pelvis_turn_deg: float = 0.0,
    pelvis_shift_m: float = 0.0,
    trunk_forward_deg: tuple[float, float] = (3.0, 35.0),
    trunk_lean_deg: float = 0.0,
    heel_raise_deg: float = 0.0,
    arms: str = "forward",
    movement: Movement | None = Movement.SQUAT,
) -> Performance:
    """A set on both legs.  Pairs of angles are (standing, deepest) or (left, right).

    ``stance``: ankles' distance in hip widths.  Flexion is exact for the left leg, and for the
    right one where pelvis and stance are symmetric.  ``knee_over_foot_deg`` is there all the time,
    ``caves`` (by number of the rep) come and go with the bend.  ``pelvic_drop_deg``,
    ``trunk_lean_deg`` and ``heel_raise_deg`` (both heels, about the toes) are those at the deepest.
    """
    time_s = clock(tempo.duration_s) if time_s is None else time_s
    zero = np.zeros_like(time_s)
    depth, reps = tempo.depth(time_s), tempo.reps_done()
    flexion = flexion_deg[0] + (flexion_deg[1] - flexion_deg[0]) * depth
    half = stance * person.hip_width_m / 2
    out, up = _sides(toe_out_deg), heel_raise_deg * depth
    ankles = {
        leg: raised_ankle(
            person, leg, placed(time_s, leg.lateral_sign * half, 0, person.ankle_height_m),
            zero + out[leg], up,
        )
        for leg in Leg
    }  # fmt: skip
    drop, turn = pelvic_drop_deg * depth, zero + pelvis_turn_deg
    pelvis = pelvis_over(
        person, Leg.LEFT, ankles[Leg.LEFT], flexion, shank_share * flexion,
        x_m=zero + pelvis_shift_m, drop_deg=drop, turn_deg=turn,
    )  # fmt: skip
    bend = ease(flexion / FULL_BEND_DEG)
    resting = _sides(knee_over_foot_deg)
    kof = {leg: resting[leg] + cave_course(time_s, bend, reps, caves, leg) for leg in Leg}
    upright, bent = trunk_forward_deg
    posture = Posture(
        pelvis, drop, turn, upright + (bent - upright) * depth, trunk_lean_deg * depth,
        foot_paths(time_s, ankles,
              toe_out_deg=out, heel_raise_deg=dict.fromkeys(Leg, up), knee_over_foot_deg=kof),
        arms,
    )  # fmt: skip
    return Performance(person, movement, time_s, skeleton(person, posture), reps)


def deadlift(
    person: Person = PERSON,
    time_s: FloatArray | None = None,
    *,
    tempo: Tempo = TEMPO,
    caves: Mapping[int, CaveIn] = NO_CAVES,
) -> Performance:
    """Hips far back, shanks near upright, trunk folded, arms hanging."""
    return squat(
        person, time_s, tempo=tempo, caves=caves, flexion_deg=(6.0, 62.0), stance=1.2,
        shank_share=0.12, trunk_forward_deg=(4.0, 72.0), arms="hanging", movement=Movement.DEADLIFT,
    )  # fmt: skip


def standing(
    person: Person = PERSON,
    time_s: FloatArray | None = None,
    *,
    stance: float = 1.6,
    knee_over_foot_deg: tuple[float, float] = (0.0, 0.0),
) -> Performance:
    """Nothing happens."""
    time_s = clock(5.0) if time_s is None else time_s
    idle = Tempo(reps=1, lead_in_s=float(time_s[-1]) + 1.0)
    still = squat(
        person, time_s, tempo=idle, movement=None, arms="hanging", stance=stance,
        knee_over_foot_deg=knee_over_foot_deg,
    )  # fmt: skip
    return Performance(person, None, time_s, still.joints, ())


def wall_sit(
    person: Person = PERSON,
    time_s: FloatArray | None = None,
    *,
    sits_s: tuple[float, float] = (3.0, 23.0),
    moving_s: float = 2.0,
) -> Performance:
    """Slides down to 90 degrees before ``sits_s`` begins, up again after it ends.  No rep."""
    time_s = clock(sits_s[1] + moving_s + 1.5) if time_s is None else time_s
    tempo = Tempo(
        reps=1, descent_s=moving_s, ascent_s=moving_s, hold_s=sits_s[1] - sits_s[0],
        lead_in_s=sits_s[0] - moving_s,
    )  # fmt: skip
    sit = squat(
        person, time_s, tempo=tempo, flexion_deg=(6.0, 90.0), shank_share=0.0,
        trunk_forward_deg=(1.0, 1.0), arms="hanging", movement=None,
    )  # fmt: skip
    return Performance(person, None, time_s, sit.joints, ())
