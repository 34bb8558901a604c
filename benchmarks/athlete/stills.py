"""Many stills at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2

from benchmarks.athlete.designs import random_scene
from benchmarks.athlete.film import still


def write_stills(
    folder: Path, *, seeds: Sequence[int], bodies: Sequence[str], processes: int
) -> float:
    """Write ``still_<seed>.jpg`` with ``still_<seed>.npz`` for each seed; return the seconds.

    People and clothes take a while to make and are kept, so each process gets few of them.
    """
    start = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    ordered = sorted(seeds, key=lambda seed: _wardrobe(seed, bodies))
    size = max(1, len(ordered) // (4 * processes))
    chunks = [ordered[at : at + size] for at in range(0, len(ordered), size)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for _ in pool.map(partial(_write, folder, bodies), chunks):
            pass
    return time.perf_counter() - start


def _wardrobe(seed: int, bodies: Sequence[str]) -> tuple[str, str]:
    scene, _ = random_scene(seed, bodies)
    return scene.body, scene.outfit


def _write(folder: Path, bodies: Sequence[str], seeds: Sequence[int]) -> None:
    cv2.setNumThreads(1)
    for seed in seeds:
        scene, at_s = random_scene(seed, bodies)
        image_bgr, truth = still(scene, at_s)
        cv2.imwrite(str(folder / f"still_{seed:05d}.jpg"), image_bgr)
        truth.save(folder / f"still_{seed:05d}.npz")
