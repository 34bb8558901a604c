"""The loops over vertices, triangles and pixels, compiled by numba; one thread, no fast maths.

Arrays are float32 or float64 as given; pictures are (height, width, ...).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

if TYPE_CHECKING:
    Array = Any
else:
    Array = None

_FAR = np.float32(1e9)


@njit(cache=True)
def skinned(rest: Array, bone: Array, weight: Array, turn: Array, shift: Array) -> Array:
    """Return the vertices (V, 3) each moved by its bones (linear blend)."""
    out = np.zeros_like(rest)
    for v in range(rest.shape[0]):
        x, y, z = rest[v, 0], rest[v, 1], rest[v, 2]
        for k in range(bone.shape[1]):
            w = weight[v, k]
            if w > 0.0:
                b = bone[v, k]
                for i in range(3):
                    out[v, i] += w * (
                        turn[b, i, 0] * x + turn[b, i, 1] * y + turn[b, i, 2] * z + shift[b, i]
                    )
    return out


@njit(cache=True)
def normals_of(points: Array, triangles: Array) -> Array:
    """Return (V, 3) unit normals, weighted by area."""
    out = np.zeros_like(points)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ux = points[b, 0] - points[a, 0]
        uy = points[b, 1] - points[a, 1]
        uz = points[b, 2] - points[a, 2]
        vx = points[c, 0] - points[a, 0]
        vy = points[c, 1] - points[a, 1]
        vz = points[c, 2] - points[a, 2]
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for k in (a, b, c):
            out[k, 0] += nx
            out[k, 1] += ny
            out[k, 2] += nz
    for v in range(out.shape[0]):
        length = np.sqrt(out[v, 0] ** 2 + out[v, 1] ** 2 + out[v, 2] ** 2) + 1e-12
        for k in range(3):
            out[v, k] /= length
    return out


@njit(cache=True)
def rasterised(
    xy: Array, depth: Array, triangles: Array, perspective: bool, number: Array, nearest: Array,
    share: Array,
) -> None:  # fmt: skip
    """Fill, for each pixel, the nearest triangle's number (-1: none), its depth and place in it.

    ``share`` (h, w, 2) weights of the first two corners; ``xy`` in pixels of these pictures.
    """
    height, width = number.shape
    number[:] = -1
    nearest[:] = _FAR
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        za, zb, zc = depth[a], depth[b], depth[c]
        if perspective and min(za, zb, zc) < 0.05:
            continue
        x0, y0 = xy[a, 0], xy[a, 1]
        x1, y1 = xy[b, 0], xy[b, 1]
        x2, y2 = xy[c, 0], xy[c, 1]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if area == 0.0:
            continue
        left = max(int(np.ceil(min(x0, x1, x2) - 0.5)), 0)
        right = min(int(np.floor(max(x0, x1, x2) - 0.5)), width - 1)
        top = max(int(np.ceil(min(y0, y1, y2) - 0.5)), 0)
        bottom = min(int(np.floor(max(y0, y1, y2) - 0.5)), height - 1)
        for j in range(top, bottom + 1):
            py = j + 0.5
            for i in range(left, right + 1):
                px = i + 0.5
                w0 = ((x1 - px) * (y2 - py) - (x2 - px) * (y1 - py)) / area
                w1 = ((x2 - px) * (y0 - py) - (x0 - px) * (y2 - py)) / area
                w2 = 1.0 - w0 - w1
                if w0 < 0.0 or w1 < 0.0 or w2 < 0.0:
                    continue
                if perspective:
                    away = 1.0 / (w0 / za + w1 / zb + w2 / zc)
                    w0, w1 = w0 * away / za, w1 * away / zb
                else:
                    away = w0 * za + w1 * zb + w2 * zc
                if away < nearest[j, i]:
                    nearest[j, i] = away
                    number[j, i] = t
                    share[j, i, 0] = w0
                    share[j, i, 1] = w1


@njit(inline="always")
def lit(x: float, y: float, z: float, axes: Array, origin: Array, scale: float, depth: Array,
        bias: float) -> float:  # fmt: skip
    """Return which share of the light reaches a point, by the light's picture of depths."""
    size = depth.shape[0]
    dx, dy, dz = x - origin[0], y - origin[1], z - origin[2]
    u = (axes[0, 0] * dx + axes[0, 1] * dy + axes[0, 2] * dz) * scale + size / 2
    v = (axes[1, 0] * dx + axes[1, 1] * dy + axes[1, 2] * dz) * scale + size / 2
    away = axes[2, 0] * dx + axes[2, 1] * dy + axes[2, 2] * dz - bias
    dark = 0.0
    for row in range(-2, 3):
        for column in range(-2, 3):
            i, j = int(u + 1.4 * column), int(v + 1.4 * row)
            if 0 <= i < size and 0 <= j < size and depth[j, i] < away:
                dark += 1.0
    return 1.0 - dark / 25.0


