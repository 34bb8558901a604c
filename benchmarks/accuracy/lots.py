"""What a cell of the design leaves open: drawn by lot, by the clip's name."""

from __future__ import annotations

from math import radians, tan
from random import Random

from benchmarks.athlete.names import BANDS, LIGHTS, OUTFITS, ROOMS
from benchmarks.athlete.scene import Camera, Pair, Picture, RepPlan, Scene, Stance, When
from kneecave.model.body import Leg

LONG_PX, SHORT_PX = 1280, 720
_NOMINAL_HEIGHT_M = 1.7
_GOOD_LIGHTS = tuple(light for light in LIGHTS if light != "dim")
_MOST_TOE_OUT_DEG = 35.0


class Lot:
    """Draws what a cell leaves open; the same name draws the same.

    Parameters
    ----------
    bodies
        The set's people; the lot's own is the one of the number.
    mirrored
        Whether everything is seen from the other side.
    """

    def __init__(self, name: str, bodies: tuple[str, ...], number: int, *, mirrored: bool) -> None:
        self._random = Random(name)
        self._mirror = -1 if mirrored else 1
        self._seed = self._random.randrange(2**31)
        self._flexion_deg = self._random.uniform(78, 108)
        self._pace = self._random.uniform(0.7, 0.95)
        self.bodies = bodies
        self.body = bodies[number % len(bodies)]

    def around(self, middle: float, half: float) -> float:
        """Return a number within ``half`` of the middle."""
        return round(self._random.uniform(middle - half, middle + half), 1)

    def seen(self, leg: Leg) -> Leg:
        """Return the leg as the set sees it: the test set from the other side."""
        return leg if self._mirror > 0 else leg.other

    def toe_out(self, middle_deg: float) -> Pair:
        """Return toe-out near a value, both feet a little unlike."""
        left, right = (
            min(max(middle_deg + self.around(0, 2), 0.0), _MOST_TOE_OUT_DEG) for _ in Leg
        )
        return round(left, 1), round(right, 1)

    def band(self) -> str:
        """Return a band of any colour."""
        return self._random.choice(BANDS)

    def caves(self, legs: tuple[float, float], size_deg: tuple[float, float]) -> Pair:
        """Return a size within the bin for each leg that is chosen, 0 for the others."""
        left, right = (round(self._random.uniform(*size_deg), 1) * leg for leg in legs)
        return (left, right) if self._mirror > 0 else (right, left)

    def rep(
        self,
        *,
        cave: Pair,
        phase: When = "whole",
        flexion_deg: float | None = None,
        lead_leg: Leg | None = None,
    ) -> RepPlan:
        """Return a rep at the person's own pace, as deep as its others or nearly so."""
        return RepPlan(
            flexion_deg=self.around(flexion_deg or self._flexion_deg, 3),
            descent_s=round(self._pace * self._random.uniform(0.9, 1.2), 2),
            pause_s=round(self._random.uniform(0.05, 0.25), 2),
            ascent_s=round(self._pace * self._random.uniform(0.8, 1.0), 2),
            rest_s=round(self._random.uniform(0.3, 0.5), 2),
            lead_leg=lead_leg,
            cave_deg=cave,
            phase=phase,
        )

    def scene(
        self,
        *,
        yaw_deg: float,
        toe_out_deg: Pair,
        reps: tuple[RepPlan, ...],
        cave: Pair = (0.0, 0.0),
        movement: str = "squat",
    ) -> Scene:
        """Return a scene, 720p, the person 420 to 560 pixels tall."""
        draw = self._random
        fov_deg, tall_px = round(draw.uniform(58, 72), 1), draw.uniform(420, 560)
        focal_px = LONG_PX / 2 / tan(radians(fov_deg / 2))
        landscape = draw.random() < 0.5
        return Scene(
            seed=self._seed,
            body=self.body,
            outfit=draw.choice(OUTFITS),
            room=draw.choice(ROOMS),
            light=draw.choice(_GOOD_LIGHTS),
            camera=Camera(
                yaw_deg=round(self._mirror * yaw_deg, 1),
                height_m=round(draw.uniform(0.6, 1.3), 2),
                distance_m=round(focal_px * _NOMINAL_HEIGHT_M / tall_px, 2),
                fov_deg=fov_deg,
                roll_deg=self.around(0, 2),
            ),
            picture=Picture(
                width_px=LONG_PX if landscape else SHORT_PX,
                height_px=SHORT_PX if landscape else LONG_PX,
                fps=draw.choice((15.0, 15.0, 15.0, 20.0)),
                exposure=0.06,
            ),
            stance=Stance(
                width=round(draw.uniform(1.3, 2.0), 2),
                toe_out_deg=toe_out_deg,
                pelvis_turn_deg=self.around(0, 2),
                stagger_m=round(draw.uniform(-0.015, 0.015), 3),
                cave_deg=cave,
            ),
            movement=movement,
            reps=reps,
            lead_in_s=0.8,
            tail_s=0.5,
        )
