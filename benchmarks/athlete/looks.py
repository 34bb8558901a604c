"""Skin, face and hair of a body at rest."""

from __future__ import annotations

import numpy as np

from benchmarks.athlete.body import Body, IntArray, skeleton
from benchmarks.athlete.cutting import triangles_of, vertex_normals
from benchmarks.athlete.wardrobe import Outfit
from kneecave.model.arrays import BoolArray, FloatArray

_HEAD_M = 0.145  # from nose to crown, of the head these distances were read off


class _Face:
    """The face's measures, from its own landmarks."""

    def __init__(self, body: Body) -> None:
        marks = body.landmarks
        self.points = body.skin_m
        self.aside, self.back, self.up = np.abs(body.skin_m[:, 0]), *body.skin_m[:, 1:].T
        self.nose, self.eye, self.ear = marks["nose"], marks["left_eye"], marks["left_ear"]
        self.size = (body.height_m - self.nose[2]) / _HEAD_M
        names = np.array(skeleton().names)[body.bone[:, 0]]
        self.head: BoolArray = np.char.startswith(names, "head")

    def hair_field(self) -> FloatArray:
        """(V,) + where hair grows."""
        size = self.size
        front = self.up - (self.eye[2] + 0.055 * size)
        temple = 2 * np.maximum(0, 0.02 * size - (self.back - self.ear[1]))
        behind = self.up - (self.nose[2] - 0.045 * size) - temple
        return np.asarray(np.where(self.back < self.ear[1], front, behind))

    def ears(self) -> BoolArray:
        size = self.size
        level = np.abs(self.up - self.nose[2] - 0.02 * size) < 0.05 * size
        return np.asarray(self.head & (self.aside > 0.066 * size) & level)

    def scalp(self, body_quads: IntArray) -> BoolArray:
        skin = np.zeros(len(self.points), dtype=bool)
        skin[np.unique(body_quads)] = True
        return np.asarray(skin & self.head & (self.hair_field() > 0) & ~self.ears())


def painted(body: Body, outfit: Outfit, parts: dict[str, IntArray]) -> FloatArray:
    """Return (V, 3) colours of body and eyes."""
    face, size = _Face(body), _Face(body).size
    skin = np.array(outfit.skin)
    colour = np.tile(skin, (len(face.points), 1))
    aside, back, up, nose, eye = face.aside, face.back, face.up, face.nose, face.eye
    brow_z = np.abs(up - (eye[2] + 0.020 * size)) < 0.006 * size
    brow = brow_z & (aside > 0.012 * size) & (aside < 0.055 * size) & (back < eye[1] + 0.03 * size)
    colour[face.head & brow] = 1.5 * np.array(outfit.hair)
    lip_z = np.abs(up - (nose[2] - 0.042 * size)) < 0.009 * size
    lips = lip_z & (aside < 0.026 * size) & (back < nose[1] + 0.045 * size)
    colour[face.head & lips] = skin * [0.85, 0.55, 0.55]
    round_cheek = np.hypot(aside - 0.04 * size, up - nose[2]) < 0.022 * size
    colour[face.head & round_cheek & (back < eye[1] + 0.05 * size)] *= [1.05, 0.92, 0.90]
    colour[face.scalp(parts["body"])] = outfit.hair
    for name, sign in (("left eye", 1), ("right eye", -1)):
        ball = np.unique(parts[name])
        colour[ball] = (0.62, 0.60, 0.58)
        x, y, z = face.points[ball].T
        iris = (np.hypot(x - sign * eye[0], z - eye[2]) < 0.0068 * size) & (y < np.median(y))
        colour[ball[iris]] = (0.06, 0.04, 0.03)
    return colour


def puffed(body: Body, body_quads: IntArray) -> FloatArray:
    """Return (V, 3) the skin, the scalp raised by its hair."""
    face = _Face(body)
    scalp = face.scalp(body_quads)
    normals = vertex_normals(body.skin_m, triangles_of(body_quads))
    height = np.clip(0.4 * face.hair_field(), 0, 0.012)
    return np.where(scalp[:, None], body.skin_m + normals * height[:, None], body.skin_m)


def hair_line(body: Body) -> FloatArray:
    """Return (V,) + where the shape of long hair is kept: behind the ears, down to the neck."""
    face = _Face(body)
    over_the_face = np.where(face.up > face.eye[2] + 0.075 * face.size, -0.3, 0)
    behind = face.back - (face.ear[1] - 0.025 * face.size + over_the_face)
    return np.asarray(np.minimum(behind, face.up - (face.nose[2] - 0.16 * face.size)))
