"""What is said of a foot whose roll is written down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.findings.foot_roll import feet_unseen, foot_finding
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg
from kneecave.model.feet import FootRoll
from kneecave.model.motion import Motion
from kneecave.model.signals import Measure
from kneecave.model.verdict import Reason, Unmeasurable
from kneecave.model.view import ViewKind
from kneecave.settings import Settings
from tests.findings.motions import motion_of

_MOTION = motion_of({Leg.LEFT: [5.0, 5.0], Leg.RIGHT: [5.0, 5.0]})
_TIME_S = np.arange(0.0, float(_MOTION.signals.time_s[-1]), 0.1)


def _found(values: FloatArray) -> FootRoll | Unmeasurable:
    roll = Measure(values, np.where(np.isfinite(values), 0.6, np.nan))
    return foot_finding(Leg.LEFT, _TIME_S, roll, _MOTION, detectable_deg=1.5, settings=Settings())


def test_the_furthest_roll_each_way_is_told_with_its_time() -> None:
    bottom_s = 2.5
    values = 7.0 * np.exp(-(((_TIME_S - bottom_s) / 0.6) ** 2)) - 1.0
    found = _found(values)
    assert isinstance(found, FootRoll)
    assert found.inward.value_deg == pytest.approx(6.0, abs=0.2)
    assert found.inward.time_s == pytest.approx(bottom_s, abs=0.1)
    assert found.inward.spread_deg == pytest.approx(0.6)
    assert found.inward.bent and found.inward.sure
    assert found.outward.value_deg == pytest.approx(-1.0, abs=0.1)
    assert not found.outward.sure
    assert found.usual_deg == Settings().limits.foot_roll_deg


def test_a_single_wrong_picture_is_no_roll() -> None:
    values = np.zeros(len(_TIME_S))
    values[30] = 15.0
    found = _found(values)
    assert isinstance(found, FootRoll)
    assert found.inward.value_deg == pytest.approx(0.0)


def test_a_long_clip_with_few_pictures_is_still_read() -> None:
    time_s = _TIME_S[::5]
    values = np.where(np.abs(time_s - 2.5) < 0.9, 6.0, 0.0)
    roll = Measure(values, np.full(len(values), 0.6))
    found = foot_finding(Leg.LEFT, time_s, roll, _MOTION, detectable_deg=1.5, settings=Settings())
    assert isinstance(found, FootRoll)
    assert found.inward.value_deg == pytest.approx(6.0)


def test_a_foot_that_walks_is_unmeasurable() -> None:
    values = np.full(len(_TIME_S), np.nan)
    values[:10] = 0.0
    found = _found(values)
    assert isinstance(found, Unmeasurable)
    assert found.reason is Reason.FOOT_MOVED


def _seen_as(kind: ViewKind, *, leg_px: float = 400.0, feet: float = 1.0) -> Motion:
    assert _MOTION.view is not None
    view = replace(_MOTION.view, kind=kind, leg_length_px=leg_px, feet_in_picture=feet)
    return replace(_MOTION, view=view)


@pytest.mark.parametrize("kind", [ViewKind.FRONT, ViewKind.REAR])
def test_front_and_rear_are_looked_at(kind: ViewKind) -> None:
    assert feet_unseen(_seen_as(kind), Settings()) is None


@pytest.mark.parametrize(
    ("motion", "reason"),
    [
        (_seen_as(ViewKind.SIDE), Reason.SIDE_VIEW),
        (_seen_as(ViewKind.OBLIQUE), Reason.TURNED_TOO_FAR),
        (_seen_as(ViewKind.FRONT, leg_px=100.0), Reason.TOO_SMALL),
        (_seen_as(ViewKind.REAR, feet=0.2), Reason.FEET_CUT_OFF),
        (replace(_MOTION, view=None), Reason.NO_STANDING),
    ],
)
def test_other_pictures_are_refused_with_their_reason(motion: Motion, reason: Reason) -> None:
    refused = feet_unseen(motion, Settings())
    assert refused is not None
    assert refused.reason is reason
