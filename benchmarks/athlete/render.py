"""Meshes in a room to a picture of light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.athlete import kernels
from benchmarks.athlete.body import IntArray
from benchmarks.athlete.lights import Light
from benchmarks.athlete.rooms import PER_M, Room
from benchmarks.athlete.rotations import UP, unit
from benchmarks.athlete.view import View
from kneecave.model.arrays import FloatArray

Float32Array = NDArray[np.float32]

_SUN_PX = 640
_WIDER = 1.06
"""How much larger than the picture the room is painted, for a camera that shakes."""
_INWARD = np.array(
    [(0, 0, 1), (0, -1, 0), (0, 1, 0), (-1, 0, 0), (1, 0, 0), (0, 0, -1)], dtype=float
)
"""(6, 3) where each surface of a room faces."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """A surface.

    Vertices in metres, (N, 3) triangles, the material of each; linear colours, and where each
    vertex is on its material.
    """

    points_m: FloatArray
    triangles: IntArray
    material: IntArray
    colour: FloatArray
    texture_m: FloatArray


def joined(meshes: list[Mesh]) -> Mesh:
    """Return all meshes as one."""
    counts = np.cumsum([0, *(len(mesh.points_m) for mesh in meshes)])
    return Mesh(
        np.concatenate([mesh.points_m for mesh in meshes]),
        np.concatenate([m.triangles + n for m, n in zip(meshes, counts[:-1], strict=True)]),
        np.concatenate([mesh.material for mesh in meshes]),
        np.concatenate([mesh.colour for mesh in meshes]),
        np.concatenate([mesh.texture_m for mesh in meshes]),
    )


@dataclass(frozen=True, eq=False)
class _Sun:
    """The light's own picture of what it sees first."""

    axes: FloatArray
    origin: FloatArray
    scale: float
    depth: Float32Array


