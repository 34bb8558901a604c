"""Values on an even clock, for formats that know a rate and no times."""

from __future__ import annotations

import numpy as np

from kneecave.model.arrays import FloatArray

SAME_SHARE = 0.1
"""A frame may be off the even clock by this share of a frame and still be taken as it is."""


def even_clock(time_s: FloatArray) -> tuple[FloatArray, float]:
    """Return an even clock over the same time, (N,) seconds, and its rate in hertz.

    Raises
    ------
    ValueError
        There are fewer than two times.
    """
    if len(time_s) < 2:
        raise ValueError("a rate needs two frames")
    step = float(np.median(np.diff(time_s)))
    count = round(float(time_s[-1] - time_s[0]) / step) + 1
    step = float(time_s[-1] - time_s[0]) / (count - 1)
    return time_s[0] + step * np.arange(count), 1.0 / step


def resampled(values: FloatArray, time_s: FloatArray, clock: FloatArray) -> FloatArray:
    """Return values (T, ...) on another clock, linear between frames; NaN beside a NaN.

    Frames that lie on the clock already are handed on unchanged.
    """
    if len(clock) == len(time_s):
        step = float(clock[1] - clock[0])
        if float(np.abs(clock - time_s).max()) <= SAME_SHARE * step:
            return values
    after = np.clip(np.searchsorted(time_s, clock), 1, len(time_s) - 1)
    share = (clock - time_s[after - 1]) / (time_s[after] - time_s[after - 1])
    share = np.clip(share, 0.0, 1.0).reshape((-1,) + (1,) * (values.ndim - 1))
    mixed = values[after - 1] * (1.0 - share) + values[after] * share
    at_frame = np.where(share <= 0.0, values[after - 1], mixed)
    return np.asarray(np.where(share >= 1.0, values[after], at_frame), dtype=np.float64)
