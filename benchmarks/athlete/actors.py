"""People and things as meshes, posed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.athlete import kernels
from benchmarks.athlete.bands import band_of
from benchmarks.athlete.body import Body, load_body, regressors
from benchmarks.athlete.clothes import BOX, Dressed, dressed
from benchmarks.athlete.cutting import triangles_of
from benchmarks.athlete.loads import thing
from benchmarks.athlete.movements import posture_at
from benchmarks.athlete.one_leg import BOX_M
from benchmarks.athlete.posture import Posed, Posture, pose
from benchmarks.athlete.render import Mesh, joined
from benchmarks.athlete.rotations import FRONT, about_z
from benchmarks.athlete.scene import Scene
from benchmarks.athlete.walking import stood, walking
from kneecave.model.arrays import FloatArray
from kneecave.model.rep import Movement

_PLATE_M = 0.12
"""How deep the plate under raised heels is."""


class Actor:
    """The scene's person."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.body = load_body(scene.body)
        self._dressed = dressed(scene.body, scene.outfit)
        used = regressors().used
        self._read_off = self.body.skin_m[used], self.body.bone[used], self.body.weight[used]

    def posed(self, time_s: float) -> tuple[Posture, Posed]:
        """Return what the person does at a time, and the bones it gives."""
        posture = posture_at(self.body, self._scene, time_s)
        return posture, pose(self.body, posture)

    def mesh(self, time_s: float) -> Mesh:
        """Return the dressed person at a time, with what is held and worn on top."""
        posed = self.posed(time_s)[1]
        person = moved(self._dressed, posed)
        band = band_of(self._scene, person.points_m, posed.legs)
        return joined([person, *band, *self._held(posed)])

    def _held(self, posed: Posed) -> list[Mesh]:
        if self._scene.load is None:
            return []
        mesh = thing(self._scene.load, self._scene.seed)
        return [
            replace(mesh, points_m=mesh.points_m @ place.turn.T + place.at_m)
            for place in posed.things
        ]

    def landmarks(self, posed: Posed) -> dict[str, FloatArray]:
        """Return the joints as they are read off the posed skin."""
        return regressors().joints(_skinned(*self._read_off, posed))


def bystander_at(scene: Scene, time_s: float) -> list[Mesh]:
    """Return the other person, if there is one."""
    other = scene.bystander
    if other is None:
        return []
    way_m = other.walk_m_s * (time_s - scene.duration_s / 2)
    body = load_body(other.body)
    posture = walking(body, way_m) if other.walk_m_s else stood(body)
    mesh = moved(dressed(other.body, other.outfit), pose(body, posture))
    turn = about_z(np.radians(other.heading_deg))
    place = np.array([*other.at_m, 0.0]) + way_m * turn @ FRONT
    return [replace(mesh, points_m=mesh.points_m @ turn.T + place)]


def props_of(scene: Scene, body: Body) -> list[Mesh]:
    """Return what the person stands on: the box of a step-down, the plate under raised heels."""
    half_m = scene.stance.width * body.hip_width_m / 2 + 0.12
    if scene.movement == Movement.STEP_DOWN:
        return [_block((half_m, 0.17, BOX_M / 2), ahead_m=0.03)]
    if rise_m := scene.stance.heels_up_m:
        heel_m = float(np.mean([body.heel_m[side][1] - body.ankle_m[side][1] for side in (0, 1)]))
        return [_block((half_m, _PLATE_M / 2, rise_m / 2), ahead_m=-heel_m - 0.25 * _PLATE_M)]
    return []


def _block(half_m: tuple[float, float, float], *, ahead_m: float) -> Mesh:
    """Return a box on the floor, half as wide, deep and high as given, ahead of the origin."""
    corners = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=float)
    middle = np.array([0.0, -ahead_m, half_m[2]])
    sides = np.array(
        [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
    )
    points = (corners * half_m + middle)[sides.ravel()]  # every side has own corners and normals
    faces = triangles_of(np.arange(24).reshape(6, 4))
    colour = np.tile((0.08, 0.10, 0.13), (24, 1))
    return Mesh(points, faces, np.full(len(faces), BOX), colour, points)


def moved(clothed: Dressed, posed: Posed) -> Mesh:
    """Return a dressed body in a posture; soles are flat where they meet the floor."""
    skin = _skinned(clothed.rest_m, clothed.bone, clothed.weight, posed)
    share = clothed.share[:, None]
    between = skin[clothed.start] * (1 - share) + skin[clothed.end] * share
    points = np.concatenate([skin, between])
    points[:, 2] = np.maximum(points[:, 2], 0.0)
    return Mesh(points, clothed.triangles, clothed.material, clothed.colour, clothed.texture_m)


def _skinned(rest_m: FloatArray, bone: np.ndarray, weight: FloatArray, posed: Posed) -> FloatArray:
    return np.asarray(kernels.skinned(rest_m, bone, weight, posed.turn, posed.shift_m))