class Stage:
    """A room in a light, seen by one camera that stays in its place.

    Parameters
    ----------
    turn_deg
        How far the room (with its light) is turned about the person, + = toward the left.
    shakes
        The camera turns about itself by a little; otherwise it keeps its view.
    """

    def __init__(
        self, room: Room, light: Light, view: View, *, turn_deg: float, shakes: bool
    ) -> None:
        self._view, self._light, self._shakes = view, light, shakes
        angle = np.radians(turn_deg)
        self._room_axes = np.array(
            [[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
        )
        self._toward = self._room_axes @ unit(light.toward)
        self._back_y, self._sides_x = room.box[1], room.box[3]
        self._empty = self._paint(room)

    def _paint(self, room: Room) -> tuple[Float32Array, Float32Array, Float32Array]:
        """Return light, direct light and reach of the empty room, a little beyond the picture."""
        width, height = self._wide_px
        light, direct = (np.zeros((height, width, 3), dtype=np.float32) for _ in range(2))
        reach = np.zeros((height, width), dtype=np.float32)
        around, sunny = self._on_surfaces(room)
        kernels.walls(
            light, direct, reach, self._view.focal_px, np.array([width / 2, height / 2]),
            self._view.axes @ self._room_axes, self._room_axes.T @ self._view.place_m,
            room.box, room.texture, room.starts, room.sizes, float(PER_M), around, sunny,
        )  # fmt: skip
        return light, direct, reach

    def _on_surfaces(self, room: Room) -> tuple[FloatArray, FloatArray]:
        """Return (6, 3) the light from all around and (6, 3) the sun's on each surface."""
        key, sky, ground = self._colours
        facing = _INWARD @ (self._room_axes.T @ self._toward)
        up = 0.5 + 0.5 * _INWARD[:, 2:]
        around = sky * up + ground * (1 - up)
        sunny = key * np.maximum(facing, 0)[:, None]
        shines = room.shines[:, None]
        return np.where(shines, sky + ground, around), np.where(shines, 0.0, sunny)

    @property
    def _wide_px(self) -> tuple[int, int]:
        width, height = self._view.size_px
        by = _WIDER if self._shakes else 1.0
        return width + 2 * round((by - 1) * width / 2), height + 2 * round((by - 1) * height / 2)

    @property
    def _colours(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        light = self._light
        return (np.array(light.key), np.array(light.sky), np.array(light.ground))

    def lit(self, mesh: Mesh, view: View) -> Float32Array:
        """Return (height, width, 3) linear light of the room with the mesh in it.

        ``view`` is the stage's own, or that turned about itself.
        """
        light, direct, reach = self._turned(view)
        sun = self._sun(mesh)
        middle = np.asarray(view.size_px) / 2
        here = (view.focal_px, middle, view.axes, view.place_m)
        there = (sun.axes, sun.origin, sun.scale, sun.depth)
        part = self._shadow_part(mesh, view)
        kernels.shadows(light, direct, reach, part, *here, *there)
        self._draw(light, mesh, view, sun)
        return light

    def _turned(self, view: View) -> tuple[Float32Array, Float32Array, Float32Array]:
        """Return the empty room as the turned camera sees it: a pure turn is a homography."""
        wide, size = np.array(self._wide_px), np.array(view.size_px)
        left, top = (wide - size) // 2
        if view is self._view:
            rows, columns = slice(top, top + size[1]), slice(left, left + size[0])
            light, direct, reach = self._empty
            return light[rows, columns].copy(), direct[rows, columns], reach[rows, columns]
        focal = view.focal_px
        inner = np.array([[focal, 0, size[0] / 2], [0, focal, size[1] / 2], [0, 0, 1]])
        outer = np.array([[focal, 0, wide[0] / 2], [0, focal, wide[1] / 2], [0, 0, 1]])
        half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])  # OpenCV counts from centres
        turn = self._view.axes @ view.axes.T
        matrix = np.linalg.inv(half) @ outer @ turn @ np.linalg.inv(inner) @ half
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        border = cv2.BORDER_REPLICATE
        light, direct, reach = (
            np.asarray(
                cv2.warpPerspective(
                    layer, matrix, (int(size[0]), int(size[1])), flags=flags, borderMode=border
                ),
                dtype=np.float32,
            )
            for layer in self._empty
        )
        return light, direct, reach

    def _sun(self, mesh: Mesh) -> _Sun:
        away = -self._toward
        across = unit(np.cross(away, UP))
        axes = np.stack([across, np.cross(away, across), away])
        middle = (mesh.points_m.min(axis=0) + mesh.points_m.max(axis=0)) / 2
        seen = (mesh.points_m - middle) @ axes.T
        scale = 0.49 * _SUN_PX / float(np.abs(seen[:, :2]).max())
        number = np.empty((_SUN_PX, _SUN_PX), dtype=np.int32)
        depth = np.empty((_SUN_PX, _SUN_PX), dtype=np.float32)
        share = np.empty((_SUN_PX, _SUN_PX, 2), dtype=np.float32)
        xy = np.ascontiguousarray(seen[:, :2] * scale + _SUN_PX / 2)
        kernels.rasterised(
            xy, np.ascontiguousarray(seen[:, 2]), mesh.triangles, False, number, depth, share
        )
        return _Sun(axes, middle, scale, depth)

    def _shadow_part(self, mesh: Mesh, view: View) -> IntArray:
        """Return (4,) the part of the picture shadows may fall in."""
        points = mesh.points_m[::7]
        places = [points - points[:, 2:] / self._toward[2] * self._toward]
        local = points @ self._room_axes
        toward = self._room_axes.T @ self._toward
        for axis, wall in ((1, self._back_y), (0, self._sides_x), (0, -self._sides_x)):
            if toward[axis] * wall < 0:
                far = (wall - local[:, axis]) / toward[axis]
                places.append(points + far[:, None] * self._toward)
        found = [self._seen_part(place, view) for place in places]
        boxes = np.array([box for box in found if box is not None])
        if not len(boxes):
            return np.zeros(4, dtype=np.int64)
        return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])

    @staticmethod
    def _seen_part(points: FloatArray, view: View) -> IntArray | None:
        seen = view.seen(points)
        front = seen[seen[:, 2] > 0.2]
        if not len(front):
            return None
        px = view.focal_px * front[:, :2] / front[:, 2:] + np.asarray(view.size_px) / 2
        low = np.clip(px.min(axis=0) - 12, 0, view.size_px)
        high = np.clip(px.max(axis=0) + 12, 0, view.size_px)
        return np.concatenate([low, high]).astype(np.int64)

    def _draw(self, light: Float32Array, mesh: Mesh, view: View, sun: _Sun) -> None:
        part = self._seen_part(mesh.points_m, view)
        if part is None or (part[2:] <= part[:2]).any():
            return
        left, top, right, bottom = part
        shape = (2 * (bottom - top), 2 * (right - left))
        number = np.empty(shape, dtype=np.int32)
        nearest, share = np.empty(shape, np.float32), np.empty((*shape, 2), np.float32)
        seen = view.seen(mesh.points_m)
        middle, corner = np.asarray(view.size_px) / 2, np.array([left, top], dtype=float)
        depth = np.where(np.abs(seen[:, 2]) < 1e-6, 1e-6, seen[:, 2])
        xy = 2 * (view.focal_px * seen[:, :2] / depth[:, None] + middle - corner)
        kernels.rasterised(
            np.ascontiguousarray(xy), depth, mesh.triangles, True, number, nearest, share
        )
        drawn = np.zeros((bottom - top, right - left, 3), dtype=np.float32)
        cover = np.zeros(drawn.shape[:2], dtype=np.float32)
        normals = kernels.normals_of(mesh.points_m, mesh.triangles)
        fill = np.array([*(-self._view.axes[2]), self._light.fill])
        kernels.shaded(
            drawn, cover, number, nearest, share, mesh.triangles, mesh.material,
            normals, mesh.colour, mesh.texture_m, corner, view.focal_px, middle, view.axes,
            view.place_m, sun.axes, sun.origin, sun.scale, sun.depth, self._toward,
            *self._colours, fill,
        )  # fmt: skip
        behind = light[top:bottom, left:right]
        behind *= 1 - cover[:, :, None]
        behind += drawn
