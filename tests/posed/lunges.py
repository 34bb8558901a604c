"""Split squats and lunges.  Flexion (at the bottom) and KOF of the lead leg are prescribed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from tests.posed.balance import FULL_BEND_DEG, NO_CAVES, foot_paths, pelvis_over, placed
from tests.posed.body import PERSON, FootPath, Person, Posture, raised_ankle, skeleton
from tests.posed.performance import (
    TEMPO,
    CaveIn,
    Performance,
    Tempo,
    cave_course,
    clock,
    ease,
)


def split_squat(
    person: Person = PERSON,
    time_s: FloatArray | None = None,
    *,
    lead: Leg = Leg.LEFT,
    tempo: Tempo = TEMPO,
    caves: Mapping[int, CaveIn] = NO_CAVES,
    knee_over_foot_deg: float = 0.0,
    step_m: float = 0.5,
    base_m: float = 0.2,
) -> Performance:
    """Feet stay one in front of the other; the front leg's flexion is 20 to 90 degrees."""
    time_s = clock(tempo.duration_s) if time_s is None else time_s
    zero = np.zeros_like(time_s)
    depth, reps = tempo.depth(time_s), tempo.reps_done((lead,))
    flexion, side = 20.0 + 70.0 * depth, lead.lateral_sign * base_m / 2
    heel = {lead.other: 30.0 + 30.0 * depth}
    toes = dict.fromkeys(Leg, 5.0)
    rear = placed(time_s, -side, step_m / 2, person.ankle_height_m)
    ankles = {
        lead: placed(time_s, side, -step_m / 2, person.ankle_height_m),
        lead.other: raised_ankle(person, lead.other, rear, zero + 5.0, heel[lead.other]),
    }
    pelvis = pelvis_over(
        person,
        lead,
        ankles[lead],
        flexion,
        -8.0 + 26.0 * depth,
        x_m=zero,
        drop_deg=zero,
        turn_deg=zero,
    )
    bend = ease(flexion / FULL_BEND_DEG)
    kof = {
        lead.other: zero,
        lead: knee_over_foot_deg + cave_course(time_s, bend, reps, caves, lead),
    }
    feet = foot_paths(time_s, ankles, toe_out_deg=toes, heel_raise_deg=heel, knee_over_foot_deg=kof)
    posture = Posture(pelvis, zero, zero, 4.0 + 6.0 * depth, zero, feet)
    return Performance(person, Movement.SPLIT_SQUAT, time_s, skeleton(person, posture), reps)


def _stepping(
    person: Person,
    time_s: FloatArray | None,
    *,
    movement: Movement,
    leads: Sequence[Leg],
    tempo: Tempo,
    caves: Mapping[int, CaveIn],
    step_m: FloatArray,
    lead_steps: bool,
    rear_heel_deg: float,
    flexion_deg: float,
) -> Performance:
    """Steps out and comes back in every rep; the lead leg's flexion is exact at the bottom.

    ``step_m`` (2,) outward and backward displacement of the foot that steps.
    """
    time_s = clock(tempo.duration_s) if time_s is None else time_s
    zero, one = np.zeros_like(time_s), np.zeros(1)
    reps, half = tempo.reps_done(leads), person.hip_width_m * 0.6
    home = {leg: np.array([leg.lateral_sign * half, 0.0, person.ankle_height_m]) for leg in Leg}
    ankles = {leg: np.tile(home[leg], (len(time_s), 1)) for leg in Leg}
    heel = {leg: zero.copy() for leg in Leg}
    kof = {leg: zero.copy() for leg in Leg}
    stand = pelvis_over(
        person,
        Leg.LEFT,
        home[Leg.LEFT][None],
        one + 8.0,
        one + 3.0,
        x_m=one,
        drop_deg=one,
        turn_deg=one,
    )
    pelvis = np.tile(stand, (len(time_s), 1))
    for rep in reps:
        lead = rep.lead_leg or leads[0]
        moving = lead if lead_steps else lead.other
        inside = (time_s >= rep.start_s) & (time_s <= rep.end_s)
        depth = np.where(inside, tempo.depth(time_s), 0.0)
        share = ease(depth / 0.6)[:, None]
        away = np.array([moving.lateral_sign * step_m[0], step_m[1], 0.0])
        lift = np.array([0.0, 0.0, 0.08]) * np.sin(np.pi * share)
        ankles[moving] = ankles[moving] + share * away + lift
        heel[lead.other] += rear_heel_deg * depth
        front = home[lead] + (away if lead_steps else 0.0)
        side = front[0] - lead.lateral_sign * half if lead_steps else 0.0
        bottom = pelvis_over(
            person, lead, front[None], one + flexion_deg, one + 0.22 * flexion_deg,
            x_m=one + 0.85 * side, drop_deg=one, turn_deg=one,
        )  # fmt: skip
        pelvis = pelvis + depth[:, None] * (bottom - stand)
        kof[lead] += cave_course(time_s, ease(depth), (rep,), caves, lead)
    toes = dict.fromkeys(Leg, zero + 5.0)
    ankles = {leg: raised_ankle(person, leg, ankles[leg], toes[leg], heel[leg]) for leg in Leg}
    feet = {leg: FootPath(ankles[leg], toes[leg], heel[leg], kof[leg]) for leg in Leg}
    posture = Posture(pelvis, zero, zero, 4.0 + 6.0 * tempo.depth(time_s), zero, feet)
    return Performance(person, movement, time_s, skeleton(person, posture), reps)


