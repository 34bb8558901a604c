"""A triangle mesh cut where a field of its vertices passes zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.athlete.body import IntArray
from kneecave.model.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Cut:
    """The part where the field is above zero.

    ``triangles`` (N, 3) number the old vertices and, after them, the new ones, which lie between
    ``start`` and ``end`` (M,) at ``share`` of the way.
    """

    triangles: IntArray
    start: IntArray
    end: IntArray
    share: FloatArray


def cut(triangles: IntArray, field: FloatArray, *, first_new: int) -> Cut:
    """Return the triangles (N, 3) where the field (V,) is above zero, cut along it."""
    inside = field[triangles] > 0
    count = inside.sum(axis=1)
    one, two = count == 1, count == 2
    # first the corner that is alone on its side
    alone = np.where(one, inside.argmax(axis=1), (~inside).argmax(axis=1))
    turned = np.take_along_axis(triangles, (alone[:, None] + np.arange(3)) % 3, axis=1)
    crossed = turned[one | two]
    edges = np.stack([crossed[:, [0, 1]], crossed[:, [0, 2]]], axis=1).reshape(-1, 2)
    edges, inverse = np.unique(np.sort(edges, axis=1), axis=0, return_inverse=True)
    new = np.full((len(triangles), 2), -1, dtype=np.int64)
    new[one | two] = inverse.reshape(-1, 2) + first_new
    from_0, from_1 = field[edges[:, 0]], field[edges[:, 1]]
    pieces = [
        triangles[count == 3],
        np.column_stack([turned[one, 0], new[one]]),
        np.column_stack([new[two, 0], turned[two, 1:]]),
        np.column_stack([new[two, 0], turned[two, 2], new[two, 1]]),
    ]
    share = from_0 / (from_0 - from_1) if len(edges) else np.empty(0)
    return Cut(np.concatenate(pieces), edges[:, 0], edges[:, 1], share)


def triangles_of(quads: IntArray) -> IntArray:
    """Return two triangles for each quad (N, 4), without those that have no area."""
    both = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    a, b, c = both.T
    return np.asarray(both[(a != b) & (b != c) & (a != c)])


def vertex_normals(points: FloatArray, triangles: IntArray) -> FloatArray:
    """Return (V, 3) unit normals, weighted by area; zero where no triangle is."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    faces = np.cross(b - a, c - a)
    normals = np.stack(
        [np.bincount(triangles.ravel(), np.repeat(faces[:, k], 3), len(points)) for k in range(3)],
        axis=1,
    )
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(normals / np.maximum(length, 1e-12))


def smoothed(points: FloatArray, quads: IntArray, *, times: int, where: np.ndarray) -> FloatArray:
    """Return the points, those ``where`` moved half way to their neighbours' mean, some times."""
    edges = np.concatenate([quads[:, [k, (k + 1) % 4]] for k in range(4)])
    edges = np.unique(np.sort(edges[edges[:, 0] != edges[:, 1]], axis=1), axis=0)
    both = np.concatenate([edges, edges[:, ::-1]])
    degree = np.maximum(np.bincount(both[:, 0], minlength=len(points)), 1)
    points = points.copy()
    for _ in range(times):
        mean = np.stack(
            [np.bincount(both[:, 0], points[both[:, 1], k], len(points)) for k in range(3)], axis=1
        )
        points[where] += 0.5 * (mean / degree[:, None] - points)[where]
    return points
