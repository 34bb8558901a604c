"""What the arms do."""

from __future__ import annotations

import numpy as np

from benchmarks.athlete.course import ease
from benchmarks.athlete.reach import Arm, Way
from benchmarks.athlete.scene import Scene

_POSES: dict[str, tuple[Way, Way]] = {
    "hips": ((0.75, 0.28, -0.75), (-0.62, -0.62, -0.55)),
    "crossed": ((0.15, -0.75, -0.55), (-0.9, -0.25, 0.25)),
    "folded": ((0.35, -0.45, -0.8), (-0.62, -0.62, 0.55)),
    "hanging": ((0.22, -0.05, -1.0), (0.12, -0.20, -1.0)),
    "down": ((0.10, -0.02, -1.0), (0.02, -0.06, -1.0)),
}
_HABITS = {
    "squat": ("forward", "forward", "folded", "crossed", "hips"),
    "deadlift": ("down",),
    "standing": ("hanging",),
}
_OTHERWISE = ("hips", "folded", "crossed")


def arms_of(scene: Scene, depth: float) -> tuple[Arm, Arm]:
    """Return both arms; which habit the person has goes by the scene's seed."""
    habits = _HABITS.get(scene.movement, _OTHERWISE)
    habit = habits[int(np.random.default_rng([scene.seed, 3]).integers(len(habits)))]
    arm = _reaching(depth) if habit == "forward" else Arm(*_POSES[habit])
    return arm, arm


def _reaching(depth: float) -> Arm:
    """Hanging while upright, level ahead when deep."""
    up = ease(1.6 * depth)
    return Arm(
        upper=(0.28 - 0.10 * up, -0.12 - up, -1 + 0.98 * up),
        lower=(0.10 - 0.12 * up, -0.30 - 0.90 * up, -1 + 1.02 * up),
    )