def forward_lunge(
    person: Person = PERSON,
    time_s: FloatArray | None = None,
    *,
    lead: Leg = Leg.LEFT,
    tempo: Tempo = TEMPO,
    caves: Mapping[int, CaveIn] = NO_CAVES,
) -> Performance:
    """The lead leg steps forward, bends to 85 degrees and pushes back."""
    return _stepping(
        person, time_s, movement=Movement.FORWARD_LUNGE, leads=(lead,), tempo=tempo, caves=caves,
        step_m=np.array([0.0, -0.6]), lead_steps=True, rear_heel_deg=50.0, flexion_deg=85.0,
    )  # fmt: skip


def reverse_lunge(
    person: Person = PERSON,
    time_s: FloatArray | None = None,
    *,
    lead: Leg = Leg.LEFT,
    tempo: Tempo = TEMPO,
    caves: Mapping[int, CaveIn] = NO_CAVES,
) -> Performance:
    """The lead leg stays, the other one steps back."""
    return _stepping(
        person, time_s, movement=Movement.REVERSE_LUNGE, leads=(lead,), tempo=tempo, caves=caves,
        step_m=np.array([0.0, 0.6]), lead_steps=False, rear_heel_deg=50.0, flexion_deg=85.0,
    )  # fmt: skip


def alternating_lunge(
    person: Person = PERSON,
    time_s: FloatArray | None = None,
    *,
    first: Leg = Leg.LEFT,
    tempo: Tempo = TEMPO,
    caves: Mapping[int, CaveIn] = NO_CAVES,
) -> Performance:
    """Forward lunges, left and right in turn."""
    return _stepping(
        person, time_s, movement=Movement.ALTERNATING_LUNGE, leads=(first, first.other),
        tempo=tempo, caves=caves, step_m=np.array([0.0, -0.6]), lead_steps=True,
        rear_heel_deg=50.0, flexion_deg=85.0,
    )  # fmt: skip


def side_lunge(
    person: Person = PERSON,
    time_s: FloatArray | None = None,
    *,
    lead: Leg = Leg.LEFT,
    tempo: Tempo = TEMPO,
    caves: Mapping[int, CaveIn] = NO_CAVES,
) -> Performance:
    """The lead leg steps outward and bends; the other one stays nearly straight."""
    return _stepping(
        person, time_s, movement=Movement.SIDE_LUNGE, leads=(lead,), tempo=tempo, caves=caves,
        step_m=np.array([0.5, 0.0]), lead_steps=True, rear_heel_deg=0.0, flexion_deg=75.0,
    )  # fmt: skip
