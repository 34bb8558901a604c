"""Left and right exchanged by the model: found where the path jumps, and changed back.

A model's visibility does not show that it took the left leg for the right one.  The path does: from
one frame to the next, both legs jump to each other's places.  Legs that really cross take longer,
and move as fast just before and after; in a step, only one of them moves.
"""

from __future__ import annotations

import numpy as np

from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Joint
from kneecave.model.kept import kept
from kneecave.pose.following import Y
from kneecave.pose.landmarker import JOINTS
from kneecave.pose.scanning import usual_size

SLOWEST_S = 0.1
"""An exchange is over within this time, or from one frame to the next."""
MOST_BETWEEN = 2
"""Largest number of frames in which the joints are caught on their way to the other side."""
ONE_FRAME_S = 0.07
"""Nobody's legs change places within this time, from one look to the next; over a longer one, calm
before or after tells."""
DETOUR = 1.3
"""... and go there straight: their way is at most so many times the distance."""
CALM = 0.4
"""Before or after an exchange the joints move at most this share of the jump."""
LONGEST_GAP_S = 0.35
"""After a longer gap in the path nothing is known of the places before it."""
FAR = 0.12
"""What an exchange must save, as mean way of a joint in sizes of the person (about .85 m)."""
BETWEEN = 0.07
"""What leaving a frame out costs, likewise."""
SWAPPED = 0.0005
"""What every exchanged frame costs: of two ways to read the path, the one with fewer is taken."""

_GROUPS = (
    (("knee", "ankle", "heel", "foot_index"), ("knee", "ankle", "heel", "foot_index")),
    (("hip",), ("hip",)),
    (("shoulder", "elbow"), ("shoulder", "elbow", "wrist", "eye", "ear", "mouth")),
)
"""Parts that are exchanged together: those it is seen on, those it is mended on."""


_LEGS = ("hip", "knee", "ankle")
_AT_ONCE = 4096
"""Looks at a time: on the way there are far more numbers than come out."""


def mend_swaps(path: KeptArray, time_s: FloatArray) -> tuple[KeptArray, BoolArray]:
    """Return the path with left and right changed back, and in which frames that was done.

    Parameters
    ----------
    path
        (T, J, 4) as from `kneecave.pose.following.follow`; not changed.
    time_s
        (T,) seconds.

    Returns
    -------
    tuple
        (T, J, 4), NaN where joints are caught on their way from one side to the other; and (T,)
        bool.
    """
    mended = kept(path, path.dtype)
    touched = np.zeros(len(path), dtype=np.bool_)
    size = usual_size(path)
    for seen_on, part_of in _GROUPS:
        left, right = _columns("left", seen_on), _columns("right", seen_on)
        exchanged, between = _exchanged(
            path[:, left, : Y + 1], path[:, right, : Y + 1], time_s, size
        )
        left, right = _columns("left", part_of), _columns("right", part_of)
        rows = np.flatnonzero(exchanged)[:, None]
        mended[rows, left], mended[rows, right] = path[rows, right], path[rows, left]
        mended[np.flatnonzero(between)[:, None], left + right] = np.nan
        touched |= exchanged | between
    return mended, touched


def legs_as_found(path: KeptArray, mended: KeptArray) -> BoolArray:
    """Return (T,) in which frames hips, knees and ankles were seen and are where they were found.

    ``path`` as it goes into `mend_swaps`, ``mended`` as it comes out of it or of a later step.
    """
    legs = [column for side in ("left", "right") for column in _columns(side, _LEGS)]
    same = path[:, legs] == mended[:, legs]
    return np.asarray(same.all(axis=(1, 2)), dtype=np.bool_)


def _columns(side: str, parts: tuple[str, ...]) -> list[int]:
    names = [f"{part}_{side}" if part == "mouth" else f"{side}_{part}" for part in parts]
    return [JOINTS.index(Joint(name)) for name in names]


