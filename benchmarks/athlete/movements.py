"""The posture of every movement at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.athlete import lunges, one_leg, stances
from benchmarks.athlete.body import Body
from benchmarks.athlete.course import moment_at
from benchmarks.athlete.now import Now
from benchmarks.athlete.posture import Posture
from benchmarks.athlete.scene import Scene
from kneecave.model.rep import Movement


def posture_at(body: Body, scene: Scene, time_s: float) -> Posture:
    """Return what the person does at a time."""
    return _POSTURES[scene.movement](Now(body, scene, time_s, moment_at(scene, time_s)))


def squat(now: Now) -> Posture:
    """Bend both knees, the trunk leaning with them; also standing."""
    lean = 3 + (18 + 0.22 * now.flexion_deg()) * now.depth
    return _both_legs(now, shank_share=0.36, forward_deg=0.75 * lean, bend_deg=0.35 * lean)


def deadlift(now: Now) -> Posture:
    """Hinge at the hips over nearly upright shanks."""
    forward, bend = 2 + 58 * now.depth, 1 + 12 * now.depth
    return _both_legs(now, shank_share=0.15, forward_deg=forward, bend_deg=bend)


def _both_legs(now: Now, *, shank_share: float, forward_deg: float, bend_deg: float) -> Posture:
    """Return the person on two planted feet, both knees bent alike."""
    flexion, tilt = now.flexion_deg(), now.tilt(forward_deg)
    places = stances.standing_places(now.body, now.scene)
    left, right = (
        now.foot(side, place, flexion, rise_m=now.heel_rise_m) for side, place in enumerate(places)
    )
    back = stances.sat_back_m(now.body, 0, flexion, shank_share=shank_share)
    across = now.sway_m + np.array([0.0, (places[0][1] + places[1][1]) / 2 + back])
    pelvis = stances.pelvis_over(now.body, tilt, (left, right), across, (flexion, flexion))
    return now.posture(pelvis, (left, right), tilt, bend_deg=bend_deg, head_deg=0.3 * bend_deg)


_POSTURES: dict[str, Callable[[Now], Posture]] = {
    "standing": squat,
    Movement.SQUAT: squat,
    Movement.DEADLIFT: deadlift,
    Movement.SPLIT_SQUAT: lunges.split_squat,
    Movement.FORWARD_LUNGE: lunges.forward_lunge,
    Movement.ALTERNATING_LUNGE: lunges.forward_lunge,
    Movement.REVERSE_LUNGE: lunges.reverse_lunge,
    Movement.SIDE_LUNGE: lunges.side_lunge,
    Movement.SINGLE_LEG_SQUAT: one_leg.single_leg_squat,
    Movement.STEP_DOWN: one_leg.step_down,
}
