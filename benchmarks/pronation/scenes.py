"""Who is filmed how: people, feet and cameras, drawn by lot, with the moments to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from benchmarks.athlete.course import STANDING_DEG, starts_s
from benchmarks.athlete.names import BODIES, LIGHTS, OUTFITS, ROOMS, TUNING_BODIES
from benchmarks.athlete.scene import Camera, Picture, RepPlan, Scene, Stance

Moment = Literal["reference", "again", "standing roll", "clean squat", "squat"]
WIDTH_PX, HEIGHT_PX = 720, 1280
_REFERENCE_S, _AGAIN_S = 0.2, 1.0
_BARE = tuple(outfit for outfit in OUTFITS if outfit.startswith("barefoot"))
_SHOD = tuple(outfit for outfit in OUTFITS if not outfit.startswith("barefoot"))


@dataclass(frozen=True, slots=True)
class Take:
    """A scene and the moments of it to look at; the first one is the reference."""

    name: str
    scene: Scene
    behind: bool
    bare: bool
    moments: tuple[tuple[Moment, float], ...]

    @property
    def tuning(self) -> bool:
        """Whether its body may be used to choose things."""
        return self.scene.body in TUNING_BODIES


def takes(rounds: int) -> Iterator[Take]:
    """Yield every body from the front and from behind, in shoes and barefoot, so many times."""
    for number in range(rounds):
        for body in BODIES:
            for behind in (False, True):
                for bare in (False, True):
                    yield _take(number, body, behind=behind, bare=bare)


def _take(number: int, body: str, *, behind: bool, bare: bool) -> Take:
    seed = [number, BODIES.index(body), behind, bare]
    rng = np.random.default_rng(seed)
    toe_out = rng.uniform(0, 28) + rng.normal(0, 3, 2)
    scene = Scene(
        seed=int(rng.integers(1 << 30)),
        body=body,
        outfit=str(rng.choice(_BARE if bare else _SHOD)),
        room=str(rng.choice(ROOMS)),
        light=str(rng.choice(LIGHTS)),
        camera=Camera(
            yaw_deg=(180.0 if behind else 0.0) + rng.uniform(-15, 15),
            height_m=rng.uniform(0.6, 1.2),
            distance_m=rng.uniform(2.6, 3.4),
            fov_deg=rng.uniform(58, 68),
        ),
        picture=Picture(width_px=WIDTH_PX, height_px=HEIGHT_PX),
        stance=Stance(
            width=rng.uniform(1.2, 2.0),
            toe_out_deg=(float(toe_out[0]), float(toe_out[1])),
            pronation_deg=_pair(rng, -4, 10),
        ),
        reps=(
            RepPlan(flexion_deg=STANDING_DEG, pronation_deg=_pair(rng, -8, 8)),
            RepPlan(flexion_deg=rng.uniform(50, 100)),
            RepPlan(
                flexion_deg=rng.uniform(50, 100),
                cave_deg=_pair(rng, 0, 18),
                pronation_deg=_pair(rng, -5, 10),
            ),
        ),
    )
    bottoms = [
        start + plan.descent_s + plan.pause_s / 2
        for start, plan in zip(starts_s(scene), scene.reps, strict=True)
    ]
    moments: tuple[tuple[Moment, float], ...] = (
        ("reference", _REFERENCE_S),
        ("again", _AGAIN_S),
        ("standing roll", bottoms[0]),
        ("clean squat", bottoms[1]),
        ("squat", bottoms[2]),
    )
    name = f"{number}-{body}-{'rear' if behind else 'front'}-{'bare' if bare else 'shod'}"
    return Take(name, scene, behind, bare, moments)


def _pair(rng: np.random.Generator, low: float, high: float) -> tuple[float, float]:
    left, right = rng.uniform(low, high, 2)
    return float(left), float(right)
