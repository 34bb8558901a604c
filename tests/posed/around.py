"""What people do around a set: walking in, push-ups.  Neither is a rep."""

from __future__ import annotations

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from tests.posed.body import PERSON, FootPath, Person, Posture, skeleton
from tests.posed.performance import TEMPO, Performance, Tempo, clock, ease

STEP_M = 0.4


def _walking_foot(stride: FloatArray, leg: Leg, steps: int) -> tuple[FloatArray, FloatArray]:
    """(y, lift) over time of one foot; swing k lasts while ``stride`` goes from k to k + 1."""
    y, lift = np.full_like(stride, STEP_M * steps), np.zeros_like(stride)
    at = STEP_M * steps
    for swing in range(0 if leg is Leg.LEFT else 1, steps + 1, 2):
        lands = max(0.0, STEP_M * (steps - swing - 1.5))
        share = ease(stride - swing)
        y, at = y + share * (lands - at), lands
        lift = lift + 0.07 * np.sin(np.pi * share)
    return y, lift


def walk_in(
    person: Person = PERSON,
    *,
    steps: int = 4,
    step_s: float = 0.55,
    rate_hz: float = 30.0,
    stance: float = 1.6,
    toe_out_deg: float = 12.0,
) -> Performance:
    """Comes from behind, straight toward the camera, and stands at the origin."""
    time_s = clock((steps + 1.5) * step_s, rate_hz=rate_hz)
    zero, stride = np.zeros_like(time_s), time_s / step_s
    half = stance * person.hip_width_m / 2
    feet = {}
    for leg in Leg:
        y, lift = _walking_foot(stride, leg, steps)
        x = zero + leg.lateral_sign * half
        ankle = np.stack([x, y, person.ankle_height_m + lift], axis=-1)
        feet[leg] = FootPath(ankle, zero + toe_out_deg, zero, zero)
    walked = np.mean([foot.ankle_m[:, 1] for foot in feet.values()], axis=0)
    dip = 0.06 * ease(stride / 0.7) * ease((steps + 1 - stride) / 0.7)
    height = person.ankle_height_m + 0.992 * person.leg_m - dip
    posture = Posture(np.stack([zero, walked, height], axis=-1), zero, zero, zero + 4.0, zero, feet)
    return Performance(person, None, time_s, skeleton(person, posture), ())


def _bent_arm(shoulder: FloatArray, wrist: FloatArray, person: Person, leg: Leg) -> FloatArray:
    """(T, 3) elbow, bent outward."""
    span = wrist - shoulder
    reach = np.linalg.norm(span, axis=-1, keepdims=True)
    along = (person.upper_arm_m**2 - person.forearm_m**2 + reach**2) / (2 * reach)
    out = np.array([leg.lateral_sign, 0.0, 0.0]) - span * span[:, :1] * leg.lateral_sign / reach**2
    out = out / np.linalg.norm(out, axis=-1, keepdims=True)
    bend = out * np.sqrt(person.upper_arm_m**2 - along**2)
    return np.asarray(shoulder + span / reach * along + bend)


def push_up(person: Person = PERSON, *, tempo: Tempo = TEMPO, rate_hz: float = 30.0) -> Performance:
    """Push-ups, head toward the camera."""
    time_s = clock(tempo.duration_s, rate_hz=rate_hz)
    zero, toes_y = np.zeros_like(time_s), 0.8
    high = 0.52 - 0.34 * tempo.depth(time_s)
    body_m, ankle_z = person.leg_m + person.trunk_m, 0.10
    rise = np.arcsin((high - ankle_z) / body_m)
    line = np.stack([zero, -np.cos(rise), np.sin(rise)], axis=-1)
    joints: dict[Joint, FloatArray] = {}
    for leg in Leg:
        side = leg.lateral_sign * np.array([1.0, 0.0, 0.0])
        ankle = np.array([0.0, toes_y, ankle_z]) + side * person.hip_width_m / 2 + 0 * line
        shoulder = ankle + line * body_m + side * (person.shoulder_width_m - person.hip_width_m) / 2
        floor = toes_y - np.sqrt(body_m**2 - 0.42**2)
        wrist = (
            side * (person.shoulder_width_m / 2 + 0.02) + np.array([0.0, floor, 0.02]) + 0 * line
        )
        parts = {
            "ankle": ankle,
            "knee": ankle + line * person.shank_m,
            "hip": ankle + line * person.leg_m,
            "heel": ankle + np.array([0.0, 0.05, 0.06]),
            "foot_index": ankle + np.array([0.0, -0.02, -0.08]),
            "shoulder": shoulder,
            "elbow": _bent_arm(shoulder, wrist, person, leg),
            "wrist": wrist,
        }
        joints |= {Joint.of(leg, part): path for part, path in parts.items()}
    neck = 0.5 * (joints[Joint.LEFT_SHOULDER] + joints[Joint.RIGHT_SHOULDER])
    face = {
        "nose": (0, -0.20, -0.02),
        "left_eye": (0.03, -0.22, 0.01),
        "left_ear": (0.07, -0.18, 0.06),
    }
    face |= {"mouth_left": (0.025, -0.17, -0.02)}
    for name, place in face.items():
        joint, offset = Joint(name), np.array(place, dtype=float)
        joints[joint.mirrored] = neck + offset * [-1, 1, 1]
        joints[joint] = neck + offset
    return Performance(person, None, time_s, joints, ())
