"""Ready scenes: the sample clips, one of every kind, and scenes drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.athlete.names import LIGHTS, MOVEMENTS, OUTFITS, ROOMS, TUNING_BODIES
from benchmarks.athlete.scene import (
    NONE,
    Bystander,
    Camera,
    Pair,
    Picture,
    RepPlan,
    Scene,
    Stance,
)
from kneecave.model.body import Leg
from kneecave.model.rep import Movement

DEPTH_DEG = {
    Movement.SINGLE_LEG_SQUAT: 65.0,
    Movement.STEP_DOWN: 65.0,
    Movement.DEADLIFT: 30.0,
    Movement.SPLIT_SQUAT: 90.0,
}
"""How deep each movement usually goes; the others 90 degrees."""


def reps_of(
    movement: str,
    caves: Sequence[Pair],
    *,
    lead: Leg = Leg.LEFT,
    flexion_deg: float | None = None,
    seed: int = 0,
) -> tuple[RepPlan, ...]:
    """Return one rep for each planned cave, in tempo and depth as unlike as a person's reps."""
    rng = np.random.default_rng([seed, 11])
    led, deep = MOVEMENTS[movement], flexion_deg or DEPTH_DEG.get(Movement(movement), 90.0)
    leads = [lead] * len(caves)
    if movement == Movement.ALTERNATING_LUNGE:
        leads = [lead if number % 2 == 0 else lead.other for number in range(len(caves))]
    return tuple(
        RepPlan(
            flexion_deg=round(deep + rng.uniform(-3, 3), 1),
            descent_s=round(1.25 * rng.uniform(0.92, 1.10), 2),
            pause_s=round(rng.uniform(0.2, 0.35), 2),
            ascent_s=round(1.1 * rng.uniform(0.92, 1.10), 2),
            rest_s=round(rng.uniform(0.5, 0.7), 2),
            lead_leg=leg if led else None,
            cave_deg=cave,
            pronation_deg=(0.3 * cave[0], 0.3 * cave[1]),
        )
        for leg, cave in zip(leads, caves, strict=True)
    )


_SAMPLE = Picture(width_px=480, height_px=640, fps=24, exposure=0.4, noise=0.004, crf=25)
SAMPLES = {
    "squat_front": Scene(
        seed=11,
        camera=Camera(distance_m=3.2, fov_deg=50),
        picture=_SAMPLE,
        reps=reps_of("squat", [NONE, (22, 22), NONE, (22, 0), NONE], flexion_deg=95, seed=1),
    ),
    "squat_yaw20": Scene(
        seed=12,
        body="f_heavy",
        outfit="blue_top_leggings",
        room="gym",
        light="overhead",
        camera=Camera(yaw_deg=20, distance_m=3.2, fov_deg=50),
        picture=_SAMPLE,
        stance=Stance(toe_out_deg=(14, 14)),
        reps=reps_of("squat", [NONE, (22, 22), NONE, (0, 22), NONE], flexion_deg=85, seed=2),
    ),
    "lunge_front": Scene(
        seed=13,
        body="m_muscle",
        outfit="green_top_shorts",
        room="garage",
        light="daylight",
        camera=Camera(distance_m=3.4, fov_deg=50),
        picture=_SAMPLE,
        stance=Stance(width=1.2, toe_out_deg=(5, 5)),
        movement="split squat",
        reps=reps_of("split squat", [NONE, (22, 0), NONE, (22, 0), NONE], seed=3),
    ),
    "stand_front": Scene(
        seed=14,
        body="f_short",
        outfit="purple_shirt_shorts",
        room="studio",
        camera=Camera(distance_m=3.0, fov_deg=46),
        picture=_SAMPLE.model_copy(update={"fps": 30}),
        stance=Stance(width=1.3, toe_out_deg=(8, 20)),
        movement="standing",
        lead_in_s=3,
        tail_s=2,
    ),
}
"""What ``sample_videos/`` shows."""


