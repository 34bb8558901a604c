"""The heel raise, from two clips to the answer: caves from a known place, before and after."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from kneecave.apps.sessions import Means, compared, load_source, now
from kneecave.model.body import Leg
from kneecave.model.coaching import Origin
from kneecave.model.session import Tried
from kneecave.settings import Settings
from tests.pose_files import save_performance
from tests.posed import CaveIn, Person, Tempo, squat

PEOPLE = 5


def answer(folder: Path, *, seed: int, left_after: float) -> Origin:
    """What is said of one person whose left cave keeps this share with the heels up."""
    rng = np.random.default_rng(seed)
    person = Person(thigh_m=0.42 * rng.uniform(0.93, 1.07), hip_width_m=rng.uniform(0.155, 0.19))
    cave_deg, stance = rng.uniform(20, 28), rng.uniform(1.3, 1.9)
    sources = []
    for share in (1.0, left_after):
        rep = CaveIn(left_deg=share * cave_deg)
        performance = squat(
            person,
            tempo=Tempo(reps=3),
            stance=stance,
            caves=dict.fromkeys((1, 2, 3), rep),
        )
        path = save_performance(performance, folder / f"{seed}_{share}.pose.npz")
        means = Means(Settings(), movement=None, person=None, model="heavy", quiet=True)
        sources.append(load_source(str(path), means=means, database=None, at=now()))
    found = compared(sources[0], sources[1], Settings(), tried=Tried.HEEL_RAISE)
    return next(one.origin for one in found.contributors if one.leg is Leg.LEFT)


@pytest.mark.parametrize(
    ("left_after", "origin"), [(0.05, Origin.FOOT), (0.2, Origin.FOOT), (1.0, Origin.HIP)]
)
def test_caves_without_a_sign_are_told_apart_by_the_heel_raise(
    tmp_path: Path, left_after: float, origin: Origin
) -> None:
    said = Counter(answer(tmp_path, seed=seed, left_after=left_after) for seed in range(PEOPLE))
    wrong = {Origin.HIP, Origin.FOOT, Origin.BOTH} - {origin}
    assert said[origin] >= 0.9 * PEOPLE, said
    assert sum(said[other] for other in wrong) == 0
