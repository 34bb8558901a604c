"""People whose caves come from a known place, each filmed twice: as usual, and with heels up.

What drives a cave is prescribed, and with it what raised heels do: they take away nearly all of a
cave that comes from the ankle or foot and leave one that comes from the hip (Bell 2008).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from benchmarks.athlete.names import LIGHTS, OUTFITS, ROOMS, TEST_BODIES, TUNING_BODIES
from benchmarks.athlete.scene import NONE, Camera, Pair, Picture, RepPlan, Scene, Stance
from kneecave.model.body import Leg
from kneecave.model.coaching import Origin

REPS = 2
_PLATE_M = 0.05
_PICTURE = Picture(width_px=432, height_px=768, fps=15, exposure=0.1)


class Kind(StrEnum):
    """Where the caves come from."""

    LEANING = "hip: trunk leans, pelvis drops"
    SILENT = "hip: both knees, nothing else shows"
    ROLLING = "foot: rolls inward"
    STIFF = "ankle: heels come up"
    MIXED = "both: trunk leans, foot rolls"
    CLEAN = "no cave"


ORIGINS = {
    Kind.LEANING: Origin.HIP,
    Kind.SILENT: Origin.HIP,
    Kind.ROLLING: Origin.FOOT,
    Kind.STIFF: Origin.FOOT,
    Kind.MIXED: Origin.BOTH,
}
"""What is true; a clean set has no contributor."""


class People(StrEnum):
    """Whose bodies: those to choose things with, and those for the final numbers only."""

    TUNING = "tuning"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Case:
    """One person with one kind of cave.

    Attributes
    ----------
    legs
        Which knees cave in.
    before, after
        The set as usual, and the one with both heels on a plate, filmed by a phone put down anew;
        no second one of a clean set.
    """

    name: str
    kind: Kind
    people: People
    body: str
    legs: tuple[Leg, ...]
    before: Scene
    after: Scene | None


def cases(people: People) -> Iterator[Case]:
    """Yield every body with every kind of cave."""
    bodies = TEST_BODIES if people is People.TEST else TUNING_BODIES
    for kind in Kind:
        for body in bodies:
            yield _case(people, kind, body)


def _case(people: People, kind: Kind, body: str) -> Case:
    kinds, bodies = list(Kind), (*TUNING_BODIES, *TEST_BODIES)
    rng = np.random.default_rng([71, kinds.index(kind), bodies.index(body)])
    legs = _legs(kind, rng)
    scene = Scene(
        seed=int(rng.integers(1 << 30)),
        body=body,
        outfit=str(rng.choice(OUTFITS)),
        room=str(rng.choice(ROOMS)),
        light=str(rng.choice(LIGHTS)),
        camera=_camera(rng),
        picture=_PICTURE,
        stance=_stance(rng),
        lead_in_s=0.9,
        tail_s=0.5,
    )
    cave_deg = rng.uniform(18, 26)
    before = scene.model_copy(update={"reps": _reps(rng, kind, legs, cave_deg, heels_up=False)})
    after = None
    if kind is not Kind.CLEAN:
        stance = scene.stance.model_copy(update={"heels_up_m": _PLATE_M})
        after = scene.model_copy(
            update={
                "camera": _camera(rng),
                "stance": stance,
                "reps": _reps(rng, kind, legs, cave_deg, heels_up=True),
            }
        )
    return Case(f"{kind.name.lower()}-{body}", kind, people, body, legs, before, after)


def _legs(kind: Kind, rng: np.random.Generator) -> tuple[Leg, ...]:
    """Return which knees cave: a trunk leans to one side, stiff ankles mostly come in pairs."""
    one = Leg.LEFT if rng.random() < 0.5 else Leg.RIGHT
    match kind:
        case Kind.CLEAN:
            return ()
        case Kind.SILENT | Kind.STIFF:
            return tuple(Leg)
        case Kind.ROLLING:
            return tuple(Leg) if rng.random() < 0.5 else (one,)
        case _:
            return (one,)


def _camera(rng: np.random.Generator) -> Camera:
    return Camera(
        yaw_deg=rng.uniform(-10, 10),
        height_m=rng.uniform(0.6, 1.2),
        distance_m=rng.uniform(2.9, 3.3),
        fov_deg=rng.uniform(44, 48),
        roll_deg=rng.uniform(-1.5, 1.5),
    )


def _stance(rng: np.random.Generator) -> Stance:
    toe_out = rng.uniform(5, 20) + rng.normal(0, 2, 2)
    return Stance(width=rng.uniform(1.3, 1.9), toe_out_deg=(float(toe_out[0]), float(toe_out[1])))


def _reps(
    rng: np.random.Generator, kind: Kind, legs: tuple[Leg, ...], cave_deg: float, *, heels_up: bool
) -> tuple[RepPlan, ...]:
    """Return the reps of one set; what drives the caves is the same in all of them."""
    lean, drop = rng.uniform(9, 14), rng.uniform(3, 9)
    roll, rise_m = rng.uniform(8, 13), rng.uniform(0.035, 0.05)
    left = rng.uniform(0.05, 0.25) if heels_up else 1.0  # of what comes from below the knee
    share = {Kind.ROLLING: left, Kind.STIFF: left, Kind.MIXED: 0.5 + 0.5 * left}.get(kind, 1.0)
    from_hip = kind in (Kind.LEANING, Kind.MIXED)
    from_foot = kind in (Kind.ROLLING, Kind.MIXED)
    side = legs[0].lateral_sign if legs else 0
    return tuple(
        RepPlan(
            flexion_deg=rng.uniform(86, 102),
            descent_s=rng.uniform(0.85, 1.05),
            pause_s=0.2,
            ascent_s=rng.uniform(0.8, 1.0),
            rest_s=0.5,
            cave_deg=_pair(legs, share * (cave_deg + rng.normal(0, 1.5))),
            pronation_deg=_pair(legs, left * roll if from_foot else 0.0),
            trunk_lean_deg=side * lean if from_hip else rng.normal(0, 1),
            pelvic_drop_deg=-side * drop if from_hip else rng.normal(0, 1),
            heel_rise_m=rise_m if kind is Kind.STIFF and not heels_up else 0.0,
        )
        for _ in range(REPS)
    )


def _pair(legs: tuple[Leg, ...], value: float) -> Pair:
    if not legs:
        return NONE
    return (value if Leg.LEFT in legs else 0.0, value if Leg.RIGHT in legs else 0.0)
