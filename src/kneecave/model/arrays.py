"""Array types that stand in the signatures of every room."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
BoolArray: TypeAlias = NDArray[np.bool_]
ImageBgr: TypeAlias = NDArray[np.uint8]
"""(H, W, 3), blue first."""
