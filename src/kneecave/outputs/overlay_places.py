"""Where the labels stand: outward of each knee, never over a knee, a foot or another sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Joint, Leg
from kneecave.model.kept import kept
from kneecave.model.pose_track import PoseTrack

OUTWARD, MARGIN = 6.2, 1.5
KNEE_REACH, FOOT_REACH = 2.8, 1.3
"""Half-width of what is kept free about a knee, and the rim about a foot's joints, in units."""

_STEADY_S = 0.15
_SIDE_STEADY_S = 0.5
_SIDE_LEAST = 3.0
_STEP, _STEPS = 1.5, 40


@dataclass(frozen=True, slots=True)
class Places:
    """Where one leg's label stands.

    Attributes
    ----------
    side
        (T,) +1 where it stands to the picture's right of the knee, -1 to the left.
    near_x_px, top_px
        (T,) the edge of the box that is nearer to the knee, and its top; NaN where there is no
        room or no knee.
    """

    side: NDArray[np.int8]
    near_x_px: KeptArray
    top_px: KeptArray

    def box(self, k: int, size_px: tuple[float, float]) -> FloatArray | None:
        """Return x0, y0, x1, y1 of a box of this size in frame ``k``, if it has room."""
        if not np.isfinite(self.near_x_px[k]):
            return None
        width, height = size_px
        left = self.near_x_px[k] - (width if self.side[k] < 0 else 0.0)
        return np.array([left, self.top_px[k], left + width, self.top_px[k] + height])


@dataclass(frozen=True, slots=True)
class _Room:
    """What a box of one size must keep away from, over T frames."""

    size_px: tuple[float, float]
    obstacles: Sequence[KeptArray]
    left: float
    right: float
    bottom: float

    def refuses(self, corner: FloatArray) -> BoolArray:
        """Return (T,) whether the box touches an obstacle or leaves the picture."""
        box = self.boxes(corner)
        bad = (box[:, 0] < self.left - 0.5) | (box[:, 2] > self.right + 0.5)
        bad |= (box[:, 1] < self.left - 0.5) | (box[:, 3] > self.bottom + 0.5)
        for other in self.obstacles:
            apart = (box[:, 2] <= other[:, 0]) | (other[:, 2] <= box[:, 0])
            apart |= (box[:, 3] <= other[:, 1]) | (other[:, 3] <= box[:, 1])
            bad |= ~apart & np.isfinite(other).all(axis=1)
        return np.asarray(bad, dtype=np.bool_)

    def boxes(self, corner: FloatArray) -> FloatArray:
        """Return (T, 4) the boxes with these top left corners."""
        return np.concatenate([corner, corner + np.array(self.size_px)], axis=1)


def places(
    track: PoseTrack,
    sizes_px: Mapping[Leg, tuple[float, float]],
    *,
    unit_px: float,
    bottom_px: float,
    taken: Sequence[tuple[float, float, float, float]] = (),
) -> dict[Leg, Places]:
    """Return places for the labels of both legs.

    Parameters
    ----------
    sizes_px
        Width and height of the largest label of each leg.
    bottom_px
        Labels end above this line.
    taken
        Boxes x0, y0, x1, y1 that belong to others.
    """
    obstacles: list[KeptArray] = [np.array(box)[None] for box in taken]
    obstacles += joint_boxes(track, unit_px)
    sides = _sides(track, unit_px)
    found: dict[Leg, Places] = {}
    for leg in Leg:
        size = sizes_px[leg]
        edges = MARGIN * unit_px, track.image_size_px[0] - MARGIN * unit_px, bottom_px
        room = _Room(size, tuple(obstacles), *edges)
        wanted = _wanted(track.of(Joint.of(leg, "knee")), sides[leg], size, unit_px)
        corner = _steadied(_free(wanted, room, unit_px), room, track.time_s, sides[leg])
        obstacles.append(kept(room.boxes(corner)))
        near = corner[:, 0] + np.where(sides[leg] < 0, size[0], 0.0)
        found[leg] = Places(sides[leg], kept(near), kept(corner[:, 1]))
    return found


