"""The posture of every movement at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.athlete import stances
from benchmarks.athlete.arms import arms_of
from benchmarks.athlete.body import SIDES, SIGNS, Body
from benchmarks.athlete.course import STANDING_DEG, Moment, ease, moment_at, starts_s
from benchmarks.athlete.legs import Foot, heel_raise_deg
from benchmarks.athlete.posture import Posture
from benchmarks.athlete.scene import Scene
from benchmarks.athlete.stances import Tilt
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg

BOX_M = 0.20
"""Height of the box of a step-down."""
_ABDUCTION = 0.3
"""Share of a cave that the knee joint itself abducts; the rest is hip rotation and adduction."""


@dataclass(frozen=True, slots=True)
class _Now:
    """A scene at a time."""

    body: Body
    scene: Scene
    time_s: float
    moment: Moment | None

    @property
    def depth(self) -> float:
        return 0.0 if self.moment is None else self.moment.depth

    @property
    def bottom_deg(self) -> float:
        return STANDING_DEG if self.moment is None else self.moment.plan.flexion_deg

    def flexion_deg(self, standing_deg: float = STANDING_DEG) -> float:
        return standing_deg + (self.bottom_deg - standing_deg) * self.depth

    @property
    def sway_m(self) -> FloatArray:
        """(2,) the little way a person's pelvis wanders while the feet stay."""
        phase = np.random.default_rng([self.scene.seed, 1]).uniform(0, 2 * np.pi, 4)
        slow, quick = 2 * np.pi * 0.31 * self.time_s, 2 * np.pi * 0.83 * self.time_s
        side = 0.005 * np.sin(slow + phase[0]) + 0.002 * np.sin(quick + phase[1])
        back = 0.004 * np.sin(0.9 * slow + phase[2]) + 0.0015 * np.sin(quick + phase[3])
        return np.array([side, back])

    def tilt(self, forward_deg: float) -> Tilt:
        stance, plan = self.scene.stance, None if self.moment is None else self.moment.plan
        drop = 0.0 if plan is None else plan.pelvic_drop_deg * self.depth
        return Tilt(stance.pelvis_turn_deg, stance.pelvic_drop_deg + drop, forward_deg)

    @property
    def lean_deg(self) -> float:
        extra = 0.0 if self.moment is None else self.moment.plan.trunk_lean_deg * self.depth
        return self.scene.stance.trunk_lean_deg + extra

    @property
    def heel_rise_m(self) -> float:
        return 0.0 if self.moment is None else self.moment.plan.heel_rise_m * self.depth

    @property
    def lead(self) -> int:
        """The leg in front or alone: of this rep, or while there is none, of the nearest."""
        plans = self.scene.reps
        if self.moment is not None:
            leg = self.moment.plan.lead_leg
        else:
            ahead = [p for s, p in zip(starts_s(self.scene), plans, strict=True) if s > self.time_s]
            leg = (ahead[0] if ahead else plans[-1]).lead_leg if plans else None
        return SIDES.index((leg or Leg.LEFT).value)

    def foot(
        self, side: int, at_m: FloatArray, flexion_deg: float, *, rise_m: float = 0.0,
        raise_deg: float = 0.0, hang_deg: float = 0.0, toe_out_deg: float | None = None,
    ) -> Foot:  # fmt: skip
        """Return the foot with its knee's faults, for a knee of about this flexion."""
        stance, moment = self.scene.stance, self.moment
        cave, pronation = stance.cave_deg[side], stance.pronation_deg[side]
        if moment is not None:
            cave += moment.plan.cave_deg[side] * moment.caved(flexion_deg)
            pronation += moment.plan.pronation_deg[side] * self.depth
        own = heel_raise_deg(self.body, side, rise_m) if rise_m else 0.0
        toe_out = stance.toe_out_deg[side] if toe_out_deg is None else toe_out_deg
        return Foot(
            at_m=at_m,
            heading_deg=SIGNS[side] * toe_out,
            eversion_deg=pronation,
            heel_raise_deg=own + raise_deg,
            hang_deg=hang_deg,
            kof_deg=cave,
            abduction_deg=_ABDUCTION * cave * ease(flexion_deg / 45),
        )

    def posture(
        self, pelvis_m: FloatArray, feet: tuple[Foot, Foot], tilt: Tilt, *, bend_deg: float,
        head_deg: float = 0.0,
    ) -> Posture:  # fmt: skip
        return Posture(
            pelvis_m=pelvis_m,
            feet=feet,
            turn_deg=tilt.turn_deg,
            drop_deg=tilt.drop_deg,
            forward_deg=tilt.forward_deg,
            bend_deg=bend_deg,
            lean_deg=self.lean_deg,
            head_deg=head_deg,
            arms=arms_of(self.scene, self.depth),
        )


