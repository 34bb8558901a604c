import numpy as np
import pytest

pytest.importorskip("sklearn")

from benchmarks.joint_centres.fit import unseen_people
from benchmarks.joint_centres.stills import Seen

ROWS = 120
pytestmark = pytest.mark.filterwarnings("ignore:Stochastic Optimizer")


@pytest.fixture
def seen() -> Seen:
    """Offsets that follow from the first two features, of one tuning person among others."""
    rng = np.random.default_rng(3)
    features = rng.normal(0.0, 0.1, (ROWS, 5))
    offsets = features[:, :2] @ rng.normal(0.0, 0.1, (2, 6))
    return Seen(features, offsets, np.array(["m_avg", "t01", "t02+m_avg", "t03"] * (ROWS // 4)))


def test_only_people_who_were_seen_are_tried_and_the_network_beats_the_mean(seen: Seen) -> None:
    found = unseen_people(seen)
    assert list(found) == ["m_avg"]
    constant, network = found["m_avg"]
    assert (network < 0.5 * constant).all()


def test_nothing_of_a_person_tells_the_network_that_is_tried_on_them(seen: Seen) -> None:
    told = np.array(["m_avg" in person for person in seen.person])
    strange = Seen(seen.features, seen.offsets + 0.05 * told[:, None], seen.person)
    constant, network = unseen_people(strange)["m_avg"]
    assert (network > 0.04).all()
    assert (constant > 0.04).all()
