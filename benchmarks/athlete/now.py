"""A scene at a time, and what every movement asks of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.athlete.arms import arms_of
from benchmarks.athlete.body import SIDES, SIGNS, Body
from benchmarks.athlete.carrying import hold_of
from benchmarks.athlete.course import STANDING_DEG, Moment, ease, starts_s
from benchmarks.athlete.legs import Foot, heel_raise_deg
from benchmarks.athlete.names import STEPPING
from benchmarks.athlete.posture import Posture
from benchmarks.athlete.scene import Scene
from benchmarks.athlete.stances import Tilt
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg

_ABDUCTION = 0.3
"""Share of a cave that the knee joint itself abducts; the rest is hip rotation and adduction."""


@dataclass(frozen=True, slots=True)
class Now:
    """A scene at a time."""

    body: Body
    scene: Scene
    time_s: float
    moment: Moment | None

    @property
    def depth(self) -> float:
        """0 upright, 1 at the bottom."""
        if self.moment is None:
            return 0.0
        return self.moment.sunk if self.scene.movement in STEPPING else self.moment.depth

    @property
    def stepped(self) -> float:
        """0 feet side by side, 1 stepped out."""
        return 0.0 if self.moment is None else self.moment.stepped

    @property
    def bottom_deg(self) -> float:
        """Flexion this rep goes to."""
        return STANDING_DEG if self.moment is None else self.moment.plan.flexion_deg

    def flexion_deg(self, standing_deg: float = STANDING_DEG) -> float:
        """Flexion of the working knee now."""
        return standing_deg + (self.bottom_deg - standing_deg) * self.depth

    @property
    def sway_m(self) -> FloatArray:
        """(2,) the little way a person's pelvis wanders while the feet stay."""
        phase = np.random.default_rng([self.scene.seed, 1]).uniform(0, 2 * np.pi, 4)
        slow, quick = 2 * np.pi * 0.31 * self.time_s, 2 * np.pi * 0.83 * self.time_s
        side = 0.005 * np.sin(slow + phase[0]) + 0.002 * np.sin(quick + phase[1])
        back = 0.004 * np.sin(0.9 * slow + phase[2]) + 0.0015 * np.sin(quick + phase[3])
        return self.scene.stance.sway * np.array([side, back])

    def tilt(self, forward_deg: float) -> Tilt:
        """Return the pelvis' turns, the planned drop in them."""
        stance, plan = self.scene.stance, None if self.moment is None else self.moment.plan
        drop = 0.0 if plan is None else plan.pelvic_drop_deg * self.depth
        return Tilt(stance.pelvis_turn_deg, stance.pelvic_drop_deg + drop, forward_deg)

    @property
    def lean_deg(self) -> float:
        """Trunk's lean sideways, + = left."""
        extra = 0.0 if self.moment is None else self.moment.plan.trunk_lean_deg * self.depth
        return self.scene.stance.trunk_lean_deg + extra

    @property
    def heel_rise_m(self) -> float:
        """How far the heels of working feet are off the floor."""
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
        rise_m += stance.heels_up_m
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
        """Return the whole person."""
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
            hold=hold_of(self.scene, self.body),
        )
