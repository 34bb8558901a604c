"""Array types that stand in the signatures of every room, and the middle of what is known."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
KeptArray: TypeAlias = NDArray[np.floating[Any]]
"""Numbers kept of every frame of a clip: in 32 bits, as networks give them, or in 64.

32 bits move no joint by more than a ten-thousandth of a pixel.  What is computed has 64.
"""
BoolArray: TypeAlias = NDArray[np.bool_]
ImageBgr: TypeAlias = NDArray[np.uint8]
"""(H, W, 3), blue first."""


def median_known(values: KeptArray) -> float:
    """Return the median of what is known, NaN where nothing is; nobody is warned of that."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")