def joint_boxes(track: PoseTrack, unit_px: float) -> list[KeptArray]:
    """Return (T, 4) boxes that must stay free, for each knee and foot; NaN where unseen."""
    boxes = []
    for leg in Leg:
        knee = track.of(Joint.of(leg, "knee"))
        boxes.append(_about(knee, knee, KNEE_REACH * unit_px))
        parts = [track.of(Joint.of(leg, part)) for part in ("ankle", "heel", "foot_index")]
        low, high = np.fmin.reduce(parts), np.fmax.reduce(parts)
        boxes.append(_about(low, high, FOOT_REACH * unit_px))
    return boxes


def _about(low: FloatArray, high: FloatArray, rim_px: float) -> KeptArray:
    return kept(np.concatenate([low - rim_px, high + rim_px], axis=1))


def _sides(track: PoseTrack, unit_px: float) -> dict[Leg, NDArray[np.int8]]:
    """Return which way is outward for each leg, without flicker when the knees pass each other."""
    apart = track.of(Joint.LEFT_KNEE)[:, 0] - track.of(Joint.RIGHT_KNEE)[:, 0]
    apart = _smooth(apart, track.time_s, _SIDE_STEADY_S)
    sure = np.flatnonzero(np.abs(apart) >= _SIDE_LEAST * unit_px)
    left = np.ones(len(apart), dtype=np.int8)
    if sure.size:
        last = np.clip(np.searchsorted(sure, np.arange(len(apart)), side="right") - 1, 0, None)
        left = np.sign(apart[sure[last]]).astype(np.int8)
    return {Leg.LEFT: left, Leg.RIGHT: -left}


def _wanted(
    knee: FloatArray, side: NDArray[np.int8], size_px: tuple[float, float], unit_px: float
) -> FloatArray:
    """Return (T, 2) the top left corner beside the knee, at its height."""
    width, height = size_px
    x = knee[:, 0] + side * OUTWARD * unit_px - np.where(side < 0, width, 0.0)
    return np.stack([x, knee[:, 1] - height / 2], axis=1)


def _free(wanted: FloatArray, room: _Room, unit_px: float) -> FloatArray:
    """Return the free corner that is nearest to the wanted one, moved up or down; NaN if none."""
    width, height = room.size_px
    corner = np.full_like(wanted, np.nan)
    if width > room.right - room.left or height > room.bottom - room.left:
        return corner
    x = np.clip(wanted[:, 0], room.left, room.right - width)
    pending = np.asarray(np.isfinite(wanted).all(axis=1))
    for step in range(2 * _STEPS):
        if not pending.any():
            break
        away = (step + 1) // 2 * _STEP * unit_px * (-1 if step % 2 else 1)
        y = np.clip(wanted[:, 1] + away, room.left, room.bottom - height)
        tried = np.stack([x, y], axis=1)
        free = pending & ~room.refuses(tried)
        corner[free] = tried[free]
        pending &= ~free
    return corner


def _steadied(
    corner: FloatArray, room: _Room, time_s: FloatArray, side: NDArray[np.int8]
) -> FloatArray:
    """Return the corners smoothed, but where that would put the box over something."""
    smooth = np.stack([_smooth(corner[:, axis], time_s, _STEADY_S) for axis in (0, 1)], axis=1)
    settled = _smooth(side.astype(np.float64), time_s, _STEADY_S)
    keep = np.isfinite(corner).all(axis=1) & (np.abs(settled) > 0.999)
    keep &= ~room.refuses(smooth)
    return np.where(keep[:, None], smooth, corner)


def _smooth(values: FloatArray, time_s: FloatArray, width_s: float) -> FloatArray:
    """Return the mean over ``width_s`` about each frame, of what is finite."""
    step_s = float(np.median(np.diff(time_s))) if len(time_s) > 1 else width_s
    reach = max(0, round(width_s / step_s / 2))
    known = np.isfinite(values)
    kernel = np.ones(2 * reach + 1)
    total = np.convolve(np.where(known, values, 0.0), kernel)[reach : reach + len(values)]
    count = np.convolve(known.astype(np.float64), kernel)[reach : reach + len(values)]
    return np.where(known, total / np.maximum(count, 1.0), np.nan)
