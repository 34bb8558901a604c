"""Clips of many frames a second: some are looked at, the path in between is a smooth curve.

A joint's path between two looks is a cubic (Hermite) with the slopes of the looks around.  Where
half a metre is gone down and up in a second, it is at most half a millimetre off at 15 looks a
second, a straight line 8; the model's landmarks tremble by four.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.clip import Frame
from kneecave.model.kept import rest, room
from kneecave.pose.following import CONFIDENCE
from kneecave.settings import Filters

LOOKS_HZ = Filters().looks_hz
_EARLY = 0.05
"""Frames may come so much of the distance before they are due: files round their times."""
_CURVED_S = 0.2
"""Looks further apart are joined by a straight line."""


class Thinning:
    """Lets so many frames pass as there are pictures to be looked at, and fills the path again."""

    def __init__(self, looks_hz: float = LOOKS_HZ) -> None:
        self._apart_s = 1 / looks_hz
        self._kept: list[bool] = []
        self._due_s = -np.inf

    @property
    def kept(self) -> BoolArray:
        """(T,) which of the frames that came were let pass."""
        return np.array(self._kept, dtype=np.bool_)

    def passing(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Give on all frames, or so many a second where there are more, the first among them.

        They are due at equal distances from the first one, so that of 24 frames a second 15 are
        given on, not every second one.
        """
        for frame in frames:
            due = frame.time_s >= self._due_s - _EARLY * self._apart_s
            self._kept.append(due)
            if due:
                on_time = frame.time_s - self._due_s < self._apart_s
                self._due_s = (self._due_s if on_time else frame.time_s) + self._apart_s
                yield frame

    def filled(self, path: KeptArray, time_s: FloatArray) -> KeptArray:
        """Return the path (T, J, 4) at all times (T,) from the one of the frames let pass.

        NaN where the person is not seen on either side; after the last of them it stays.
        """
        kept = np.flatnonzero(self.kept)
        if len(kept) == len(time_s):
            return path
        looked_s = time_s[kept]
        before = np.searchsorted(kept, np.arange(len(time_s)), side="right") - 1
        after = np.minimum(before + 1, len(kept) - 1)
        apart_s = looked_s[after] - looked_s[before]
        share = (time_s - looked_s[before]) / np.where(apart_s > 0, apart_s, np.inf)
        filled = room((len(time_s), *path.shape[1:]), path.dtype)
        for joint, axis in np.ndindex(*path.shape[1:]):  # in between, far more numbers are needed
            own = path[:, joint, axis].astype(np.float64)
            first, second = own[before], own[after]
            between = (1 - share) * first + share * second
            if len(kept) > 2 and axis != CONFIDENCE:
                slope = np.gradient(own, looked_s)
                curve = share * (1 - share) * (
                    (1 - share) * (apart_s * slope[before] - (second - first))
                    - share * (apart_s * slope[after] - (second - first))
                )  # fmt: skip
                between += np.where(np.isfinite(curve) & (apart_s <= _CURVED_S), curve, 0.0)
            filled[:, joint, axis] = np.where(share > 0, between, first)
            rest()
        return filled

    def spread(self, looks: BoolArray) -> BoolArray:
        """Return for all frames (T,) what is so for the look (L,) at or before each."""
        return np.asarray(looks[np.cumsum(self.kept) - 1], dtype=np.bool_)
