"""Rendered people, what the pose model sees of them, and where their joint centres are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from math import radians, tan
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.athlete.designs import random_scene
from benchmarks.athlete.film import stills
from benchmarks.athlete.names import TRAINING_BODIES, TUNING_BODIES
from benchmarks.athlete.scene import Scene
from kneecave.kinematics.joint_centres import FARTHEST, MOVED, features, mean_leg_px
from kneecave.kinematics.lifting import focal_px
from kneecave.kinematics.outlined import edge_features
from kneecave.model.arrays import BoolArray, FloatArray, ImageBgr
from kneecave.model.body import Joint, Leg
from kneecave.model.outlines import NO_OUTLINES, Outlines
from kneecave.model.pose_track import PoseTrack
from kneecave.model.rep import Movement
from kneecave.pose.blazepose.direct import BlazePose
from kneecave.pose.bundles import verified_outline, verified_path
from kneecave.pose.landmarker import JOINTS, source_of
from kneecave.pose.poses import Pose
from kneecave.settings import Settings

Names = np.ndarray[tuple[int], np.dtype[np.str_]]

PEOPLE = TUNING_BODIES + TRAINING_BODIES
STANDING_S = (0.2, 0.6)
_BENT = 7
_SQUATS, _MIXED = 0.65, 0.4
_LONG_PX, _SHORT_PX = 1280, 720
_HEIGHT_M = 1.7
_AGAIN = 2
"""How often a region is looked at anew: in a clip it comes from a look before, not the detector."""


@dataclass(frozen=True, slots=True)
class Stills:
    """What the pose model saw of S scenes of F stills each, the first `STANDING_S` standing.

    Attributes
    ----------
    xy_px, depth_px
        (S, F, J, 2), (S, F, J) as a `PoseTrack` has them; NaN where nobody was found.
    edges_px
        (S, F, 2, ROWS, 2) as `Outlines` has them.
    centres_px
        (S, F, 2, len(MOVED), 2) where the joint centres of both legs are.
    size_px
        (S, 2) of the picture.
    legs
        (S, 2) whether a leg does the movement.
    person
        (S,) who it is.
    """

    xy_px: FloatArray
    depth_px: FloatArray
    edges_px: FloatArray
    centres_px: FloatArray
    size_px: NDArray[np.int64]
    legs: BoolArray
    person: Names

    @staticmethod
    def joined(parts: Sequence[Stills]) -> Stills:
        """Return all scenes of several."""
        return Stills(*_joined(parts, Stills.__slots__))


@dataclass(frozen=True, slots=True)
class Seen:
    """What is fitted, a row for every leg in every still.

    Offsets in leg lengths, x outward, y down, as
    :class:`kneecave.kinematics.joint_centres.Regression` gives them; features (N, F), edges
    (N, E), offsets (N, 2 * len(MOVED)), the person of each row (N,).
    """

    features: FloatArray
    edges: FloatArray
    offsets: FloatArray
    person: Names

    @staticmethod
    def joined(parts: Sequence[Seen]) -> Seen:
        """Return all rows of several."""
        return Seen(*_joined(parts, Seen.__slots__))

    def only(self, chosen: BoolArray) -> Seen:
        """Return some of the rows (N,)."""
        return Seen(*(getattr(self, name)[chosen] for name in Seen.__slots__))


def _joined(parts: Sequence[Stills] | Sequence[Seen], names: Iterable[str]) -> Iterator[Any]:
    return (np.concatenate([getattr(part, name) for part in parts]) for name in names)


def scene_of(seed: int) -> Scene:
    """Return a scene drawn at random: mostly squats, of any depth, some people never straight.

    In four of ten the person is half-way between two.
    """
    rng = np.random.default_rng([seed, 77])
    wanted = "squat" if rng.random() < _SQUATS else None
    body = str(rng.choice(PEOPLE))
    if rng.random() < _MIXED:
        body += "+" + str(rng.choice([other for other in PEOPLE if other != body]))
    tries = (random_scene(seed * 100 + i + 10_000_000, [body])[0] for i in range(100))
    scene = next(one for one in tries if one.reps and wanted in (None, one.movement))
    plan = scene.reps[0].model_copy(
        update={
            "flexion_deg": min(scene.reps[0].flexion_deg + float(rng.uniform(-25, 20)), 135.0),
            "pelvic_drop_deg": float(rng.normal(0, 2.5)),
            "trunk_lean_deg": float(rng.normal(0, 2.5)),
            "pronation_deg": (0.0, 0.0),
        }
    )
    resting = rng.uniform(0, 14, 2) * (rng.random(2) < 0.15)
    stance = scene.stance.model_copy(
        update={
            "cave_deg": (float(resting[0]), float(resting[1])),
            "pelvis_turn_deg": float(rng.normal(0, 1.5)),
        }
    )
    return _filmed(scene.model_copy(update={"reps": (plan,), "stance": stance}), rng)


def _filmed(scene: Scene, rng: np.random.Generator) -> Scene:
    """Return the scene as a phone takes it: 720p, the person 300 to 620 pixels tall."""
    fov_deg, tall_px = float(rng.uniform(52, 72)), float(rng.uniform(300, 620))
    landscape = rng.random() < 0.5
    focal = _LONG_PX / 2 / tan(radians(fov_deg / 2))
    camera = scene.camera.model_copy(
        update={
            "fov_deg": fov_deg,
            "distance_m": float(np.clip(focal * _HEIGHT_M / tall_px, 1.8, 8)),
            "yaw_deg": float(np.clip(rng.normal(0, 16), -36, 36)),
            "roll_deg": float(rng.normal(0, 1.2)),
        }
    )
    picture = scene.picture.model_copy(
        update={
            "width_px": _LONG_PX if landscape else _SHORT_PX,
            "height_px": _SHORT_PX if landscape else _LONG_PX,
            "fps": 15.0,
            "exposure": 0.06,
        }
    )
    return scene.model_copy(update={"camera": camera, "picture": picture})


def _seen_by(networks: BlazePose, image_bgr: ImageBgr) -> Pose | None:
    """Return the surest person, looked at until the region has settled."""
    for region in networks.regions(image_bgr):
        seen = networks.look(image_bgr, region)
        for _ in range(_AGAIN):
            seen = seen and networks.look(image_bgr, seen.region)
        if seen:
            return seen.pose
    return None


def see(seed: int, networks: BlazePose) -> Stills | None:
    """Return the stills of a seed's scene; None where somebody is not found while standing."""
    scene, rng = scene_of(seed), np.random.default_rng([seed, 78])
    plan = scene.reps[0]
    bent = scene.lead_in_s + rng.uniform(0.12, 0.92, _BENT) * (plan.length_s - plan.rest_s)
    xy, depth, edges, centres = [], [], [], []
    blank = np.full((len(JOINTS), 2), np.nan)
    for image_bgr, truth in stills(scene, [*STANDING_S, *bent.tolist()]):
        pose = _seen_by(networks, image_bgr)
        xy.append(pose.xy_px if pose else blank)
        depth.append(pose.depth_px if pose else blank[:, 0])
        edges.append(pose.edges_px if pose else np.full(NO_OUTLINES.edges_px.shape[1:], np.nan))
        centres.append(truth.joints_px[0])
    if np.isnan(xy[: len(STANDING_S)]).any():
        return None
    one_leg = plan.lead_leg is not None and scene.movement != Movement.SIDE_LUNGE
    each = (
        xy,
        depth,
        edges,
        centres,
        (scene.picture.width_px, scene.picture.height_px),
        [leg is plan.lead_leg or not one_leg for leg in Leg],
        scene.body,
    )
    return Stills(*(np.array(one)[None] for one in each))


