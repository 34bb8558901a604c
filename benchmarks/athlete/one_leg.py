"""Movements on one leg, from standing on two feet and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.athlete import stances
from benchmarks.athlete.body import SIDES
from benchmarks.athlete.course import grown, starts_s
from benchmarks.athlete.legs import ankle_of
from benchmarks.athlete.now import Now
from benchmarks.athlete.posture import Posture
from benchmarks.athlete.scene import Scene
from kneecave.model.arrays import FloatArray

BOX_M = 0.20
"""Height of the box of a step-down."""
_BEHIND = np.array([0.0, 0.32, -0.50])
_AHEAD = np.array([0.0, -np.sin(0.35), -np.cos(0.35)])
_OVER_FOOT = 0.75
"""How far the pelvis goes over the foot it stands on, in halves of the stance."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Reps on the same leg, one after the other."""

    lead: int
    start_s: float
    end_s: float

    def lifted(self, time_s: float) -> float:
        """Return how far the free foot is up: before the first rep until after the last."""
        up = grown(time_s, self.start_s - 0.9, self.start_s - 0.3)
        return up * (1 - grown(time_s, self.end_s + 0.1, self.end_s + 0.6))

    def away_s(self, time_s: float) -> float:
        """Return how long until it begins, or since it ended."""
        return max(self.start_s - time_s, time_s - self.end_s, 0.0)


def _runs(scene: Scene) -> list[_Run]:
    runs: list[_Run] = []
    for start, plan in zip(starts_s(scene), scene.reps, strict=True):
        lead = SIDES.index(plan.lead_leg.value) if plan.lead_leg else 0
        end = start + plan.length_s - plan.rest_s
        if runs and runs[-1].lead == lead:
            runs[-1] = _Run(lead, runs[-1].start_s, end)
        else:
            runs.append(_Run(lead, start, end))
    return runs or [_Run(0, np.inf, np.inf)]


def single_leg_squat(now: Now) -> Posture:
    """Squat on one leg, the free foot behind."""
    free = _BEHIND * now.body.height_m / 1.78
    return _on_one_leg(now, free, floor_m=0.0, hang_deg=25.0)


def step_down(now: Now) -> Posture:
    """Stand on a box and lower the free foot ahead of it toward the floor."""
    free = _AHEAD * 0.96 * (now.body.thigh_m[0] + now.body.shank_m[0])
    return _on_one_leg(now, free, floor_m=BOX_M, hang_deg=-8.0)


def _on_one_leg(now: Now, free_m: FloatArray, *, floor_m: float, hang_deg: float) -> Posture:
    """Return the person on the lead leg; ``free_m`` (3,) the lifted free ankle from its hip."""
    body = now.body
    run = min(_runs(now.scene), key=lambda run: run.away_s(now.time_s))
    lead, up = run.lead, run.lifted(now.time_s)
    flexion = now.flexion_deg()
    tilt = now.tilt(2 + 18 * now.depth)
    floor = np.array([0.0, 0.0, floor_m])
    places = [place + floor for place in stances.standing_places(body, now.scene)]
    standing = now.foot(lead, places[lead], flexion, rise_m=now.heel_rise_m)
    down = now.foot(1 - lead, places[1 - lead], 0.0)
    x = _OVER_FOOT * up * places[lead][0]
    y = places[lead][1] + stances.sat_back_m(body, lead, flexion, shank_share=0.40)
    across = now.sway_m * (1 - 0.5 * up) + np.array([x, y])
    both = (standing, down) if lead == 0 else (down, standing)
    pelvis = stances.pelvis_over(body, tilt, both, across, (flexion, flexion))
    height = stances.height_over(
        body, tilt, standing, side=lead, flexion_deg=flexion, across_m=across
    )
    pelvis[2] += (height - pelvis[2]) * up
    hip = pelvis + tilt.hip_offset(body, 1 - lead)
    flat = ankle_of(body, 1 - lead, down)
    lifted = now.foot(
        1 - lead,
        down.at_m + (hip + free_m - flat) * up,
        0.0,
        hang_deg=hang_deg * up,
    )
    feet = (standing, lifted) if lead == 0 else (lifted, standing)
    bend = 2 + 10 * now.depth
    return now.posture(pelvis, feet, tilt, bend_deg=bend, head_deg=0.3 * bend)
