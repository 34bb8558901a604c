"""Who is filmed: what drives a cave, and what raised heels do to it, is what the truth says."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.athlete.film import foreseen
from benchmarks.athlete.names import TEST_BODIES, TUNING_BODIES
from benchmarks.contributors.cases import ORIGINS, Kind, People, cases
from kneecave.model.body import Leg


def test_test_people_are_never_among_those_to_choose_with() -> None:
    bodies = {people: {one.body for one in cases(people)} for people in People}
    assert bodies == {People.TUNING: set(TUNING_BODIES), People.TEST: set(TEST_BODIES)}
    for people in People:
        made = list(cases(people))
        assert len({one.name for one in made}) == len(made) == 4 * len(Kind)
        assert made == list(cases(people))


@pytest.mark.parametrize("kind", Kind)
def test_the_truth_is_what_the_kind_says(kind: Kind) -> None:
    case = next(one for one in cases(People.TUNING) if one.kind is kind)
    few = case.before.picture.model_copy(update={"fps": 5.0})
    before = foreseen(case.before.model_copy(update={"picture": few}))
    caved = {leg for side, leg in enumerate(Leg) if before.knee_over_foot_deg[:, side].max() > 12}
    assert caved == set(case.legs)
    leans = np.abs(before.trunk_lean_deg).max() > 8
    assert leans == (kind in (Kind.LEANING, Kind.MIXED))
    rolls = before.eversion_deg.max() > 7
    assert rolls == (kind in (Kind.ROLLING, Kind.MIXED))
    rises = np.ptp(before.feet_m[:, :, 0, 2]) > 0.03
    assert rises == (kind is Kind.STIFF)
    assert (case.after is None) == (kind not in ORIGINS)


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        (Kind.LEANING, 0.8, 1.2),
        (Kind.SILENT, 0.8, 1.2),
        (Kind.ROLLING, 0.0, 0.35),
        (Kind.STIFF, 0.0, 0.35),
        (Kind.MIXED, 0.4, 0.75),
    ],
)
def test_raised_heels_take_away_what_comes_from_below(
    kind: Kind, least: float, most: float
) -> None:
    case = next(one for one in cases(People.TUNING) if one.kind is kind)
    assert case.after is not None
    assert case.after.stance.heels_up_m == pytest.approx(0.05)
    assert case.after.body == case.before.body
    side = list(Leg).index(case.legs[0])
    caves = [
        np.mean([rep.cave_deg[side] for rep in scene.reps]) for scene in (case.before, case.after)
    ]
    assert least <= caves[1] / caves[0] <= most
