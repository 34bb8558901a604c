"""Array types that stand in the signatures of every room."""

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
