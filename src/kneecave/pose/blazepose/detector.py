"""Where people are in a whole picture: the detector network, its anchors and its decoding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.planes import Planes
from kneecave.pose.blazepose.landmarks import sigmoid
from kneecave.pose.blazepose.region import Region, region_about, size_px, warped_bgr
from kneecave.pose.blazepose.runtime import Session, Tensor

OUTPUTS = ("Identity", "Identity_1")
"""Names of the boxes with their points, and of the scores."""
SIDE = 224
"""Pixels of a side of the picture the network is shown."""
LEAST_SCORE = 0.5
OVERLAP = 0.5
"""Boxes that share more than this of what they cover together are one person's."""

_GRIDS = ((28, 2), (14, 2), (7, 6))
"""Cells of a side, and anchors in each cell."""
_HIPS, _EDGE = 2, 3
"""Points of a detection (0 and 1 are the box's corners) that its region is made of."""


def anchors() -> FloatArray:
    """Return the middles of the anchors, (2254, 2) in 0..1; all have the size of the picture."""
    found = []
    for cells, each in _GRIDS:
        middles = (np.arange(cells) + 0.5) / cells
        x, y = np.meshgrid(middles, middles)
        found.append(np.repeat(np.column_stack([x.ravel(), y.ravel()]), each, axis=0))
    return np.concatenate(found)


_ANCHORS = anchors()


@dataclass(frozen=True, slots=True)
class Detections:
    """People in a picture: (N,) scores and (N, P, 2) points, the first two the box's corners."""

    scores: FloatArray
    points: FloatArray


def find_regions(session: Session, picture: ImageBgr | Planes, most: int) -> list[Region]:
    """Return the regions of up to so many people, most certain first."""
    width, height = size_px(picture)
    shown = letterboxed(picture)
    square = cv2.dnn.blobFromImage(shown, 1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
    merged = merge(decoded(session.run(np.asarray(square, dtype=np.float32))))
    side = max(height, width)
    margin = np.array([(side - width) / 2, (side - height) / 2])
    points = merged.points[:most] * side - margin
    regions = [region_about(person[_HIPS], person[_EDGE]) for person in points]
    return [region for region in regions if region is not None]


def letterboxed(picture: ImageBgr | Planes) -> ImageBgr:
    """Return the picture in the middle of a black square of `SIDE`."""
    width, height = size_px(picture)
    side = max(height, width)
    into = np.array(
        [[side / SIDE, 0.0, (width - side) / 2], [0.0, side / SIDE, (height - side) / 2]]
    )
    return warped_bgr(picture, into, SIDE, beyond=cv2.BORDER_CONSTANT)


def decoded(outputs: Sequence[Tensor]) -> Detections:
    """Return what scores at least `LEAST_SCORE`, in 0..1 of the square shown."""
    table, scores = (np.asarray(output[0], dtype=np.float64) for output in outputs)
    score = sigmoid(np.clip(scores[:, 0], -100.0, 100.0))
    sure = score >= LEAST_SCORE
    values = table[sure].reshape(-1, table.shape[1] // 2, 2) / SIDE
    middle, size = values[:, :1] + _ANCHORS[sure][:, None], values[:, 1:2]
    others = values[:, 2:] + _ANCHORS[sure][:, None]
    points = np.concatenate([middle - size / 2, middle + size / 2, others], axis=1)
    return Detections(score[sure], points)


def merge(found: Detections) -> Detections:
    """Return one detection a person: the mean of those whose boxes overlap, weighted by score.

    The most certain one gathers what overlaps it, then the most certain one of the rest.
    """
    left = np.argsort(-found.scores, kind="stable")
    scores, points = [], []
    while len(left):
        same = overlaps(found.points[left, :2], found.points[left[0], :2]) > OVERLAP
        same[0] = True
        weights = found.scores[left[same]]
        scores.append(float(weights[0]))
        points.append(np.average(found.points[left[same]], axis=0, weights=weights))
        left = left[~same]
    shape = (len(points), *found.points.shape[1:])
    return Detections(np.array(scores), np.array(points).reshape(shape))


def overlaps(boxes: FloatArray, box: FloatArray) -> FloatArray:
    """Return (N,) shares of what (N, 2, 2) boxes cover together with one, (2, 2) corners."""
    least, most = np.maximum(boxes[:, 0], box[0]), np.minimum(boxes[:, 1], box[1])
    common = np.prod(np.clip(most - least, 0.0, None), axis=1)
    together = np.prod(boxes[:, 1] - boxes[:, 0], axis=1) + np.prod(box[1] - box[0]) - common
    return np.asarray(common / np.where(together > 0, together, 1.0), dtype=np.float64)
