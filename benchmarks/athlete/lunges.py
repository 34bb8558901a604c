"""Split squats and lunges: the lead knee has the prescribed flexion at the bottom."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np

from benchmarks.athlete import stances
from benchmarks.athlete.body import SIGNS
from benchmarks.athlete.course import STANDING_DEG
from benchmarks.athlete.legs import Foot
from benchmarks.athlete.now import Now
from benchmarks.athlete.posture import Posture
from kneecave.model.arrays import FloatArray

_STEP = 0.35
"""Length of a lunge's step, in heights of the body."""
_FRONT_SHANK_DEG = 18.0
"""How far the front shank tips forward at the bottom of a deep lunge (90 degrees of flexion)."""
_TOP_DEG = 12.0
"""Flexion of the front knee at the top of a split squat."""
_LIFT_M = 0.10

T = TypeVar("T")


def split_squat(now: Now) -> Posture:
    """Sink between feet that stay, the rear heel up."""
    half = now.scene.stance.width * now.body.hip_width_m / 2
    sign, length = SIGNS[now.lead], _STEP * now.body.height_m
    front = np.array([sign * half, -length / 2, 0.0])
    rear = np.array([-sign * half, length / 2, 0.0])
    return _sunk(now, front, rear, flexion=now.flexion_deg(_TOP_DEG))


def forward_lunge(now: Now) -> Posture:
    """Step ahead, sink, push back; also when the legs alternate."""
    places = stances.standing_places(now.body, now.scene)
    step = np.array([0.0, -_STEP * now.body.height_m, 0.0])
    return _stepped(now, front=places[now.lead] + step, rear=places[1 - now.lead])


def reverse_lunge(now: Now) -> Posture:
    """Step back with the other leg, sink, come forward again."""
    places = stances.standing_places(now.body, now.scene)
    step = np.array([0.0, _STEP * now.body.height_m, 0.0])
    return _stepped(now, front=places[now.lead], rear=places[1 - now.lead] + step)


def _sunk(now: Now, front: FloatArray, rear: FloatArray, *, flexion: float) -> Posture:
    """Return the person between planted feet, one ahead of the other."""
    lead, depth = now.lead, now.depth
    tilt = now.tilt(4 + 6 * depth)
    ahead = now.foot(lead, front, flexion, rise_m=now.heel_rise_m)
    behind = now.foot(1 - lead, rear, 0.0, raise_deg=30 + 28 * depth, toe_out_deg=2.0)
    across = now.sway_m + np.array([0.0, front[1] + _behind_front_m(now)])
    feet, bends = (ahead, behind), (flexion, None)
    pelvis = stances.pelvis_over(
        now.body, tilt, _ordered(lead, feet), across, _ordered(lead, bends)
    )
    return now.posture(pelvis, _ordered(lead, feet), tilt, bend_deg=1.0)


def _stepped(now: Now, *, front: FloatArray, rear: FloatArray) -> Posture:
    """Return the person on the way to, in, or back from a step."""
    lead, depth, out = now.lead, now.depth, now.stepped
    flexion = now.flexion_deg(_TOP_DEG)
    tilt = now.tilt(2 + 8 * depth)
    start = stances.standing_places(now.body, now.scene)
    ahead = now.foot(lead, front, flexion, rise_m=now.heel_rise_m)
    behind = now.foot(1 - lead, rear, 0.0, raise_deg=(30 + 28 * depth) * out)
    planted = _ordered(lead, (ahead, behind))
    across = np.array([0.0, front[1] + _behind_front_m(now)])
    bends: tuple[float | None, float | None] = _ordered(lead, (flexion, None))
    lunging = stances.pelvis_over(now.body, tilt, planted, across, bends)
    feet = _ordered(lead, (_in_air(ahead, start[lead], out), _in_air(behind, start[1 - lead], out)))
    pelvis = _between(now, lunging, feet)
    return now.posture(pelvis, feet, tilt, bend_deg=1.0)


