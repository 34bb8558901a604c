"""Where the light comes from; colours are linear RGB."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.athlete.names import LIGHTS
from benchmarks.athlete.wardrobe import Colour


@dataclass(frozen=True, slots=True)
class Light:
    """A sun or lamp, and light from all around.

    ``toward`` points from the person to the lamp, in the room's frame; ``key`` its colour times
    strength, ``sky`` and ``ground`` what comes from above and below, ``fill`` from the camera.
    """

    toward: Colour
    key: Colour
    sky: Colour
    ground: Colour
    fill: float


_DESIGNS = (
    Light((-0.45, -0.75, 1.0), (0.81, 0.78, 0.73), (0.56, 0.56, 0.57), (0.36, 0.36, 0.37), 0.18),
    Light((0.10, -0.15, 1.0), (0.62, 0.62, 0.58), (0.62, 0.63, 0.62), (0.34, 0.34, 0.33), 0.12),
    Light((0.80, -0.60, 0.45), (0.95, 0.66, 0.38), (0.40, 0.37, 0.38), (0.26, 0.23, 0.21), 0.10),
    Light((-0.35, 0.80, 0.70), (0.85, 0.83, 0.80), (0.42, 0.43, 0.46), (0.28, 0.28, 0.29), 0.05),
    Light((0.35, -0.35, 1.0), (0.20, 0.16, 0.11), (0.13, 0.12, 0.11), (0.08, 0.07, 0.07), 0.02),
)
LIGHTING = dict(zip(LIGHTS, _DESIGNS, strict=True))
