"""Rendered people, what the pose model sees of them, and where their joint centres are."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from benchmarks.athlete.designs import random_scene
from benchmarks.athlete.film import stills
from benchmarks.athlete.names import TUNING_BODIES
from benchmarks.athlete.scene import Scene
from kneecave.kinematics.joint_centres import MOVED, features, mean_leg_px
from kneecave.kinematics.lifting import focal_px
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack
from kneecave.pose.landmarker import JOINTS, Scanner, open_scanner, source_of
from kneecave.settings import Settings

PEOPLE = (*TUNING_BODIES, *("+".join(pair) for pair in combinations(TUNING_BODIES, 2)))
STANDING_S = (0.2, 0.6)
_BENT = 6
_SQUATS = 0.6


@dataclass(frozen=True, slots=True)
class Seen:
    """What is fitted: features (N, F), offsets (N, 2 * len(MOVED)), the person of each row (N,).

    Offsets in leg lengths, x outward, y down, as :class:`kneecave.kinematics.joint_centres.Network`
    gives them.
    """

    features: FloatArray
    offsets: FloatArray
    person: np.ndarray[tuple[int], np.dtype[np.str_]]

    @staticmethod
    def joined(parts: Sequence[Seen]) -> Seen:
        """Return all rows of several."""
        return Seen(
            *(np.concatenate([getattr(part, name) for part in parts]) for name in Seen.__slots__)
        )


def scene_of(seed: int) -> Scene:
    """Return a scene drawn at random: mostly squats, of any depth, some people never straight."""
    rng = np.random.default_rng([seed, 21])
    wanted = "squat" if rng.random() < _SQUATS else None
    tries = (random_scene(seed * 100 + i, PEOPLE)[0] for i in range(100))
    scene = next(one for one in tries if one.reps and (wanted in (None, one.movement)))
    plan = scene.reps[0].model_copy(
        update={
            "flexion_deg": scene.reps[0].flexion_deg + float(rng.uniform(-25, 20)),
            "pelvic_drop_deg": float(rng.normal(0, 3)),
            "trunk_lean_deg": float(rng.normal(0, 3)),
        }
    )
    resting = rng.uniform(0, 14, 2) * (rng.random(2) < 0.15)
    stance = scene.stance.model_copy(
        update={
            "cave_deg": (float(resting[0]), float(resting[1])),
            "pelvis_turn_deg": float(rng.normal(0, 1.5)),
        }
    )
    return scene.model_copy(update={"reps": (plan,), "stance": stance})


def see(scene: Scene, scanner: Scanner) -> Seen | None:
    """Return one scene's rows; None where somebody is not found while standing."""
    rng = np.random.default_rng([scene.seed, 22])
    plan = scene.reps[0]
    bent = scene.lead_in_s + rng.uniform(0.15, 0.9, _BENT) * (plan.length_s - plan.rest_s)
    xy, depth, centres = [], [], []
    for image_bgr, truth in stills(scene, [*STANDING_S, *bent.tolist()]):
        people = scanner.find_all(image_bgr)
        blank = np.full((len(JOINTS), 2), np.nan)
        xy.append(people[0].xy_px if people else blank)
        depth.append(people[0].depth_px if people else blank[:, 0])
        centres.append(truth.joints_px[0])
    track = _track(np.array(xy), np.array(depth), scene)
    if np.isnan(track.xy_px[: len(STANDING_S)]).any():
        return None
    legs = (plan.lead_leg,) if plan.lead_leg else tuple(Leg)
    return Seen.joined([_rows(track, leg, np.array(centres), scene.body) for leg in legs])


def _rows(track: PoseTrack, leg: Leg, centres_px: FloatArray, person: str) -> Seen:
    standing = np.arange(len(centres_px)) < len(STANDING_S)
    focal = focal_px(track.image_size_px, Settings().view.lens_deg)
    seen = np.stack([track.of(Joint.of(leg, part)) for part in MOVED], axis=1)
    away = (centres_px[:, tuple(Leg).index(leg)] - seen) / mean_leg_px(track, standing)
    away[..., 0] *= leg.lateral_sign
    known = np.isfinite(seen).all(axis=(1, 2))
    return Seen(
        features(track, leg, standing, focal)[known],
        away.reshape(len(away), -1)[known],
        np.full(int(known.sum()), person),
    )


def _track(xy_px: FloatArray, depth_px: FloatArray, scene: Scene) -> PoseTrack:
    return PoseTrack(
        joints=JOINTS,
        time_s=np.arange(len(xy_px), dtype=np.float64),
        xy_px=xy_px,
        depth_px=depth_px,
        confidence=np.where(np.isfinite(depth_px), 1.0, np.nan),
        image_size_px=(scene.picture.width_px, scene.picture.height_px),
        source=source_of("heavy"),
        swapped=np.zeros(len(xy_px), dtype=np.bool_),
        people=1,
    )


def write_shard(folder: Path, seeds: Sequence[int]) -> None:
    """Write the rows of these seeds to one file of their own, whole or not at all."""
    cv2.setNumThreads(1)
    with open_scanner("heavy", most_people=1) as scanner:
        parts = [part for seed in seeds if (part := see(scene_of(seed), scanner))]
    rows = Seen.joined(parts)
    path = folder / f"seen_{seeds[0]:05d}.npz"
    with (part_path := path.with_suffix(".part")).open("wb") as file:
        np.savez(file, features=rows.features, offsets=rows.offsets, person=rows.person)
    part_path.replace(path)


def make(folder: Path, *, scenes: int, processes: int) -> Seen:
    """Return the rows of so many scenes; what lies in the folder already is not made again."""
    folder.mkdir(parents=True, exist_ok=True)
    size = 10
    shards = [range(at, min(at + size, scenes)) for at in range(0, scenes, size)]
    missing = [one for one in shards if not (folder / f"seen_{one[0]:05d}.npz").exists()]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(write_shard, [folder] * len(missing), missing))
    files = [np.load(folder / f"seen_{one[0]:05d}.npz") for one in shards]
    return Seen.joined([Seen(*(file[name] for name in Seen.__slots__)) for file in files])
