"""What people wear and how they look; colours are linear RGB, 1 = white."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benchmarks.athlete.names import OUTFITS

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Outfit:
    """Colours and cuts; ``shoe`` None is a bare foot."""

    shirt: Colour
    bottom: Colour
    skin: Colour
    bottoms: Literal["shorts", "long shorts", "leggings", "sweats"]
    sleeve: Literal["none", "short", "long"] = "short"
    hair: Colour = (0.035, 0.022, 0.015)
    shoe: Colour | None = (0.06, 0.06, 0.07)
    long_hair: bool = False


_DESIGNS = (
    Outfit((0.55, 0.06, 0.06), (0.03, 0.035, 0.05), (0.50, 0.30, 0.21), "shorts"),
    Outfit(
        (0.08, 0.22, 0.45), (0.02, 0.02, 0.022), (0.58, 0.37, 0.28), "leggings",
        "none", hair=(0.16, 0.09, 0.04), shoe=(0.55, 0.55, 0.57), long_hair=True,
    ),
    Outfit((0.62, 0.62, 0.60), (0.20, 0.20, 0.21), (0.33, 0.18, 0.11), "long shorts"),
    Outfit(
        (0.03, 0.03, 0.035), (0.03, 0.03, 0.035), (0.55, 0.35, 0.26), "leggings",
        hair=(0.05, 0.03, 0.02), long_hair=True,
    ),
    Outfit(
        (0.12, 0.35, 0.15), (0.25, 0.20, 0.13), (0.14, 0.075, 0.05), "shorts",
        "none", shoe=(0.40, 0.08, 0.05),
    ),
    Outfit(
        (0.70, 0.45, 0.10), (0.10, 0.14, 0.30), (0.60, 0.40, 0.31), "leggings",
        hair=(0.30, 0.19, 0.08), shoe=(0.60, 0.60, 0.62), long_hair=True,
    ),
    Outfit((0.10, 0.10, 0.12), (0.22, 0.22, 0.24), (0.45, 0.27, 0.18), "sweats", "long"),
    Outfit(
        (0.40, 0.10, 0.35), (0.30, 0.30, 0.32), (0.38, 0.21, 0.13), "shorts",
        hair=(0.02, 0.015, 0.012), long_hair=True,
    ),
    Outfit(
        (0.70, 0.70, 0.68), (0.05, 0.07, 0.13), (0.56, 0.36, 0.27), "sweats",
        hair=(0.10, 0.06, 0.03), shoe=(0.65, 0.65, 0.66),
    ),
    Outfit(
        (0.09, 0.28, 0.30), (0.05, 0.05, 0.06), (0.52, 0.32, 0.23), "shorts",
        hair=(0.06, 0.04, 0.02), shoe=None,
    ),
    Outfit(
        (0.45, 0.20, 0.22), (0.04, 0.04, 0.05), (0.36, 0.20, 0.13), "leggings",
        "none", shoe=None, long_hair=True,
    ),
)  # fmt: skip
WARDROBE = dict(zip(OUTFITS, _DESIGNS, strict=True))
