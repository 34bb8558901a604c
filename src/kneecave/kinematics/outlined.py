"""What the edges of the legs say, in the frames in which they were seen.

A landmark is a place on a leg that the pose model has learnt; where the leg ends on both sides of
it says how thick the leg is there and how far off its middle the landmark lies.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.outlines import ROWS, row_middles
from kneecave.model.pose_track import PoseTrack

EDGE_FEATURES = 4 * ROWS
"""Numbers of a leg in a frame: both edges in every row, now and of the standing person."""

_FARTHEST = 0.22


def edge_features(
    track: PoseTrack, leg: Leg, standing: BoolArray, leg_px: float
) -> tuple[NDArray[np.intp], FloatArray]:
    """Return which frames of a track are outlined (N,), and a leg's edges in them.

    The latter are (N, `EDGE_FEATURES`), in leg lengths (``leg_px``) from the line through its
    landmarks, medial edge first.  None where no standing frame is outlined: what is thigh and
    what is a fold of the trousers is seen against the standing leg.
    """
    outlines = track.outlines
    frames = np.searchsorted(track.time_s, outlines.time_s)
    there = np.flatnonzero(np.isin(outlines.time_s, track.time_s))
    frames = frames[there]
    hip, knee, ankle = (track.of(Joint.of(leg, p))[frames] for p in ("hip", "knee", "ankle"))
    known = np.isfinite(hip + knee + ankle).all(axis=-1)
    frames, there = frames[known], there[known]
    middles = row_middles(hip[known], knee[known], ankle[known])
    edges = outlines.edges_px[there, tuple(Leg).index(leg)].astype(np.float64)
    apart = np.clip((edges - middles[..., :1]) * [-1, 1] / leg_px, 0.0, _FARTHEST)
    if leg.lateral_sign < 0:
        apart = apart[..., ::-1]
    still = standing[frames]
    if not still.any():
        return frames[:0], np.empty((0, EDGE_FEATURES))
    usual = np.broadcast_to(np.median(apart[still], axis=0), apart.shape)
    return frames, np.concatenate([apart, usual], axis=1).reshape(len(frames), -1)


def over_time(values: FloatArray, frames: NDArray[np.intp], time_s: FloatArray) -> FloatArray:
    """Return values (N, K) known in some frames, in order, for all (T, K): straight in between."""
    columns = [np.interp(time_s, time_s[frames], column) for column in values.T]
    return np.stack(columns, axis=-1)