def _kinds() -> dict[str, Scene]:
    """Return one short clip of every movement, of what makes clips hard, and of every thing."""
    far = Camera(distance_m=3.4, fov_deg=52)
    kinds = {
        movement.replace(" ", "_"): Scene(
            camera=far,
            movement=movement,
            lead_in_s=1.5,
            reps=reps_of(movement, [NONE, (15, 0), NONE, (0, 15), NONE], seed=5),
        )
        for movement in MOVEMENTS
        if movement != "standing"
    }
    squats = reps_of("squat", [NONE, (15, 15), NONE, (15, 0), NONE], seed=6)
    squat = Scene(camera=far, reps=squats)
    phases = [
        plan.model_copy(update={"phase": phase})
        for plan, phase in zip(
            squats[1:4:2] * 2, ("descent", "ascent", "bottom", "whole"), strict=True
        )
    ]
    hard: dict[str, dict[str, Any]] = {
        "rear": {"camera": far.model_copy(update={"yaw_deg": 180.0})},
        "oblique": {"camera": far.model_copy(update={"yaw_deg": 40.0, "roll_deg": 4.0})},
        "from_the_floor": {"camera": far.model_copy(update={"height_m": 0.1, "pitch_deg": -12.0})},
        "hand_held": {"camera": far.model_copy(update={"shake_deg": 0.4})},
        "low_light": {
            "light": "dim",
            "picture": Picture(fps=15, exposure=0.9, noise=0.04, brightness=1.6, crf=30),
        },
        "small": {"picture": Picture(width_px=240, height_px=426, fps=15, crf=32)},
        "one_sided_for_ever": {"stance": Stance(cave_deg=(10, 0))},
        "uneven_feet": {"stance": Stance(toe_out_deg=(5, 25), stagger_m=0.06)},
        "phases": {"reps": tuple(phases)},
        "passer_by": {
            "bystander": Bystander(
                body="f_short", outfit="dark_sweats", at_m=(0.6, 1.3), walk_m_s=1.1
            )
        },
        "onlooker": {
            "bystander": Bystander(
                body="m_muscle", outfit="white_shirt_sweats", at_m=(1.2, 1.0), heading_deg=-30
            )
        },
    }
    things: dict[str, dict[str, Any]] = {
        "barbell_squat": {"load": "barbell"},
        "barbell_deadlift": {
            "load": "barbell",
            "movement": "deadlift",
            "reps": reps_of("deadlift", [NONE, (15, 0), NONE], flexion_deg=55, seed=7),
        },
        "goblet_squat": {"load": "kettlebell"},
        "dumbbell_squat": {"load": "dumbbells"},
        "banded_squat": {"band": "red_band"},
    }
    changes = hard | things
    kinds |= {name: squat.model_copy(update=change) for name, change in changes.items()}
    return {
        name: scene.model_copy(update=_looks(number))
        for number, (name, scene) in enumerate(kinds.items())
    }


def _looks(number: int) -> dict[str, Any]:
    """Return another person in another place for every number."""
    return {
        "seed": 20 + number,
        "body": TUNING_BODIES[number % len(TUNING_BODIES)],
        "outfit": OUTFITS[number % len(OUTFITS)],
        "room": ROOMS[number % len(ROOMS)],
    }


DESIGNS = SAMPLES | _kinds()


def random_scene(seed: int, bodies: Sequence[str] = TUNING_BODIES) -> tuple[Scene, float]:
    """Return a scene drawn at random, and a time at which the movement is under way.

    Squats most of all; yaw to 40 degrees, toe-out 0 to 35, caves in half of the reps.
    """
    rng = np.random.default_rng([seed, 12])
    movement = str(rng.choice(["squat", "squat", "squat", *MOVEMENTS]))
    lead = Leg.LEFT if rng.random() < 0.5 else Leg.RIGHT
    cave: Pair = (float(rng.uniform(3, 25)), float(rng.uniform(3, 25)))
    cave = (cave[0] * float(rng.random() < 0.4), cave[1] * float(rng.random() < 0.4))
    standing = movement == "standing"
    plans = () if standing else reps_of(movement, [cave], lead=lead, seed=seed)
    toe_out = float(rng.uniform(0, 35)), float(rng.uniform(-4, 4))
    scene = Scene(
        seed=seed,
        body=str(rng.choice(list(bodies))),
        outfit=str(rng.choice(OUTFITS)),
        room=str(rng.choice(ROOMS)),
        light=str(rng.choice(LIGHTS)),
        camera=Camera(
            yaw_deg=round(float(rng.uniform(-40, 40)), 1),
            height_m=round(float(rng.uniform(0.5, 1.5)), 2),
            distance_m=round(float(rng.uniform(2.6, 4.2)), 2),
            fov_deg=round(float(rng.uniform(48, 70)), 1),
            roll_deg=round(float(rng.normal(0, 1.5)), 1),
        ),
        stance=Stance(
            width=round(float(rng.uniform(1.1, 2.0)), 2),
            toe_out_deg=(round(toe_out[0], 1), round(toe_out[0] + toe_out[1], 1)),
        ),
        movement=movement,
        reps=plans,
    )
    if standing:
        return scene, 0.5
    plan = plans[0]
    into = float(rng.uniform(0.3, 1)) * plan.descent_s if rng.random() < 0.5 else plan.descent_s
    return scene, scene.lead_in_s + into
