"""A mini band: a loop of cloth round both legs, just above the knees."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.spatial import ConvexHull

from benchmarks.athlete.body import SIDES, IntArray, load_body
from benchmarks.athlete.clothes import CLOTH, dressed
from benchmarks.athlete.cutting import cut, triangles_of
from benchmarks.athlete.legs import LegPose
from benchmarks.athlete.names import BANDS
from benchmarks.athlete.render import Mesh
from benchmarks.athlete.rotations import unit
from benchmarks.athlete.scene import Scene
from benchmarks.athlete.wardrobe import Colour
from kneecave.model.arrays import FloatArray

_COLOURS: dict[str, Colour] = dict(
    zip(
        BANDS,
        (
            (0.55, 0.04, 0.06), (0.70, 0.52, 0.04), (0.05, 0.33, 0.12),
            (0.04, 0.14, 0.50), (0.03, 0.03, 0.035),
        ),
        strict=True,
    )
)  # fmt: skip
_ABOVE_M, _WIDE_M = 0.075, 0.055
"""How far its middle is above the knee's centre along the thigh, and its width."""
_ROWS, _AROUND = 4, 120
_THICK_M = 0.004
_LEG_M = 0.20
"""Farther from the thigh's line than this is something else."""


def band_of(scene: Scene, clothed_m: FloatArray, legs: tuple[LegPose, LegPose]) -> list[Mesh]:
    """Return the band about the legs as they are, if there is one.

    ``clothed_m`` the vertices of the dressed person.
    """
    if scene.band is None:
        return []
    rows = []
    for starts, ends, shares in _rings(scene.body, scene.outfit):
        ring = clothed_m[starts] * (1 - shares)[:, None] + clothed_m[ends] * shares[:, None]
        rows.append(_loop(ring, _axes(legs)))
    return [_sheet(np.stack(rows), _COLOURS[scene.band])]


@lru_cache(maxsize=16)
def _rings(body_name: str, outfit: str) -> tuple[tuple[IntArray, IntArray, FloatArray], ...]:
    """Return for every row of the band the edges of the dressed body it crosses, and where."""
    body, clothed = load_body(body_name), dressed(body_name, outfit)
    points = clothed.texture_m
    rows = []
    for row in np.linspace(-0.5, 0.5, _ROWS):
        found = []
        for side in range(len(SIDES)):
            knee, hip = body.knee_m[side], body.hip_m[side]
            up = unit(hip - knee)
            along = (points - knee) @ up - (_ABOVE_M + row * _WIDE_M)
            piece = cut(clothed.triangles, along, first_new=len(points))
            at = points[piece.start] * (1 - piece.share)[:, None]
            at += points[piece.end] * piece.share[:, None]
            off = (at - knee) - ((at - knee) @ up)[:, None] * up
            mine = np.linalg.norm(off, axis=1) < _LEG_M
            mine &= np.sign(at[:, 0]) == np.sign(knee[0])
            found.append((piece.start[mine], piece.end[mine], piece.share[mine]))
        starts, ends, shares = (np.concatenate(parts) for parts in zip(*found, strict=True))
        rows.append((starts, ends, shares))
    return tuple(rows)


def _axes(legs: tuple[LegPose, LegPose]) -> FloatArray:
    """Return (3, 3) rows: from the right knee to the left one, across, and along the thighs."""
    left, right = legs
    aside = unit(left.knee_m - right.knee_m)
    along = unit(left.hip_m - left.knee_m) + unit(right.hip_m - right.knee_m)
    along = unit(along - (along @ aside) * aside)
    return np.stack([aside, np.cross(along, aside), along])


def _loop(ring_m: FloatArray, axes: FloatArray) -> FloatArray:
    """Return (A, 3) the tight loop about the points, at even steps from its leftmost point."""
    seen = ring_m @ axes.T
    middle = seen[:, :2].mean(axis=0)
    hull = ConvexHull(seen[:, :2]).vertices  # counter-clockwise
    hull = np.roll(hull, -int(np.argmax(seen[hull, 0])))
    corners = seen[np.append(hull, hull[0])]
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners[:, :2], axis=0).T))])
    steps = np.linspace(0, length[-1], _AROUND, endpoint=False)
    loop = np.stack([np.interp(steps, length, corners[:, axis]) for axis in range(3)], axis=1)
    ahead = np.roll(loop, -1, axis=0)[:, :2] - np.roll(loop, 1, axis=0)[:, :2]
    outward = np.stack([ahead[:, 1], -ahead[:, 0]], axis=1)
    outward *= np.sign(((loop[:, :2] - middle) * outward).sum(axis=1))[:, None]
    loop[:, :2] += _THICK_M * outward / np.linalg.norm(outward, axis=1)[:, None]
    return np.asarray(loop @ axes)


def _sheet(rows_m: FloatArray, colour: Colour) -> Mesh:
    """Return (R, A, 3) points as a closed strip of cloth, its texture running along it."""
    here, row = np.arange(_AROUND), np.arange(_ROWS - 1)[:, None] * _AROUND
    after = (here + 1) % _AROUND
    quads = np.stack([here + row, after + row, after + row + _AROUND, here + row + _AROUND], axis=2)
    points = rows_m.reshape(-1, 3)
    around, across = np.meshgrid(np.arange(_AROUND) * 0.008, np.arange(_ROWS) * 0.02)
    texture = np.stack([around.ravel(), 0 * around.ravel(), across.ravel()], axis=1)
    faces = triangles_of(quads.reshape(-1, 4))
    return Mesh(
        points, faces, np.full(len(faces), CLOTH), np.tile(colour, (len(points), 1)), texture
    )
