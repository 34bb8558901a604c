"""The bones of a body while they are being placed."""

from __future__ import annotations

import numpy as np

from benchmarks.athlete.body import Body, skeleton
from kneecave.model.arrays import FloatArray


class Rig:
    """Every bone's rotation from rest ``turn`` (B, 3, 3), and its ``shift`` (B, 3) in metres."""

    def __init__(self, body: Body) -> None:
        self.body, self.bones = body, skeleton()
        self.turn = np.tile(np.eye(3), (len(self.bones.names), 1, 1))
        self.shift = np.zeros((len(self.bones.names), 3))

    def put(self, name: str, turn: FloatArray, rest_m: FloatArray, at_m: FloatArray) -> None:
        """Turn a bone about a point that goes from one place to another."""
        index = self.bones.index(name)
        self.turn[index], self.shift[index] = turn, at_m - turn @ rest_m

    def hang(self, name: str, turn: FloatArray) -> None:
        """Turn a bone about the joint it hangs on its parent by."""
        index = self.bones.index(name)
        parent, head = self.bones.parents[index], self.body.heads_m[index]
        self.put(name, turn, head, self.turn[parent] @ head + self.shift[parent])

    def follow(self, name: str) -> None:
        """Move all that hangs below a bone with it."""
        index, *below = self.bones.below(name)
        self.turn[below], self.shift[below] = self.turn[index], self.shift[index]

    def point(self, name: str, rest_m: FloatArray) -> FloatArray:
        """Return where a point of a bone is."""
        index = self.bones.index(name)
        return np.asarray(self.turn[index] @ rest_m + self.shift[index])

    def rotation(self, name: str) -> FloatArray:
        """Return the rotation of a bone that is placed."""
        return np.asarray(self.turn[self.bones.index(name)])
