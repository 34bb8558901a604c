from pathlib import Path

import numpy as np
import pytest

from benchmarks.joint_centres.fit import fit, unseen_people, write
from benchmarks.joint_centres.stills import Seen
from kneecave.kinematics.joint_centres import Regression

ROWS = 120


@pytest.fixture
def seen() -> Seen:
    """Offsets that follow from two features and, more than from these, from an edge of the leg.

    Of one tuning person among others.
    """
    rng = np.random.default_rng(3)
    features, edges = rng.normal(0.0, 0.1, (ROWS, 5)), rng.normal(0.05, 0.01, (ROWS, 4))
    offsets = features[:, :2] @ rng.normal(0.0, 0.05, (2, 6))
    offsets += (edges[:, :1] - 0.05) @ rng.normal(0.0, 1.0, (1, 6))
    return Seen(
        features, edges, offsets, np.array(["m_avg", "t01", "t02+m_avg", "t03"] * (ROWS // 4))
    )


def test_only_people_who_were_seen_are_tried_and_more_that_is_seen_tells_more(seen: Seen) -> None:
    found = unseen_people(seen)
    assert list(found) == ["m_avg"]
    constant, plain, outlined = (np.sqrt((errors**2).mean()) for errors in found["m_avg"])
    assert plain < 0.9 * constant
    assert outlined < 0.5 * plain


def test_nothing_of_a_person_tells_the_regression_that_is_tried_on_them(seen: Seen) -> None:
    told = np.array(["m_avg" in person for person in seen.person])
    strange = Seen(seen.features, seen.edges, seen.offsets + 0.05 * told[:, None], seen.person)
    assert (unseen_people(strange)["m_avg"] > 0.03).all()


def test_what_is_written_is_what_was_fitted(seen: Seen, tmp_path: Path) -> None:
    fitted = fit(seen).outlined
    write(fitted, tmp_path / "x.npz")
    with np.load(tmp_path / "x.npz") as file:
        again = Regression(*(file[name].astype(np.float64) for name in Regression.__slots__))
    both = np.concatenate([seen.features, seen.edges], axis=1)
    np.testing.assert_allclose(again.offsets(both), fitted.offsets(both), rtol=0, atol=1e-6)
