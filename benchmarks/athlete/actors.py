"""People and things as meshes, posed."""

from __future__ import annotations

import numpy as np

from benchmarks.athlete import kernels
from benchmarks.athlete.body import load_body
from benchmarks.athlete.clothes import Dressed, dressed
from benchmarks.athlete.movements import posture_at
from benchmarks.athlete.posture import Posed, Posture, pose
from benchmarks.athlete.render import Mesh
from benchmarks.athlete.scene import Scene
from kneecave.model.arrays import FloatArray


class Actor:
    """The scene's person."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.body = load_body(scene.body)
        self._dressed = dressed(scene.body, scene.outfit)

    def posed(self, time_s: float) -> tuple[Posture, Posed]:
        """Return what the person does at a time, and the bones it gives."""
        posture = posture_at(self.body, self._scene, time_s)
        return posture, pose(self.body, posture)

    def mesh(self, time_s: float) -> Mesh:
        """Return the dressed person at a time."""
        return moved(self._dressed, self.posed(time_s)[1])

    def skin_m(self, posed: Posed) -> FloatArray:
        """Return (V, 3) the posed body without clothes."""
        body = self.body
        return _skinned(body.skin_m, body.bone, body.weight, posed)


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
