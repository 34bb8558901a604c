"""A causal low-pass filter that lags little where things move fast.

G. Casiez, N. Roussel, D. Vogel: "1 euro filter: a simple speed-based low-pass filter for noisy
input in interactive systems", CHI 2012.  The cut-off grows with the speed.
"""

from __future__ import annotations

import numpy as np

from kneecave.model.arrays import FloatArray

CUTOFF_HZ = 3.0
"""Of a resting joint."""
HZ_PER_SPEED = 20.0
"""What is added to the cut-off per leg length a second."""
SPEED_CUTOFF_HZ = 3.0
LONGEST_GAP_S = 0.25
"""After a longer gap the filter begins anew."""


class OneEuro:
    """Filters joints, each by its own speed in the picture.

    Parameters
    ----------
    unit_px
        Length that speeds are measured in: that of a leg.
    """

    def __init__(self, unit_px: float) -> None:
        self._unit = unit_px
        self._time_s = float("-inf")
        self._row: FloatArray | None = None
        self._speed: FloatArray | None = None

    def push(self, time_s: float, row: FloatArray) -> FloatArray:
        """Return the filtered row.

        Parameters
        ----------
        time_s
            Later than the last one's, seconds.
        row
            (J, C) columns x, y and what is to be filtered alike, pixels; NaN where unseen: what
            comes after a gap is taken as it is.

        Returns
        -------
        FloatArray
            (J, C), NaN where the row is.
        """
        step_s = time_s - self._time_s
        self._time_s = time_s
        if self._row is None or self._speed is None or step_s > LONGEST_GAP_S:
            self._row, self._speed = row.copy(), np.zeros_like(row)
            return row.copy()
        fresh = np.isnan(self._row)
        before = np.where(fresh, row, self._row)
        speed = np.where(fresh, 0.0, (row - before) / step_s)
        self._speed = before_speed = np.where(np.isfinite(self._speed), self._speed, 0.0)
        self._speed = before_speed + _share(SPEED_CUTOFF_HZ, step_s) * (speed - before_speed)
        moving = np.linalg.norm(self._speed[:, :2], axis=1, keepdims=True) / self._unit
        self._row = before + _share(CUTOFF_HZ + HZ_PER_SPEED * moving, step_s) * (row - before)
        return self._row.copy()


def _share(cutoff_hz: float | FloatArray, step_s: float) -> FloatArray:
    """Return how much of a step a first-order filter follows at once."""
    lag_s = 1.0 / (2.0 * np.pi * np.asarray(cutoff_hz, dtype=np.float64))
    return np.asarray(step_s / (step_s + lag_s), dtype=np.float64)
