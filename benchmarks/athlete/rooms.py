"""The places: boxes with painted walls, the person in the middle.

Room frame: as the scene's, so -y is where the camera of a front view stands.  Pictures of walls
have their first row at the floor and their first column at the right (-x) or the front (-y).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.athlete.body import IntArray
from benchmarks.athlete.names import ROOMS
from benchmarks.athlete.wardrobe import Colour
from kneecave.model.arrays import BoolArray, FloatArray

Float32Array = NDArray[np.float32]

PER_M = 90
"""Texture points a metre."""
SURFACES = ("floor", "back", "front", "left", "right", "ceiling")


@dataclass(frozen=True, eq=False)
class Room:
    """A place, painted.

    Attributes
    ----------
    box
        (6,) where each surface lies along its own axis.
    texture
        (N, 3) linear colours of all surfaces, one after the other.
    starts, sizes
        (6,) and (6, 2): the first point, and the columns and rows of each.
    shines
        (6,) which give light themselves.
    """

    box: FloatArray
    texture: Float32Array
    starts: IntArray
    sizes: IntArray
    shines: BoolArray


Paint = dict[str, Float32Array]


@lru_cache(maxsize=len(ROOMS))
def load_room(name: str) -> Room:
    """Return one of the places."""
    box, shining, paint = PLACES[name]
    pictures = _empty(box)
    paint(pictures, np.random.default_rng(7))
    sizes = np.array([pictures[s].shape[1::-1] for s in SURFACES], dtype=np.int64)
    counts = sizes.prod(axis=1)
    return Room(
        box=np.array(box, dtype=float),
        texture=np.concatenate([pictures[s].reshape(-1, 3) for s in SURFACES]),
        starts=np.cumsum(counts) - counts,
        sizes=sizes,
        shines=np.array([surface in shining for surface in SURFACES]),
    )


def _empty(box: tuple[float, ...]) -> Paint:
    _, back, front, left, right, ceiling = box
    across, deep, high = (round(PER_M * m) for m in (left - right, back - front, ceiling))
    flat, wide, long = (deep, across), (high, across), (high, deep)
    shapes = dict(zip(SURFACES, (flat, wide, wide, long, long, flat), strict=True))
    return {name: np.zeros((*shape, 3), dtype=np.float32) for name, shape in shapes.items()}


def _speckled(
    shape: tuple[int, ...], rng: np.random.Generator, *, grain_m: float, depth: float
) -> Float32Array:
    """Return (rows, columns, 1) factors about 1 of a random pattern with grains of that size."""
    size = [max(2, round(side / (PER_M * grain_m))) for side in shape[:2]]
    coarse = rng.normal(size=size).astype(np.float32)
    fine = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(1 + depth * fine[:, :, None])


def _plain(picture: Float32Array, colour: Colour, rng: np.random.Generator) -> None:
    shades = _speckled(picture.shape, rng, grain_m=0.8, depth=0.02)
    shades = shades * _speckled(picture.shape, rng, grain_m=0.03, depth=0.012)
    picture[:] = np.array(colour, dtype=np.float32) * shades


def _patch(
    picture: Float32Array, x_m: tuple[float, float], z_m: tuple[float, float], colour: Colour
) -> None:
    """Paint a rectangle; metres from the picture's corner."""
    (a, b), (c, d) = ((round(PER_M * v) for v in pair) for pair in (x_m, z_m))
    picture[max(c, 0) : max(d, 0), max(a, 0) : max(b, 0)] = colour


