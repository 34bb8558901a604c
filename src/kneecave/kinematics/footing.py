"""Where a foot points at this moment, from the pictures so far in which it stood."""

from __future__ import annotations

from collections import deque

import numpy as np

from kneecave.kinematics.feet import (
    LEAST_STAND_S,
    NEAR_STANDING_DEPTH,
    PAUSE_NOISE_DEG,
    Footing,
    FootRays,
    direction,
)
from kneecave.model.arrays import FloatArray
from kneecave.model.signals import Estimate

_MOST_ROWS = 90
_LEAST_ROWS = 3
_UNKNOWN = Estimate(float("nan"), float("nan"))


class FootNow:
    """Follows one foot: as files do, but of each stand only what is past is known.

    Where it stood in the baseline its direction there counts, and a pause in which it differs from
    that by more than noise.  Elsewhere it is read anew: from near-standing pictures, or from all
    since the foot came to rest.

    Parameters
    ----------
    usual
        Direction in the baseline.
    leg_px
        Length of the standing leg.
    """

    def __init__(self, usual: Estimate, leg_px: float, focal: float) -> None:
        self._usual: Estimate | None = usual
        self._heading = usual
        self._focal = focal
        self._footing = Footing(leg_px)
        self._pause: deque[FloatArray] = deque(maxlen=_MOST_ROWS)
        self._rows: deque[FloatArray] = deque(maxlen=_MOST_ROWS)

    def push(
        self, time_s: float, rays: FloatArray, ankle_px: FloatArray, depth: float, shank_px: float
    ) -> Estimate:
        """Return the heading, degrees, NaN while the foot is being moved.

        Parameters
        ----------
        rays
            (3, 3) viewing rays of heel, ankle and toe.
        ankle_px
            (2,) the ankle in the picture.
        depth
            Share of the standing hip height that is lost.
        shank_px
            Length of the shank at the foot's present distance.
        """
        if self._footing.push(time_s, ankle_px) is not None:
            self._usual, self._heading = None, _UNKNOWN
            self._pause.clear()
            self._rows.clear()
        since_s = self._footing.since_s
        if self._footing.away_since_s is not None or not time_s >= since_s:
            return _UNKNOWN
        row = np.concatenate([rays, np.full((1, 3), shank_px)])
        near = depth < NEAR_STANDING_DEPTH
        if near:
            self._pause.append(row)
        elif self._usual is not None:
            self._pause.clear()
        self._rows.append(row)
        if self._usual is not None:
            if near and len(self._pause) >= _LEAST_ROWS:
                self._heading = _dead_zoned(self._usual, self._read(self._pause))
            return self._heading
        if time_s - since_s < LEAST_STAND_S:
            return _UNKNOWN
        if near or len(self._pause) < _LEAST_ROWS:
            self._heading = self._read(
                self._pause if len(self._pause) >= _LEAST_ROWS else self._rows
            )
        return self._heading

    def _read(self, rows: deque[FloatArray]) -> Estimate:
        seen = np.stack(rows)
        foot = FootRays(seen[:, 0], seen[:, 1], seen[:, 2])
        return Estimate(*direction(foot, seen[:, 3, 0], self._focal))


def _dead_zoned(usual: Estimate, pause: Estimate) -> Estimate:
    """Return the usual direction, moved by what a pause differs from it beyond its noise."""
    own = pause.value - usual.value
    beyond = np.sign(own) * max(abs(own) - PAUSE_NOISE_DEG, 0.0)
    return Estimate(float(usual.value + beyond), usual.spread)
