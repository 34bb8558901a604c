"""Outliers out, short gaps closed, noise filtered; all in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.kept import rest, room
from kneecave.model.pose_track import PoseTrack
from kneecave.settings import Filters

_MAD_TO_SIGMA = 1.4826
_HAMPEL_SIGMAS = 3.0
_LEAST_FRAMES = 12
_NYQUIST_SHARE = 0.8
_PADDED_S = 0.5


def clean(track: PoseTrack, filters: Filters) -> PoseTrack:
    """Return the track without outliers, short gaps and noise.

    Hampel filter, linear interpolation over gaps up to ``max_gap_s``, zero-lag 4th-order
    Butterworth.  Longer gaps stay NaN; a stretch is filtered by itself.  Depth is treated alike.
    """
    return replace(
        track,
        xy_px=_clean_columns(track.xy_px, track.time_s, filters),
        depth_px=_clean_columns(track.depth_px, track.time_s, filters),
    )


def _clean_columns(kept: KeptArray, time_s: FloatArray, filters: Filters) -> KeptArray:
    cleaned = room(kept.shape, kept.dtype)
    for place in np.ndindex(*kept.shape[1:]):
        cleaned[:, *place] = _clean_column(kept[:, *place], time_s, filters)
        rest()
    return cleaned


def _clean_column(kept: KeptArray, time_s: FloatArray, filters: Filters) -> FloatArray:
    values = np.asarray(kept, dtype=np.float64)
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
    half = max(1, round(half_width_s / float(np.median(np.diff(time_s)))))
    middle = _running_median(values, half)
    deviation = np.abs(values - middle)
    scale = _MAD_TO_SIGMA * _running_median(deviation, half)
    # a still or slowly moving joint has no scale of its own: 0.4 % of its range is no outlier
    tolerance = _HAMPEL_SIGMAS * scale + 0.004 * np.ptp(values) + 1e-9
    return np.where(deviation > tolerance, middle, values)


def _running_median(values: FloatArray, half: int) -> FloatArray:
    """Return the median of every value with so many on either side; the ends go on as they are."""
    windows = sliding_window_view(np.pad(values, half, mode="edge"), 2 * half + 1)
    return np.asarray(np.median(windows, axis=1))


def _low_pass(values: FloatArray, time_s: FloatArray, filters: Filters) -> FloatArray:
    """Return the values after a Butterworth low-pass there and back, odd about its ends.

    Made of frequencies: each is lowered as the digital filter of 2nd order (bilinear transform)
    lowers it twice.
    """
    if len(values) < _LEAST_FRAMES:
        return values
    step = float(np.median(np.diff(time_s)))
    even = np.arange(time_s[0], time_s[-1] + step / 2, step)
    pad = max(_LEAST_FRAMES, round(_PADDED_S / step))
    near = min(len(even) - 1, pad)
    odd = np.pad(np.interp(even, time_s, values), near, mode="reflect", reflect_type="odd")
    odd = np.pad(odd, pad - near, mode="edge")
    share = min(filters.cutoff_hz * step, _NYQUIST_SHARE / 2)
    warped = np.tan(np.pi * np.fft.rfftfreq(len(odd))) / np.tan(np.pi * share)
    smooth = np.fft.irfft(np.fft.rfft(odd) / (1 + warped**4), len(odd))
    return np.asarray(np.interp(time_s, even, smooth[pad : pad + len(even)]), dtype=np.float64)
