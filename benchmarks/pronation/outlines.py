"""The outline of a shank and its foot, by GrabCut about the joints: tried, and not good enough.

Rother et al. 2004, as OpenCV has it.  Kept here so that the published failure can be remade.
"""

from __future__ import annotations

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.body import Joint, Leg
from kneecave.pose.landmarker import JOINTS

_SHANK = 200
_ROUNDS = 4
HEIGHTS = (0.015, 0.03, 0.05, 0.07, 0.09, 0.11, 0.13, 0.15, 0.18, 0.21, 0.25, 0.3, 0.35, 0.4)
"""Heights over the foot's lowest point at which the edges are read, in shank lengths."""
_CALF = (0.5, 0.9)


def outline(image_bgr: ImageBgr, xy: FloatArray, leg: Leg, outward: int) -> list[float]:
    """Return the inner and the outer edge at each height, then the calf's lean in degrees.

    Shank lengths from the calf's middle line, + = outward.  Empty if the outline breaks off.
    """
    knee, ankle, heel, toe = (
        xy[JOINTS.index(Joint.of(leg, part))] for part in ("knee", "ankle", "heel", "foot_index")
    )
    shank = float(np.linalg.norm(knee - ankle))
    around = np.array([knee, ankle, heel, toe])
    low = np.maximum(around.min(axis=0) - (0.35 * shank, 0.0), 0).astype(int)
    high = (around.max(axis=0) + np.array([0.35, 0.25]) * shank).astype(int)
    scale = _SHANK / shank
    around_leg = image_bgr[low[1] : high[1], low[0] : high[0]]
    crop = np.asarray(cv2.resize(around_leg, None, fx=scale, fy=scale), dtype=np.uint8)
    knee, ankle, heel, toe = ((point - low) * scale for point in (knee, ankle, heel, toe))
    inside = _segmented(crop, knee, ankle, heel, toe)
    return _edges(inside, knee, ankle, outward)


def _segmented(
    crop: ImageBgr, knee: FloatArray, ankle: FloatArray, heel: FloatArray, toe: FloatArray
) -> ImageBgr:
    """Return 1 where the leg is."""
    labels = np.full(crop.shape[:2], cv2.GC_BGD, dtype=np.uint8)
    mid = knee + 0.6 * (ankle - knee)
    strokes = (
        (cv2.GC_PR_BGD, [(knee, mid, 0.50), (mid, ankle, 0.36)], 0.36),
        (cv2.GC_PR_FGD, [(knee, mid, 0.34), (mid, ankle, 0.24)], 0.16),
        (cv2.GC_FGD, [(knee, mid, 0.14), (mid, ankle, 0.09)], 0.07),
    )
    for label, leg, foot in strokes:
        reach = 0.6 if label == cv2.GC_FGD else 1.0
        ends = [(ankle, ankle + reach * (end - ankle), foot) for end in (heel, toe)]
        for start, end, width in leg + ends:
            first, last = (tuple(int(v) for v in np.round(point)) for point in (start, end))
            cv2.line(labels, first, last, label, max(1, round(width * _SHANK)))
    cv2.setRNGSeed(0)
    ground, body = np.zeros((1, 65)), np.zeros((1, 65))
    height, width = crop.shape[:2]
    everywhere = (0, 0, width, height)
    cv2.grabCut(crop, labels, everywhere, ground, body, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    leg_mask = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    opened = cv2.morphologyEx(leg_mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return np.asarray(opened, dtype=np.uint8)


def _edges(inside: ImageBgr, knee: FloatArray, ankle: FloatArray, outward: int) -> list[float]:
    rows, left, right = [], [], []
    column = int(knee[0] + 0.1 * (ankle - knee)[0])
    for row in range(int(knee[1] + 0.1 * _SHANK), inside.shape[0]):
        run = _run(inside[row], column)
        if run is None:
            break
        rows.append(row)
        left.append(run[0])
        right.append(run[1])
        column = (run[0] + run[1]) // 2
    if len(rows) < 0.8 * _SHANK:
        return []
    height = (rows[-1] + 0.5 - np.array(rows)) / _SHANK
    sides = np.sort(outward * np.array([left, right], dtype=np.float64), axis=0)
    calf = (height > _CALF[0]) & (height < _CALF[1])
    line = np.polyfit(height[calf], sides.mean(axis=0)[calf], 1)
    away = (sides - np.polyval(line, height)) / _SHANK
    read = [np.interp(HEIGHTS, height[::-1], side[::-1]) for side in away]
    lean = float(np.degrees(np.arctan(-line[0] / _SHANK)))
    return [float(value) for value in np.concatenate([*read, [lean]])]


def _run(row: FloatArray, column: int) -> tuple[int, int] | None:
    """Return the stretch of the leg in a row that holds or lies next to a column."""
    if not 0 <= column < len(row):
        return None
    filled = np.flatnonzero(row)
    if not len(filled):
        return None
    nearest = int(filled[np.argmin(np.abs(filled - column))])
    if abs(nearest - column) > 0.1 * _SHANK:
        return None
    empty = np.flatnonzero(row == 0)
    before, after = empty[empty < nearest], empty[empty > nearest]
    start = int(before[-1]) + 1 if len(before) else 0
    return start, int(after[0]) if len(after) else len(row)