def _exchanged(
    left: KeptArray, right: KeptArray, time_s: FloatArray, size: float
) -> tuple[BoolArray, BoolArray]:
    """Return (T,) where the sides are exchanged, and (T,) where they are in between."""
    exchanged = np.zeros(len(time_s), dtype=np.bool_)
    between = np.zeros(len(time_s), dtype=np.bool_)
    seen = np.flatnonzero(np.isfinite(left).all(axis=(1, 2)) & np.isfinite(right).all(axis=(1, 2)))
    if len(seen) < 2:
        return exchanged, between
    steps = _Steps(left[seen] / size, right[seen] / size, time_s[seen])
    way = _cheapest_way(steps)
    between[seen] = True
    for frame, swapped in way:
        between[seen[frame]] = False
        exchanged[seen[frame]] = swapped
    return exchanged, between


class _Steps:
    """Ways of the joints between frames, kept or exchanged, in sizes of the person."""

    def __init__(self, left: KeptArray, right: KeptArray, time_s: FloatArray) -> None:
        self.time_s = time_s
        both = np.concatenate([left, right], axis=1)
        crossed = np.concatenate([right, left], axis=1)
        lags = range(1, MOST_BETWEEN + 2)
        self._kept = {lag: _mean_way(both[:-lag], both[lag:]) for lag in lags}
        self._crossed = {lag: _mean_way(both[:-lag], crossed[lag:]) for lag in lags}

    def cost(self, before: int, after: int, *, crossing: bool) -> float:
        """Return what it costs to go from one frame to a later one; infinite if that can't be."""
        lag = after - before
        takes_s = self.time_s[after] - self.time_s[before]
        if lag == 1 and takes_s > LONGEST_GAP_S:
            return 0.0
        if not crossing:
            return float(self._kept[1][before]) if lag == 1 else np.inf
        if not self._can_cross(before, after, takes_s):
            return np.inf
        return float(self._crossed[lag][before]) + FAR + BETWEEN * (lag - 1)

    def _can_cross(self, before: int, after: int, takes_s: float) -> bool:
        lag = after - before
        if lag == 1 and takes_s <= ONE_FRAME_S:
            return True
        way = self._kept[lag]
        if lag > 1 and takes_s > SLOWEST_S:
            return False
        if self._kept[1][before:after].sum() > DETOUR * way[before]:
            return False
        around = [way[start] for start in (before - lag, after) if 0 <= start < len(way)]
        return not around or bool(min(around) < CALM * way[before])


def _cheapest_way(steps: _Steps) -> list[tuple[int, bool]]:
    """Return the frames of the smoothest path, each with whether its sides are exchanged."""
    frames = len(steps.time_s)
    total = np.full((frames, 2), np.inf)
    total[0] = 0.0, SWAPPED
    came_from = np.zeros((frames, 2, 2), dtype=np.intp)
    for after in range(1, frames):
        for before in range(max(after - MOST_BETWEEN - 1, 0), after):
            staying = steps.cost(before, after, crossing=False)
            crossed = steps.cost(before, after, crossing=True)
            for start, end in ((0, 0), (0, 1), (1, 0), (1, 1)):
                way = total[before, start] + (staying if start == end else crossed) + SWAPPED * end
                if way < total[after, end]:
                    total[after, end] = way
                    came_from[after, end] = before, start
    frame, state = frames - 1, int(total[-1].argmin())
    way_back = [(frame, bool(state))]
    while frame:
        frame, state = came_from[frame, state]
        way_back.append((int(frame), bool(state)))
    return way_back[::-1]


def _mean_way(start: KeptArray, end: KeptArray) -> FloatArray:
    """Return (N,) the mean distance of the joints between pairs of frames."""
    way = np.empty(len(start))
    for first in range(0, len(start), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        way[part] = np.linalg.norm(end[part] - start[part], axis=2).mean(axis=1)
    return way
