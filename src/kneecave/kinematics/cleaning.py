"""Outliers out, short gaps closed, noise filtered; all in seconds.

scipy is imported where it is used: it takes 70 MB, which the pose models need before it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.pose_track import PoseTrack
from kneecave.settings import Filters

_MAD_TO_SIGMA = 1.4826
_HAMPEL_SIGMAS = 3.0
_LEAST_FRAMES = 12
_NYQUIST_SHARE = 0.8


def clean(track: PoseTrack, filters: Filters) -> PoseTrack:
    """Return the track without outliers, short gaps and noise.

    Hampel filter, linear interpolation over gaps up to ``max_gap_s``, zero-lag 4th-order
    Butterworth.  Longer gaps stay NaN; a stretch is filtered by itself.  Depth is treated alike.
    """
    frames, joints = track.xy_px.shape[:2]
    columns = np.concatenate([track.xy_px.reshape(frames, -1), track.depth_px], axis=1)
    cleaned = np.stack(
        [_clean_column(columns[:, k], track.time_s, filters) for k in range(columns.shape[1])],
        axis=1,
    )
    return replace(
        track,
        xy_px=cleaned[:, : 2 * joints].reshape(frames, joints, 2),
        depth_px=cleaned[:, 2 * joints :],
    )


def _clean_column(values: FloatArray, time_s: FloatArray, filters: Filters) -> FloatArray:
    out = np.full_like(values, np.nan)
    bridged = bridge(values, time_s, filters.max_gap_s)
    for start, stop in runs(np.isfinite(bridged)):
        stretch, when = bridged[start:stop], time_s[start:stop]
        out[start:stop] = _low_pass(_hampel(stretch, when, filters.hampel_s), when, filters)
    return out


def bridge(values: FloatArray, time_s: FloatArray, max_gap_s: float) -> FloatArray:
    """Return the values with inner gaps up to ``max_gap_s`` filled linearly, others left NaN."""
    out = values.copy()
    known = np.isfinite(values)
    if not known.any():
        return out
    for start, stop in runs(~known):
        inner = start > 0 and stop < len(values)
        if inner and time_s[stop] - time_s[start - 1] <= max_gap_s:
            out[start:stop] = np.interp(time_s[start:stop], time_s[known], values[known])
    return out


def runs(mask: BoolArray) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of every stretch in which the mask holds."""
    edges = np.flatnonzero(np.diff(np.r_[False, mask, False].astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _hampel(values: FloatArray, time_s: FloatArray, half_width_s: float) -> FloatArray:
    if len(values) < _LEAST_FRAMES:
        return values
    from scipy.ndimage import median_filter  # noqa: PLC0415 - memory

    half = max(1, round(half_width_s / float(np.median(np.diff(time_s)))))
    middle = median_filter(values, size=2 * half + 1, mode="nearest")
    deviation = np.abs(values - middle)
    scale = _MAD_TO_SIGMA * median_filter(deviation, size=2 * half + 1, mode="nearest")
    # a still or slowly moving joint has no scale of its own: 0.4 % of its range is no outlier
    tolerance = _HAMPEL_SIGMAS * scale + 0.004 * np.ptp(values) + 1e-9
    return np.where(deviation > tolerance, middle, values)


def _low_pass(values: FloatArray, time_s: FloatArray, filters: Filters) -> FloatArray:
    if len(values) < _LEAST_FRAMES:
        return values
    from scipy.signal import sosfiltfilt  # noqa: PLC0415 - memory

    step = float(np.median(np.diff(time_s)))
    even = np.arange(time_s[0], time_s[-1] + step / 2, step)
    share = min(filters.cutoff_hz * 2 * step, _NYQUIST_SHARE)
    pad = min(len(even) - 1, max(12, round(0.5 / step)))
    smooth = sosfiltfilt(_sections(share), np.interp(even, time_s, values), padlen=pad)
    return np.asarray(np.interp(time_s, even, smooth), dtype=np.float64)


@lru_cache(maxsize=8)
def _sections(share: float) -> FloatArray:
    """Return the filter for a cutoff at this share of the Nyquist rate."""
    from scipy.signal import butter  # noqa: PLC0415 - memory

    return np.asarray(butter(2, share, output="sos"), dtype=np.float64)
