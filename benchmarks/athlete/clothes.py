"""A dressed body: clothes cut from the body's own clothes shape, with planes, at rest.

The clothes' and hair's shapes are MakeHuman's helper geometry (CC0), part of ``bodies.npz``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from benchmarks.athlete.body import Body, IntArray, assets, load_body, skeleton
from benchmarks.athlete.cutting import cut, smoothed, triangles_of, vertex_normals
from benchmarks.athlete.looks import hair_line, painted, puffed
from benchmarks.athlete.wardrobe import WARDROBE, Outfit
from kneecave.model.arrays import BoolArray, FloatArray

SKIN, CLOTH, HAIR, EYE, SHOE, BOX, METAL = range(7)
"""Materials."""
GROUPS = {"body": 0, "tights": 1, "hair": 2, "left eye": 3, "right eye": 4}
_HEM_M = 0.015


@dataclass(frozen=True, eq=False)
class Dressed:
    """A mesh that can be posed.

    Attributes
    ----------
    rest_m, bone, weight
        (V, 3), (V, 7), (V, 7) of the vertices that are skinned.
    start, end, share
        (M,) the vertices along cuts lie between two skinned ones.
    triangles, material
        (N, 3) and (N,); vertices are the skinned ones, then those along cuts.
    colour
        (V + M, 3) linear RGB.
    texture_m
        (V + M, 3) where a vertex is at rest, which the cloth's and skin's texture goes by.
    """

    rest_m: FloatArray
    bone: IntArray
    weight: FloatArray
    start: IntArray
    end: IntArray
    share: FloatArray
    triangles: IntArray
    material: IntArray
    colour: FloatArray
    texture_m: FloatArray


@lru_cache(maxsize=16)
def dressed(body_name: str, outfit_name: str) -> Dressed:
    """Return one of the people in one of the outfits."""
    body, outfit = load_body(body_name), WARDROBE[outfit_name]
    return _assembled(body, _layers(body, outfit))


@dataclass(frozen=True, slots=True)
class _Layer:
    """A piece of surface: its triangles number the body's vertices."""

    points_m: FloatArray
    triangles: IntArray
    field: FloatArray
    colour: FloatArray
    material: int


class _Fields:
    """Distances in the rest pose that say where clothes begin and end; + is covered."""

    def __init__(self, body: Body, outfit: Outfit) -> None:
        self.size = body.height_m / 1.78
        self.points = body.skin_m
        mirrored = body.skin_m * [1, 1, 1]
        mirrored[:, 0] = np.abs(mirrored[:, 0])
        self.aside, self.up = mirrored[:, 0], mirrored[:, 2]
        names = np.array(skeleton().names)[body.bone[:, 0]]
        self.arm = _begins(names, "upperarm", "lowerarm", "wrist", "finger", "metacarpal")
        marks = body.landmarks
        self.shoulder, elbow, wrist = (
            marks[f"left_{name}"] for name in ("shoulder", "elbow", "wrist")
        )
        self.upper_m, self.along_upper = _along(mirrored, self.shoulder, elbow)
        _, self.along_lower = _along(mirrored, elbow, wrist)
        self.ankle_z, self.knee_z = body.ankle_m[0, 2], body.knee_m[0, 2]
        self.hip_z = body.hip_m[0, 2]
        self.waist_z = self.hip_z + 0.10 * self.size
        neck = body.heads_m[skeleton().index("neck01")]
        self.collar = (neck[2] - 0.005 * self.size) - self.up + 0.55 * (mirrored[:, 1] - neck[1])
        self.hem_z = {
            "shorts": self.knee_z + 0.12 * self.size,
            "long shorts": self.knee_z + 0.03,
            "leggings": self.ankle_z + 0.035,
            "sweats": self.ankle_z + 0.01,
        }[outfit.bottoms]
        self.sleeve = outfit.sleeve

    def bottoms(self) -> FloatArray:
        field = np.minimum(self.up - self.hem_z, self.waist_z + 0.03 - self.up)
        return np.where(self.arm, -1.0, field)

    def shirt(self) -> FloatArray:
        torso = np.minimum(self.up - (self.waist_z - 0.10 * self.size), self.collar)
        if self.sleeve == "none":
            strap = 0.145 * self.size + 0.02 - self.aside
            below = np.where(self.up < self.shoulder[2] - 0.13 * self.size, 1, 0)
            torso = np.minimum(torso, strap + below)
        length = {
            "none": (0.10 - self.along_upper) * self.upper_m,
            "short": (0.55 - self.along_upper) * self.upper_m,
            "long": (0.93 - self.along_lower) * 0.3,
        }[self.sleeve]
        return np.asarray(np.where(self.arm, np.minimum(self.collar, length), torso))

    def shoe(self) -> FloatArray:
        return np.asarray(self.ankle_z + 0.005 - self.up)


def _begins(names: np.ndarray, *starts: str) -> BoolArray:
    return np.array([name.startswith(starts) for name in names])


def _along(points: FloatArray, start: FloatArray, end: FloatArray) -> tuple[float, FloatArray]:
    length = float(np.linalg.norm(end - start))
    return length, (points - start) @ (end - start) / length**2