@njit(inline="always")
def _hashed(i: int, j: int) -> float:
    n = (i * 374761393 + j * 668265263) & 0xFFFFFFFF
    n = ((n ^ (n >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((n ^ (n >> 16)) & 0xFFFF) / 65535.0


@njit(inline="always")
def _value_noise(x: float, y: float) -> float:
    i, j = int(np.floor(x)), int(np.floor(y))
    u, v = x - i, y - j
    u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
    top = _hashed(i, j) * (1 - u) + _hashed(i + 1, j) * u
    bottom = _hashed(i, j + 1) * (1 - u) + _hashed(i + 1, j + 1) * u
    return top * (1 - v) + bottom * v


@njit(cache=True)
def shaded(
    out: Array, cover: Array, number: Array, nearest: Array, share: Array, triangles: Array,
    material: Array, normals: Array, colour: Array, texture: Array,
    corner: Array, focal: float, middle: Array, axes: Array, place: Array,
    sun_axes: Array, sun_origin: Array, sun_scale: float, sun_depth: Array,
    sun: Array, key: Array, sky: Array, ground: Array, fill: Array,
) -> None:  # fmt: skip
    """Add the light of the rasterised surface, 2 x 2 samples a pixel, to ``out`` and ``cover``.

    Pixels whose samples lie on one surface are shaded once.  ``corner`` is the first pixel of this
    part of the picture; ``focal`` and ``middle`` are in whole pixels.
    """
    height, width = out.shape[:2]
    normal, base, rest, ray = np.zeros(3), np.zeros(3), np.zeros(3), np.zeros(3)
    for j in range(height):
        for i in range(width):
            count, low, high, kinds = 0, _FAR, np.float32(0.0), 0
            first = -1
            for s in range(4):
                t = number[2 * j + s // 2, 2 * i + s % 2]
                if t >= 0:
                    count += 1
                    z = nearest[2 * j + s // 2, 2 * i + s % 2]
                    low, high = min(low, z), max(high, z)
                    if first < 0:
                        first = material[t]
                    elif material[t] != first:
                        kinds = 1
            if count == 0:
                continue
            cover[j, i] += 0.25 * count
            smooth = count == 4 and kinds == 0 and high - low < 0.02
            weight = 1.0 if smooth else 0.25
            for s in range(1 if smooth else 4):
                row, column = 2 * j + s // 2, 2 * i + s % 2
                t = number[row, column]
                if t < 0:
                    continue
                w0, w1 = share[row, column, 0], share[row, column, 1]
                w2 = 1.0 - w0 - w1
                a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
                z = nearest[row, column]
                rx = (corner[0] + (column + 0.5) / 2 - middle[0]) / focal
                ry = (corner[1] + (row + 0.5) / 2 - middle[1]) / focal
                for k in range(3):
                    ray[k] = axes[0, k] * rx + axes[1, k] * ry + axes[2, k]
                    normal[k] = w0 * normals[a, k] + w1 * normals[b, k] + w2 * normals[c, k]
                    base[k] = w0 * colour[a, k] + w1 * colour[b, k] + w2 * colour[c, k]
                    rest[k] = w0 * texture[a, k] + w1 * texture[b, k] + w2 * texture[c, k]
                kind, gloss, width_of_gloss = material[t], 0.0, 8.0
                tone = 1.0
                if kind == 0:  # skin
                    tone = 0.94 + 0.12 * _value_noise(60 * rest[0], 60 * rest[2] + 40 * rest[1])
                    gloss, width_of_gloss = 0.10, 14.0
                elif kind == 1:  # cloth: weave, and folds that tip the normal
                    tone = (
                        0.84
                        + 0.22 * _value_noise(22 * rest[0] + 9 * rest[1], 14 * rest[2])
                        + 0.08 * _value_noise(90 * rest[0], 90 * rest[2])
                    )
                    fold = _value_noise(25 * rest[0] + 7, 12 * rest[2] + 12 * rest[1]) - 0.5
                    crease = _value_noise(18 * rest[0], 25 * rest[2] + 3 + 9 * rest[1]) - 0.5
                    normal[0] += 0.35 * fold
                    normal[2] += 0.25 * crease
                elif kind == 2:  # hair
                    tone = 0.6 + 0.6 * _value_noise(160 * rest[0], 12 * rest[2] + 30 * rest[1])
                    gloss, width_of_gloss = 0.12, 20.0
                elif kind == 3:  # eye
                    gloss, width_of_gloss = 0.25, 30.0
                elif kind == 4:  # shoe, with its sole
                    gloss, width_of_gloss = 0.08, 20.0
                    if rest[2] < 0.022:
                        base[0], base[1], base[2] = 0.72, 0.72, 0.70
                elif kind == 6:  # metal
                    gloss, width_of_gloss = 0.45, 24.0
                length = np.sqrt(normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2) + 1e-9
                facing = normal[0] * ray[0] + normal[1] * ray[1] + normal[2] * ray[2]
                if facing > 0:
                    length = -length
                for k in range(3):
                    normal[k] /= length
                px, py = place[0] + ray[0] * z, place[1] + ray[1] * z
                pz = place[2] + ray[2] * z
                toward = normal[0] * sun[0] + normal[1] * sun[1] + normal[2] * sun[2]
                bright = 0.0
                if toward > 0:
                    bright = lit(px, py, pz, sun_axes, sun_origin, sun_scale, sun_depth, 0.02)
                up = 0.5 + 0.5 * normal[2]
                near_floor = min(1.0, 0.62 + 1.3 * pz)
                ahead = max(0.0, normal[0] * fill[0] + normal[1] * fill[1] + normal[2] * fill[2])
                shine = 0.0
                if gloss > 0 and bright > 0:
                    hx, hy, hz = sun[0] - ray[0], sun[1] - ray[1], sun[2] - ray[2]
                    half = np.sqrt(hx * hx + hy * hy + hz * hz)
                    cosine = (normal[0] * hx + normal[1] * hy + normal[2] * hz) / half
                    shine = gloss * bright * max(0.0, cosine) ** width_of_gloss
                for k in range(3):
                    around = (sky[k] * up + ground[k] * (1 - up)) * near_floor + ahead * fill[3]
                    light = around + key[k] * max(toward, 0.0) * bright
                    out[j, i, k] += weight * (base[k] * tone * light + key[k] * shine)


@njit(cache=True)
def walls(
    light: Array, direct: Array, reach: Array, focal: float, middle: Array, axes: Array,
    place: Array, box: Array, texture: Array, starts: Array, sizes: Array, per_m: float,
    around: Array, sunny: Array,
) -> None:  # fmt: skip
    """Fill a picture of an empty room, seen from inside, 2 x 2 samples a pixel.

    ``axes`` and ``place`` in the room's frame.  Surfaces: floor, back, front, left, right, ceiling;
    ``box`` (6,) where each lies along its own axis.  ``texture`` (N, 3) has them one after the
    other, each from ``starts`` with ``sizes`` (6, 2) columns and rows, and begins at the floor, the
    right and the front.  ``around`` and ``sunny`` (6, 3): the light on each.  ``reach``: how far
    along the ray (its away part is 1) the surface is; ``direct``: what a shadow takes.
    """
    height, width = reach.shape
    ray = np.zeros(3)
    for j in range(height):
        for i in range(width):
            for s in range(4):
                rx = (i + 0.25 + 0.5 * (s % 2) - middle[0]) / focal
                ry = (j + 0.25 + 0.5 * (s // 2) - middle[1]) / focal
                for k in range(3):
                    ray[k] = axes[0, k] * rx + axes[1, k] * ry + axes[2, k]
                best, hit = 1e9, 0
                for axis in range(3):
                    # where the ray could leave the box along this axis
                    if axis == 2:
                        surface = 5 if ray[2] > 0 else 0
                    elif axis == 1:
                        surface = 1 if ray[1] > 0 else 2
                    else:
                        surface = 3 if ray[0] > 0 else 4
                    if abs(ray[axis]) > 1e-6:
                        far = (box[surface] - place[axis]) / ray[axis]
                        if 0 < far < best:
                            best, hit = far, surface
                x, y = place[0] + ray[0] * best, place[1] + ray[1] * best
                u = y - box[2] if hit in (3, 4) else x - box[4]
                v = y - box[2] if hit in (0, 5) else place[2] + ray[2] * best
                columns, rows = sizes[hit, 0], sizes[hit, 1]
                u = min(max(u * per_m - 0.5, 0.0), columns - 1.001)
                v = min(max(v * per_m - 0.5, 0.0), rows - 1.001)
                a, b = int(u), int(v)
                u, v = u - a, v - b
                at = starts[hit] + b * columns + a
                for k in range(3):
                    low = texture[at, k] * (1 - u) + texture[at + 1, k] * u
                    high = texture[at + columns, k] * (1 - u) + texture[at + columns + 1, k] * u
                    c = 0.25 * (low * (1 - v) + high * v)
                    light[j, i, k] += c * (around[hit, k] + sunny[hit, k])
                    direct[j, i, k] += c * sunny[hit, k]
                if s == 0:
                    reach[j, i] = best


@njit(cache=True)
def shadows(
    out: Array, direct: Array, reach: Array, part: Array, focal: float, middle: Array, axes: Array,
    place: Array, sun_axes: Array, sun_origin: Array, sun_scale: float, sun_depth: Array,
) -> None:  # fmt: skip
    """Take the direct light off where something stands between a surface and the sun.

    ``part`` (4,) first column and row, last column and row.
    """
    for j in range(part[1], part[3]):
        for i in range(part[0], part[2]):
            far = reach[j, i]
            rx = (i + 0.5 - middle[0]) / focal
            ry = (j + 0.5 - middle[1]) / focal
            x = place[0] + (axes[0, 0] * rx + axes[1, 0] * ry + axes[2, 0]) * far
            y = place[1] + (axes[0, 1] * rx + axes[1, 1] * ry + axes[2, 1]) * far
            z = place[2] + (axes[0, 2] * rx + axes[1, 2] * ry + axes[2, 2]) * far
            dark = 1.0 - lit(x, y, z, sun_axes, sun_origin, sun_scale, sun_depth, 0.03)
            if dark > 0:
                for k in range(3):
                    out[j, i, k] -= dark * direct[j, i, k]
