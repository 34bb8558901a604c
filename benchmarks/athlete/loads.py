"""What can be held, as meshes: a barbell with its plates, a dumbbell, a kettlebell.

Each lies in its own frame, metres, where a hand takes it at the origin: the bar's and the
dumbbell's handle along x; the kettlebell's handle across x, its ball below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from benchmarks.athlete.clothes import BOX, METAL
from benchmarks.athlete.cutting import triangles_of
from benchmarks.athlete.render import Mesh, joined
from benchmarks.athlete.rotations import unit
from benchmarks.athlete.wardrobe import Colour
from kneecave.model.arrays import FloatArray

PLATE_M, BALL_M = 0.225, 0.095
"""Radius of a barbell's plates, and of a kettlebell's ball."""
BALL_BELOW_M, HORN_M = 0.135, 0.058
"""How far the ball's middle lies under the hands, and the hands from the middle."""
BAR_M = 0.014
"""Radius of a bar."""

_AROUND = 28
_STEEL, _IRON = (0.42, 0.43, 0.45), (0.035, 0.035, 0.04)
_PLATES: tuple[tuple[Colour, float], ...] = (
    (_IRON, 0.045),
    ((0.45, 0.03, 0.03), 0.065),
    ((0.03, 0.10, 0.40), 0.060),
    ((0.60, 0.42, 0.03), 0.050),
    ((0.04, 0.25, 0.09), 0.045),
    ((0.05, 0.05, 0.055), 0.070),
)
"""Colour and thickness."""
_BELLS: tuple[Colour, ...] = (_IRON, (0.10, 0.10, 0.11), (0.40, 0.05, 0.04), (0.05, 0.14, 0.30))
_Profile = Sequence[tuple[float, float]]


@lru_cache(maxsize=8)
def thing(load: str, seed: int) -> Mesh:
    """Return one of the things a person can hold; the seed decides plates and colours."""
    return _THINGS[load](np.random.default_rng([seed, 6]))


def _barbell(rng: np.random.Generator) -> Mesh:
    parts = [
        _revolved([(-0.66, BAR_M), (0.66, BAR_M)], _STEEL, METAL),
        *(_revolved(profile, _STEEL, METAL) for profile in _both_ends(_SLEEVE)),
    ]
    at_m = 0.69
    for number in rng.choice(len(_PLATES), 1 + int(rng.integers(2)), replace=False):
        colour, thick_m = _PLATES[number]
        discs = _both_ends(_disc(at_m, thick_m))
        parts += [_revolved(profile, colour, BOX) for profile in discs]
        at_m += thick_m + 0.004
    return joined(parts)


_SLEEVE: _Profile = (
    (0.66, BAR_M), (0.66, 0.036), (0.69, 0.036), (0.69, 0.025), (1.10, 0.025), (1.10, 0.0),
)  # fmt: skip


def _disc(at_m: float, thick_m: float) -> _Profile:
    """Return a plate: a rim, its faces a little lower."""
    near, far, sunk = at_m, at_m + thick_m, 0.2 * thick_m
    rim, hub = 0.80 * PLATE_M, 0.30 * PLATE_M
    return (
        (near, 0.025), (near, hub), (near + sunk, hub), (near + sunk, rim), (near, rim),
        (near, PLATE_M), (far, PLATE_M), (far, rim), (far - sunk, rim), (far - sunk, hub),
        (far, hub), (far, 0.025),
    )  # fmt: skip


def _both_ends(profile: _Profile) -> tuple[_Profile, _Profile]:
    return profile, [(-x, radius) for x, radius in profile]


def _dumbbell(rng: np.random.Generator) -> Mesh:
    colour, radius = _BELLS[rng.integers(len(_BELLS))], float(rng.uniform(0.055, 0.075))
    head: _Profile = (
        (0.065, BAR_M), (0.065, 0.8 * radius), (0.08, radius), (0.15, radius),
        (0.165, 0.8 * radius), (0.165, 0.0),
    )  # fmt: skip
    handle = _revolved([(-0.065, 0.016), (0.065, 0.016)], _STEEL, METAL)
    return joined([handle, *(_revolved(end, colour, BOX) for end in _both_ends(head))])


def _kettlebell(rng: np.random.Generator) -> Mesh:
    colour = _BELLS[rng.integers(len(_BELLS))]
    angle = np.linspace(0, np.pi, 15)
    ball = _revolved(
        [(-BALL_M * float(np.cos(a)), BALL_M * float(np.sin(a))) for a in angle], colour, BOX
    )
    upright = ball.points_m[:, [1, 2, 0]] - [0, 0, BALL_BELOW_M]
    bow = np.pi * np.linspace(-0.28, 1.28, 25)
    path = np.stack([HORN_M * np.cos(bow), 0 * bow, HORN_M * np.sin(bow)], axis=1)
    handle = _tube(path, 0.016, _STEEL, METAL)
    return joined(
        [Mesh(upright, ball.triangles, ball.material, ball.colour, upright), handle],
    )


_THINGS: dict[str, Callable[[np.random.Generator], Mesh]] = {
    "barbell": _barbell,
    "dumbbells": _dumbbell,
    "kettlebell": _kettlebell,
}


def _revolved(profile: _Profile, colour: Colour, material: int) -> Mesh:
    """Return the surface a line (x, radius) sweeps about x; its corners are sharp."""
    angle = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    ring = np.stack([0 * angle, np.cos(angle), np.sin(angle)], axis=1)
    smooth = len(profile) > 13  # a curve in many pieces shares its corners
    rows = list(profile)
    if not smooth:
        rows = [end for piece in pairwise(profile) for end in piece]
    points = np.concatenate([ring * radius + [x, 0, 0] for x, radius in rows])
    strips = range(0, len(rows) - 1, 1 if smooth else 2)
    return _sheet(points, strips, colour, material)


def _tube(path: FloatArray, radius_m: float, colour: Colour, material: int) -> Mesh:
    """Return a round tube along a path in the plane of x and z."""
    way = np.gradient(path, axis=0)
    angle = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)[:, None]
    across = np.array([0.0, 1.0, 0.0])
    rings = [
        at + radius_m * (np.cos(angle) * across + np.sin(angle) * unit(np.cross(across, ahead)))
        for at, ahead in zip(path, way, strict=True)
    ]
    return _sheet(np.concatenate(rings), range(len(path) - 1), colour, material)


def _sheet(points: FloatArray, strips: Sequence[int], colour: Colour, material: int) -> Mesh:
    """Return strips between rings of points, each to the next one."""
    here = np.arange(_AROUND)
    nearer, farther = here, (here + 1) % _AROUND
    quads = np.concatenate(
        [
            np.stack([nearer, farther, farther + _AROUND, nearer + _AROUND], axis=1) + row * _AROUND
            for row in strips
        ]
    )
    faces = triangles_of(quads)
    return Mesh(
        points,
        faces,
        np.full(len(faces), material),
        np.tile(colour, (len(points), 1)),
        points,
    )