def _planks(picture: Float32Array, rng: np.random.Generator) -> None:
    """Boards that run away from the camera."""
    rows, columns = picture.shape[:2]
    width = round(0.14 * PER_M)
    for left in range(0, columns, width):
        at = -int(rng.integers(0, 120))
        while at < rows:
            length = int(rng.integers(90, 170))
            shade = rng.uniform(0.75, 1.1)
            board = picture[max(at, 0) : at + length, left : left + width]
            board[:] = np.array((0.40, 0.24, 0.13)) * shade
            board[-1:] *= 0.6
            at += length
        picture[:, left] *= 0.6
    grain = rng.normal(size=(max(2, rows // 24), columns)).astype(np.float32)
    picture *= 1 + 0.05 * cv2.resize(grain, (columns, rows))[:, :, None]


def _living_room(at: Paint, rng: np.random.Generator) -> None:
    _planks(at["floor"], rng)
    for name in ("back", "front", "left", "right"):
        _plain(at[name], (0.50, 0.51, 0.47), rng)
        _patch(at[name], (0, 99), (0, 0.11), (0.86, 0.86, 0.86))
    at["ceiling"][:] = 0.85
    back = at["back"]
    _patch(back, (1.0, 2.05), (0.95, 2.1), (0.80, 0.80, 0.80))
    for left in (1.05, 1.55):
        for bottom in (1.0, 1.55):
            _patch(back, (left, left + 0.45), (bottom, bottom + 0.5), (1.9, 2.1, 2.3))
    _patch(back, (4.4, 5.1), (1.15, 1.85), (0.10, 0.10, 0.10))
    art = back[round(1.19 * PER_M) : round(1.81 * PER_M), round(4.44 * PER_M) : round(5.06 * PER_M)]
    for channel, mean in enumerate((0.55, 0.45, 0.40)):
        shades = _speckled(art.shape, rng, grain_m=0.2, depth=0.4)
        art[:, :, channel] = np.clip(mean * shades[:, :, 0], 0.05, 1)
    _shelf(back, rng, x_m=4.15, width_m=1.35, height_m=0.8)
    _patch(at["left"], (4.0, 4.9), (0.0, 2.05), (0.62, 0.60, 0.55))
    _patch(at["right"], (3.2, 3.9), (0.9, 1.7), (0.25, 0.33, 0.36))


def _shelf(
    wall: Float32Array, rng: np.random.Generator, *, x_m: float, width_m: float, height_m: float
) -> None:
    _patch(wall, (x_m, x_m + width_m), (0, height_m), (0.16, 0.085, 0.045))
    for level in np.arange(0.05, height_m - 0.2, 0.25):
        _patch(wall, (x_m + 0.03, x_m + width_m - 0.03), (level, level + 0.21), (0.07, 0.04, 0.02))
        at = x_m + 0.06
        while at < x_m + width_m - 0.12:
            thick = rng.uniform(0.02, 0.05)
            colour = tuple(rng.uniform(0.05, 0.45, 3))
            _patch(wall, (at, at + thick), (level, level + rng.uniform(0.13, 0.19)), colour)
            at += thick + 0.004


def _gym(at: Paint, rng: np.random.Generator) -> None:
    floor = at["floor"]
    floor[:] = 0.045
    floor *= _speckled(floor.shape, rng, grain_m=1.0, depth=0.1)
    flecks = rng.random(floor.shape[:2]) < 0.012
    floor[flecks] = (0.16, 0.20, 0.26)
    floor[::PER_M] *= 0.5
    floor[:, ::PER_M] *= 0.5
    for name in ("back", "front", "left", "right"):
        _plain(at[name], (0.30, 0.31, 0.33), rng)
        _patch(at[name], (0, 99), (1.0, 1.16), (0.55, 0.10, 0.06))
    at["ceiling"][:] = 0.25
    back = at["back"]
    for left in (0.6, 5.0):
        for post in (0.0, 1.1):
            _patch(back, (left + post, left + post + 0.08), (0, 2.3), (0.03, 0.03, 0.03))
        for bar in (0.6, 1.3, 2.22):
            _patch(back, (left, left + 1.18), (bar, bar + 0.05), (0.25, 0.25, 0.26))
    for left in np.arange(2.2, 4.6, 0.3):
        _patch(back, (left, left + 0.22), (0.25, 0.42), (0.02, 0.02, 0.02))
        _patch(back, (left + 0.07, left + 0.15), (0.30, 0.37), (0.35, 0.35, 0.36))
    _patch(back, (2.1, 4.7), (0.20, 0.25), (0.10, 0.10, 0.11))


def _garage(at: Paint, rng: np.random.Generator) -> None:
    _plain(at["floor"], (0.30, 0.29, 0.28), rng)
    at["floor"] *= _speckled(at["floor"].shape, rng, grain_m=0.35, depth=0.06)
    for name in ("back", "left", "right"):
        _bricks(at[name], rng)
    door = at["front"]
    _plain(door, (0.60, 0.60, 0.58), rng)
    door[:: round(0.5 * PER_M)] *= 0.5
    at["ceiling"][:] = 0.40
    back = at["back"]
    _shelf(back, rng, x_m=0.4, width_m=1.6, height_m=1.9)
    _patch(back, (4.6, 5.5), (0.0, 2.0), (0.12, 0.16, 0.13))
    _patch(back, (5.36, 5.41), (0.95, 1.02), (0.6, 0.6, 0.6))


def _bricks(picture: Float32Array, rng: np.random.Generator) -> None:
    picture[:] = 0.42
    rows, columns = picture.shape[:2]
    high, wide = 7, 20
    for row, bottom in enumerate(range(0, rows, high)):
        for left in range(-(row % 2) * wide // 2, columns, wide):
            colour = np.array((0.30, 0.13, 0.09)) * rng.uniform(0.7, 1.2)
            picture[bottom : bottom + high - 1, max(left, 0) : max(left + wide - 1, 0)] = colour


def _studio(at: Paint, rng: np.random.Generator) -> None:
    for name, picture in at.items():
        _plain(picture, (0.66, 0.66, 0.65) if name == "floor" else (0.72, 0.72, 0.71), rng)
        if name not in {"floor", "ceiling"}:  # the wall curves into the floor
            high = round(0.5 * PER_M)
            picture[:high] *= np.linspace(0.93, 1, high)[:, None, None]


def _park(at: Paint, rng: np.random.Generator) -> None:
    grass = at["floor"]
    grass[:] = (0.10, 0.17, 0.045)
    grass *= _speckled(grass.shape, rng, grain_m=1.2, depth=0.12)
    grass *= _speckled(grass.shape, rng, grain_m=0.03, depth=0.18)
    path = grass[:, round(3.2 * PER_M) : round(8.2 * PER_M)]
    path[:] = np.array((0.34, 0.31, 0.27)) * _speckled(path.shape, rng, grain_m=0.05, depth=0.06)
    for name in ("back", "front", "left", "right"):
        _trees(at[name], rng)
    at["ceiling"][:] = (0.55, 0.75, 1.05)


def _trees(picture: Float32Array, rng: np.random.Generator) -> None:
    rows, columns = picture.shape[:2]
    up = np.linspace(0, 1, rows)[:, None, None]
    picture[:] = np.array((0.95, 1.05, 1.15)) * (1 - up) + np.array((0.55, 0.75, 1.05)) * up
    for _ in range(90):
        x, radius = int(rng.integers(0, columns)), int(rng.integers(40, 110))
        z = int(rng.integers(70, 230))
        shade = rng.uniform(0.5, 1.2)
        trunk = max(2, radius // 14)
        picture[:z, max(x - trunk, 0) : x + trunk] = np.array((0.06, 0.045, 0.03)) * shade
        for _ in range(26):
            dx, dz = rng.normal(0, radius * 0.5, 2)
            leaf = np.array((0.05, 0.10, 0.03)) * shade * rng.uniform(0.6, 1.5)
            centre = (int(x + dx), int(z + 0.7 * dz))
            cv2.circle(picture, centre, int(radius * rng.uniform(0.2, 0.5)), tuple(leaf), -1)
    hedge = picture[: round(0.9 * PER_M)]
    hedge[:] = np.array((0.045, 0.08, 0.03)) * _speckled(hedge.shape, rng, grain_m=0.1, depth=0.2)


_INDOORS = (0.0, 2.6, -8.0, 3.2, -3.2, 2.9)
_HALL = (0.0, 3.4, -9.0, 3.6, -3.6, 3.6)
_OUTDOORS = (0.0, 10.0, -9.0, 5.5, -5.5, 5.5)
_SKY = frozenset({"back", "front", "left", "right", "ceiling"})
PLACES: dict[
    str,
    tuple[tuple[float, ...], frozenset[str], Callable[[Paint, np.random.Generator], None]],
] = {
    "living_room": (_INDOORS, frozenset(), _living_room),
    "gym": (_HALL, frozenset(), _gym),
    "garage": (_INDOORS, frozenset(), _garage),
    "studio": (_HALL, frozenset(), _studio),
    "park": (_OUTDOORS, _SKY, _park),
}