def _between(now: Now, lunging: FloatArray, feet: tuple[Foot, Foot]) -> FloatArray:
    """Return the pelvis on its way from standing to the lunge, within reach of both feet."""
    tilt, out = now.tilt(2.0), now.stepped
    places = stances.standing_places(now.body, now.scene)
    standing = (now.foot(0, places[0], 0.0), now.foot(1, places[1], 0.0))
    across = np.array([0.0, (places[0][1] + places[1][1]) / 2 + stances.upright_m(now.body, 0)])
    upright = stances.pelvis_over(now.body, tilt, standing, across, (STANDING_DEG, STANDING_DEG))
    pelvis = upright + (lunging - upright) * out
    pelvis[:2] += now.sway_m * (1 - out)
    within = stances.pelvis_over(
        now.body, now.tilt(2 + 8 * now.depth), feet, pelvis[:2], (None, None)
    )
    pelvis[2] = min(pelvis[2], within[2])
    return pelvis


def _in_air(foot: Foot, start_m: FloatArray, out: float) -> Foot:
    """Return a foot on its way from where it stood; one that does not move stays as it is."""
    if np.array_equal(foot.at_m, start_m) or out >= 1:
        return foot
    lift = _LIFT_M * np.sin(np.pi * out)
    at = start_m + (foot.at_m - start_m) * out + np.array([0.0, 0.0, lift])
    return replace(foot, at_m=at)


def _behind_front_m(now: Now) -> float:
    """Return how far behind the front ankle the pelvis sinks: nearly straight down."""
    bottom = max(now.bottom_deg, 45.0)
    share = _FRONT_SHANK_DEG / 90
    return (0.85 + 0.15 * now.depth) * stances.sat_back_m(
        now.body, now.lead, bottom, shank_share=share
    )


def side_lunge(now: Now) -> Posture:
    """Step aside, sit over the lead foot, the other leg long."""
    body, lead, depth, out = now.body, now.lead, now.depth, now.stepped
    sign, flexion = SIGNS[lead], now.flexion_deg(_TOP_DEG)
    start = stances.standing_places(body, now.scene)
    width, over = _side_step_m(now)
    target = start[1 - lead] + np.array([sign * width, 0.0, 0.0])
    tilt = now.tilt(3 + 27 * depth)
    bent = now.foot(lead, target, flexion, rise_m=now.heel_rise_m)
    long = now.foot(1 - lead, start[1 - lead], 0.0)
    middle = (target[0] + start[1 - lead][0]) / 2
    x = middle + (target[0] - sign * over - middle) * depth
    y = target[1] + stances.sat_back_m(body, lead, flexion, shank_share=0.33)
    bends: tuple[float | None, float | None] = _ordered(lead, (flexion, None))
    lunging = stances.pelvis_over(body, tilt, _ordered(lead, (bent, long)), np.array([x, y]), bends)
    feet = _ordered(lead, (_in_air(bent, start[lead], out), long))
    pelvis = _between(now, lunging, feet)
    return now.posture(pelvis, feet, tilt, bend_deg=1 + 8 * depth)


def _side_step_m(now: Now) -> tuple[float, float]:
    """Return how far apart the ankles are, and how far inside the lead ankle the pelvis ends.

    So wide that at the bottom the long leg is nearly straight (10 degrees).
    """
    body, lead = now.body, now.lead
    over = body.hip_width_m / 2 + 0.05
    back = stances.sat_back_m(body, lead, now.bottom_deg, shank_share=0.33)
    bent = body.reach_m(lead, now.bottom_deg)
    height = np.sqrt(max(bent**2 - back**2 - 0.05**2, 0.0))
    aside = np.sqrt(max(body.reach_m(1 - lead, 10.0) ** 2 - height**2 - back**2, 0.01))
    return float(aside + body.hip_width_m / 2 + over), over


def _ordered(lead: int, pair: tuple[T, T]) -> tuple[T, T]:
    return pair if lead == 0 else (pair[1], pair[0])
