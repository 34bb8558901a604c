"""Clips of many frames a second: some are looked at, the path in between is a straight line.

People who bend their knees are accelerated by up to some 10 m/s2.  Between pictures 1/60 s apart a
joint is then at most 0.4 mm off the straight line, a tenth of what the model's landmarks tremble.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.clip import Frame

MOST_HZ = 60.0
_EARLY_S = 0.05 / MOST_HZ
"""Frames may come so much before they are due: files round their times."""


class Thinning:
    """Lets so many frames pass as there are pictures to be looked at, and fills the path again."""

    def __init__(self) -> None:
        self._kept: list[bool] = []
        self._due_s = -np.inf

    @property
    def kept(self) -> BoolArray:
        """(T,) which of the frames that came were let pass."""
        return np.array(self._kept, dtype=np.bool_)

    def passing(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Give on all frames, or `MOST_HZ` a second where there are more, the first among them.

        They are due at equal distances from the first one, so that of 70 frames a second 60 are
        given on, not every second one.
        """
        for frame in frames:
            due = frame.time_s >= self._due_s - _EARLY_S
            self._kept.append(due)
            if due:
                late_s = frame.time_s - self._due_s
                on_time = late_s < 1 / MOST_HZ
                self._due_s = (self._due_s if on_time else frame.time_s) + 1 / MOST_HZ
                yield frame

    def filled(self, path: FloatArray, time_s: FloatArray) -> FloatArray:
        """Return the path (T, J, 4) at all times (T,) from the one of the frames let pass.

        NaN where the person is not seen on either side; after the last of them it stays.
        """
        kept = np.flatnonzero(self.kept)
        if len(kept) == len(time_s):
            return path
        before = np.searchsorted(kept, np.arange(len(time_s)), side="right") - 1
        after = np.minimum(before + 1, len(kept) - 1)
        first_s, last_s = time_s[kept[before]], time_s[kept[after]]
        share = (time_s - first_s) / np.where(last_s > first_s, last_s - first_s, np.inf)
        share = share[:, None, None]
        between = (1 - share) * path[before] + share * path[after]
        return np.where(share > 0, between, path[before])
