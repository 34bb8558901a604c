"""What the landmark network says: places of the joints, made finer by its heat maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.pose.blazepose.region import Region, region_about
from kneecave.pose.blazepose.runtime import Tensor
from kneecave.pose.poses import NUMBERS, Pose

OUTPUTS = ("Identity", "Identity_1", "Identity_3")
"""Names of the landmarks, of the presence of a person, and of the heat maps."""
SIDE = 256
"""Pixels of a side of the picture the network is shown."""
LEAST_PRESENCE = 0.5

_WINDOW = 7
"""Cells of a side of the part of a heat map that counts, about the landmark."""
_LEAST_HEAT = 0.5
_HIPS, _EDGE = 33, 34
"""Landmarks that are no joints: they say where to look in the next picture."""
_KEPT = np.array([*NUMBERS.values(), _HIPS, _EDGE])
_JOINTS = len(NUMBERS)
_AROUND = np.arange(_WINDOW) - _WINDOW // 2


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in a region: a person, and where to look for the same person next."""

    pose: Pose
    region: Region


def decoded(outputs: Sequence[Tensor], region: Region) -> Look | None:
    """Return the person of the network's outputs, in pixels of the picture; None if nobody."""
    table, presence, heat = outputs
    if not float(presence.ravel()[0]) >= LEAST_PRESENCE:
        return None
    marks = table.reshape(-1, 5)[_KEPT].astype(np.float64)
    places = refined(marks[:, :2] / SIDE, heat[0][..., _KEPT])
    into = region.to_picture()
    xy_px = places @ into[:, :2].T + into[:, 2]
    following = region_about(xy_px[-2], xy_px[-1])
    if following is None:
        return None
    pose = Pose(
        xy_px=xy_px[:_JOINTS],
        depth_px=marks[:_JOINTS, 2] * (region.size_px / SIDE),
        confidence=sigmoid(marks[:_JOINTS, 3]),
    )
    return Look(pose, following)


def refined(places: FloatArray, heat: Tensor) -> FloatArray:
    """Return places (N, 2) moved to where their heat maps are hot.

    Parameters
    ----------
    places
        x, y in 0..1 of the region.
    heat
        (height, width, N) before the sigmoid.

    Notes
    -----
    A landmark moves to the weighted mean of the cells about it, `_WINDOW` on a side, if one of
    them is hot enough; a landmark outside the map stays.
    """
    height, width, count = heat.shape
    column, row = (places * (width, height)).astype(int).T
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    columns = column[:, None] + _AROUND
    rows = row[:, None] + _AROUND
    known = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[
        :, None, :
    ]
    cells = heat[
        np.clip(rows, 0, height - 1)[:, :, None],
        np.clip(columns, 0, width - 1)[:, None, :],
        np.arange(count)[:, None, None],
    ]
    share = np.where(known, sigmoid(cells.astype(np.float64)), 0.0)
    total = share.sum(axis=(1, 2))
    hot = inside & (share.max(axis=(1, 2)) >= _LEAST_HEAT)
    safe = np.where(total > 0, total, 1.0)
    x = (share.sum(axis=1) * columns).sum(axis=1) / safe / width
    y = (share.sum(axis=2) * rows).sum(axis=1) / safe / height
    return np.where(hot[:, None], np.column_stack([x, y]), places)


def sigmoid(values: FloatArray) -> FloatArray:
    """Return the logistic function, 0..1."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)), dtype=np.float64)