def _both_legs(now: _Now, *, shank_share: float, lean_deg: float, bend_deg: float) -> Posture:
    """Both knees bend alike over planted feet."""
    flexion, tilt = now.flexion_deg(), now.tilt(lean_deg)
    places = stances.standing_places(now.body, now.scene)
    feet = (
        now.foot(0, places[0], flexion, rise_m=now.heel_rise_m),
        now.foot(1, places[1], flexion, rise_m=now.heel_rise_m),
    )
    back = stances.sat_back_m(now.body, 0, flexion, shank_share=shank_share)
    across = now.sway_m + np.array([0.0, (places[0][1] + places[1][1]) / 2 + back])
    pelvis = stances.pelvis_over(now.body, tilt, feet, across, (flexion, flexion))
    return now.posture(pelvis, feet, tilt, bend_deg=bend_deg, head_deg=0.3 * bend_deg)


def squat(now: _Now) -> Posture:
    """Bend both knees, the trunk leaning with them; also standing."""
    lean = 3 + (18 + 0.22 * now.flexion_deg()) * now.depth
    return _both_legs(now, shank_share=0.36, lean_deg=0.75 * lean, bend_deg=0.35 * lean)


def deadlift(now: _Now) -> Posture:
    """Hinge at the hips over nearly upright shanks."""
    return _both_legs(
        now, shank_share=0.15, lean_deg=2 + 58 * now.depth, bend_deg=1 + 12 * now.depth
    )


def split_squat(now: _Now) -> Posture:
    """Sink between feet that stay, the rear heel up."""
    body, lead = now.body, now.lead
    length = 0.62 * body.height_m / 1.78 + now.scene.stance.stagger_m
    half = max(now.scene.stance.width * body.hip_width_m / 2, 0.02)
    front = np.array([SIGNS[lead] * half, -length / 2, 0.0])
    rear = np.array([-SIGNS[lead] * half, length / 2, 0.0])
    return _lunging(now, front, rear, depth=now.depth, flexion=now.flexion_deg(12.0))


def _lunging(
    now: _Now, front: FloatArray, rear: FloatArray, *, depth: float, flexion: float
) -> Posture:
    """Both feet planted one ahead of the other; the front knee has the flexion."""
    body, lead = now.body, now.lead
    tilt = now.tilt(4 + 6 * depth)
    feet = [
        now.foot(lead, front, flexion, rise_m=now.heel_rise_m),
        now.foot(1 - lead, rear, flexion, raise_deg=30 + 28 * depth, toe_out_deg=2.0),
    ]
    shank_share = (2 + 16 * depth) / flexion
    back = stances.sat_back_m(body, lead, flexion, shank_share=shank_share)
    across = now.sway_m + np.array([0.0, front[1] + back])
    bends: tuple[float | None, float | None] = (flexion, None) if lead == 0 else (None, flexion)
    both = (feet[0], feet[1]) if lead == 0 else (feet[1], feet[0])
    pelvis = stances.pelvis_over(body, tilt, both, across, bends)
    return now.posture(pelvis, both, tilt, bend_deg=1.0)


_POSTURES: dict[str, Callable[[_Now], Posture]] = {
    "standing": squat,
    "squat": squat,
    "deadlift": deadlift,
    "split squat": split_squat,
}


def posture_at(body: Body, scene: Scene, time_s: float) -> Posture:
    """Return what the person does at a time."""
    now = _Now(body, scene, time_s, moment_at(scene, time_s))
    return _POSTURES[scene.movement](now)