def rows(stills: Stills) -> Seen:
    """Return what is fitted: every leg of every still in which somebody is seen.

    A leg that is seen somewhere else altogether teaches nothing, and is left out.
    """
    return Seen.joined(
        [
            _rows(stills, at, leg)
            for at in range(len(stills.person))
            for leg, moves in zip(Leg, stills.legs[at], strict=True)
            if moves
        ]
    )


def _rows(stills: Stills, at: int, leg: Leg) -> Seen:
    track = _track(stills, at)
    standing = np.arange(len(track.time_s)) < len(STANDING_S)
    focal = focal_px(track.image_size_px, Settings().view.lens_deg)
    leg_px = mean_leg_px(track, standing)
    frames, edges = edge_features(track, leg, standing, leg_px)
    seen = np.stack([track.of(Joint.of(leg, part))[frames] for part in MOVED], axis=1)
    away = stills.centres_px[at, frames, tuple(Leg).index(leg)] - seen
    away = away / leg_px * [leg.lateral_sign, 1]
    near = np.abs(away).max(axis=(1, 2)) < FARTHEST
    return Seen(
        features(track, leg, standing, focal)[frames],
        edges,
        away.reshape(len(away), -1),
        np.full(len(frames), stills.person[at]),
    ).only(near)


def _track(stills: Stills, at: int) -> PoseTrack:
    depth_px = stills.depth_px[at]
    time_s = np.arange(len(depth_px), dtype=np.float64)
    width, height = stills.size_px[at].tolist()
    seen = np.isfinite(depth_px).all(axis=-1)
    return PoseTrack(
        joints=JOINTS,
        time_s=time_s,
        xy_px=stills.xy_px[at],
        depth_px=depth_px,
        confidence=np.where(np.isfinite(depth_px), 1.0, np.nan),
        image_size_px=(width, height),
        source=source_of("heavy"),
        swapped=np.zeros(len(depth_px), dtype=np.bool_),
        people=1,
        outlines=Outlines(time_s, stills.edges_px[at]).only(seen),
    )


def write_shard(folder: Path, seeds: Sequence[int]) -> None:
    """Write the stills of these seeds to one file of their own, whole or not at all."""
    cv2.setNumThreads(1)
    networks = BlazePose(verified_path("heavy"), outline=verified_outline("heavy"))
    stills = Stills.joined([part for seed in seeds if (part := see(seed, networks))])
    path = folder / f"stills_{seeds[0]:05d}.npz"
    with (part_path := path.with_suffix(".part")).open("wb") as file:
        np.savez(file, **{name: getattr(stills, name) for name in Stills.__slots__})
    part_path.replace(path)


def make(folder: Path, *, scenes: int, processes: int) -> Stills:
    """Return the stills of so many scenes; what lies in the folder already is not made again."""
    folder.mkdir(parents=True, exist_ok=True)
    size = 10
    shards = [range(at, min(at + size, scenes)) for at in range(0, scenes, size)]
    missing = [one for one in shards if not (folder / f"stills_{one[0]:05d}.npz").exists()]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(write_shard, [folder] * len(missing), missing))
    files = [np.load(folder / f"stills_{one[0]:05d}.npz") for one in shards]
    return Stills.joined([Stills(*(file[name] for name in Stills.__slots__)) for file in files])