def _layers(body: Body, outfit: Outfit) -> list[_Layer]:
    file = assets()
    quads, group = np.asarray(file["quads"], dtype=np.int64), file["qgrp"]
    parts = {name: quads[group == number] for name, number in GROUPS.items()}
    fields = _Fields(body, outfit)
    bottoms, shirt, shoe = fields.bottoms(), fields.shirt(), fields.shoe()
    tights = parts["tights"]
    worn = [
        (_trousers(body, fields, outfit, tights), bottoms, outfit.bottom, CLOTH),
        (_cloth(body.skin_m, tights, shirt, smooth=5, off_m=0.017), shirt, outfit.shirt, CLOTH),
    ]
    uncovered = np.minimum(_HEM_M - bottoms, _HEM_M - shirt)
    if outfit.shoe is not None:
        worn.append((_shoe(body.skin_m, tights, shoe), shoe, outfit.shoe, SHOE))
        uncovered = np.minimum(uncovered, _HEM_M - shoe)
    layers = [
        _Layer(points, triangles_of(tights), field, np.tile(colour, (len(points), 1)), material)
        for points, field, colour, material in worn
    ]
    colour = painted(body, outfit, parts)
    skin = puffed(body, parts["body"])
    layers.append(_Layer(skin, triangles_of(parts["body"]), uncovered, colour, SKIN))
    eyes = triangles_of(np.concatenate([parts["left eye"], parts["right eye"]]))
    layers.append(_Layer(skin, eyes, np.ones(len(skin)), colour, EYE))
    if outfit.long_hair:
        hair = np.tile(outfit.hair, (len(skin), 1))
        field = hair_line(body)
        layers.append(_Layer(skin, triangles_of(parts["hair"]), field, hair, HAIR))
    return layers


def _cloth(
    points: FloatArray,
    quads: IntArray,
    field: FloatArray,
    *,
    smooth: int,
    off_m: FloatArray | float,
) -> FloatArray:
    even = smoothed(points, quads, times=smooth, where=field > -0.05)
    normals = vertex_normals(even, triangles_of(quads))
    return np.asarray(even + normals * np.broadcast_to(off_m, len(points))[:, None])


def _trousers(body: Body, fields: _Fields, outfit: Outfit, quads: IntArray) -> FloatArray:
    smooth, off_m = {
        "shorts": (5, 0.013),
        "long shorts": (6, 0.015),
        "leggings": (1, 0.003),
        "sweats": (7, 0.016),
    }[outfit.bottoms]
    widening = np.zeros(len(body.skin_m))
    if outfit.bottoms in {"shorts", "long shorts"}:
        down = (fields.hip_z - fields.up) / (fields.hip_z - fields.hem_z)
        widening = 0.9 * np.clip(down, 0, 1)
    return _cloth(body.skin_m, quads, fields.bottoms(), smooth=smooth, off_m=off_m * (1 + widening))


def _shoe(points: FloatArray, quads: IntArray, field: FloatArray) -> FloatArray:
    even = smoothed(points, quads, times=2, where=field > -0.05)
    normals = vertex_normals(even, triangles_of(quads))
    even = even + normals * [0.009, 0.009, 0.0036]
    even[:, 2] = np.maximum(even[:, 2], 0)
    return even


def _assembled(body: Body, layers: list[_Layer]) -> Dressed:
    """Return all layers as one mesh, without the vertices nobody uses."""
    count = len(body.skin_m)
    first_new = count * len(layers)
    starts: list[IntArray] = []
    ends: list[IntArray] = []
    shares: list[FloatArray] = []
    triangles: list[IntArray] = []
    materials: list[IntArray] = []
    for number, layer in enumerate(layers):
        piece = cut(layer.triangles, layer.field, first_new=count)
        made = np.where(
            piece.triangles < count,
            piece.triangles + number * count,
            piece.triangles - count + first_new + sum(len(found) for found in starts),
        )
        starts.append(piece.start + number * count)
        ends.append(piece.end + number * count)
        shares.append(piece.share)
        triangles.append(made)
        materials.append(np.full(len(made), layer.material))
    start, end, share = np.concatenate(starts), np.concatenate(ends), np.concatenate(shares)
    faces = np.concatenate(triangles)
    points = np.concatenate([layer.points_m for layer in layers])
    colour = np.concatenate([layer.colour for layer in layers])
    used = np.unique(np.concatenate([faces[faces < first_new], start, end]))
    number_of = np.full(first_new + len(start), -1, dtype=np.int64)
    number_of[used] = np.arange(len(used))
    number_of[first_new:] = np.arange(len(start)) + len(used)
    nearer = np.where(share < 0.5, start, end)
    between = points[start] * (1 - share)[:, None] + points[end] * share[:, None]
    return Dressed(
        rest_m=points[used],
        bone=body.bone[used % count],
        weight=body.weight[used % count],
        start=number_of[start],
        end=number_of[end],
        share=share,
        triangles=number_of[faces],
        material=np.concatenate(materials),
        colour=np.concatenate([colour[used], colour[nearer]]),
        texture_m=np.concatenate([points[used], between]),
    )
