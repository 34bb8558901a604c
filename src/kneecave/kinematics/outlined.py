"""What the edges of the legs say, in the frames in which they were seen.

A landmark is a place on a leg that the pose model has learnt; where the leg ends on both sides of
it says how thick the leg is there and how far off its middle the landmark lies.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Joint, Leg
from kneecave.model.outlines import ROWS, row_middles
from kneecave.model.pose_track import PoseTrack

EDGE_FEATURES = 4 * ROWS
"""Numbers of a leg in a frame: both edges in every row, now and of the standing person."""

LONGEST_GAP_S = 0.25
"""Frames farther from a look with edges know nothing of them."""

_MOST_OF = 0.9
"""Share of a leg's frames that must have edges near; with fewer, they tell nothing of the clip."""
_WIDEST = 0.22
"""An edge is looked for so far from the leg's line, in leg lengths."""


def edge_features(
    track: PoseTrack, leg: Leg, standing: BoolArray, leg_px: float
) -> tuple[NDArray[np.intp], KeptArray]:
    """Return which frames of a track are outlined (N,), and a leg's edges in them.

    The latter are (N, `EDGE_FEATURES`), in leg lengths (``leg_px``) from the line through its
    landmarks, medial edge first.  None where no standing frame is outlined (what is thigh and
    what is a fold of the trousers is seen against the standing leg), and where edges are missing
    for a part of the clip: a leg is not measured in two ways.
    """
    hip, knee, ankle = (track.of(Joint.of(leg, part)) for part in ("hip", "knee", "ankle"))
    seen = np.isfinite(hip + knee + ankle).all(axis=-1)
    outlined = np.isin(track.time_s, track.outlines.time_s) & seen
    frames = np.flatnonzero(outlined)
    far_s = _from_nearest_s(track.time_s, frames)
    if not (outlined & standing).any() or np.mean(far_s[seen] <= LONGEST_GAP_S) < _MOST_OF:
        return frames[:0], np.empty((0, EDGE_FEATURES), dtype=np.float32)
    own = np.isin(track.outlines.time_s, track.time_s[frames])
    middles = row_middles(hip[frames], knee[frames], ankle[frames])[..., :1]
    apart = track.outlines.edges_px[own, tuple(Leg).index(leg)]
    apart -= middles.astype(apart.dtype)
    apart *= np.array([-1 / leg_px, 1 / leg_px], dtype=apart.dtype)
    np.clip(apart, 0.0, _WIDEST, out=apart)
    if leg.lateral_sign < 0:
        apart = apart[..., ::-1]
    usual = np.broadcast_to(np.median(apart[standing[frames]], axis=0), apart.shape)
    return frames, np.concatenate([apart, usual], axis=1).reshape(len(frames), -1)


def over_time(values: FloatArray, frames: NDArray[np.intp], time_s: FloatArray) -> FloatArray:
    """Return values (N, K) known in some frames, in order, for all (T, K): straight in between."""
    columns = [np.interp(time_s, time_s[frames], column) for column in values.T]
    return np.stack(columns, axis=-1)


def _from_nearest_s(time_s: FloatArray, frames: NDArray[np.intp]) -> FloatArray:
    """Return (T,) how far each frame is from the nearest of some; infinite where there is none."""
    known_s = np.concatenate([[-np.inf], time_s[frames], [np.inf]])
    after = np.searchsorted(known_s, time_s)
    return np.asarray(np.minimum(known_s[after] - time_s, time_s - known_s[after - 1]))
