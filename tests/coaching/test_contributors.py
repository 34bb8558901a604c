"""Where a cave may come from, on posed people whose caves come from a known place."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from kneecave.coaching.contributors import after_heel_raise, contributors
from kneecave.findings.judge import judge
from kneecave.kinematics.measure import measure
from kneecave.model.body import Joint, Leg
from kneecave.model.change import Change, Comparison, Difference, LegChange, Level
from kneecave.model.coaching import Contributor, Evidence, Origin, Sign
from kneecave.model.feet import FootRoll, RollPeak
from kneecave.model.rep import Movement
from kneecave.model.session import Session, Tried
from kneecave.model.signals import Measure
from kneecave.model.verdict import Metric
from kneecave.reps.find import find_reps
from kneecave.settings import Settings
from tests.posed import (
    MEDIAPIPE,
    Camera,
    CaveIn,
    Flaws,
    Performance,
    Person,
    Tempo,
    make_track,
    single_leg_squat,
    squat,
)

AT = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = Settings()
TEMPO = Tempo(reps=3)
PEOPLE = 10


def found_in(
    performance: Performance,
    camera: Camera | None = None,
    *,
    noise_px: float = 0.8,
    seed: int = 0,
    feet: dict[Leg, FootRoll] | None = None,
) -> tuple[Contributor, ...]:
    track, _ = make_track(
        performance,
        camera or Camera(),
        bias=MEDIAPIPE,
        flaws=Flaws(noise_px=noise_px, seed=seed),
    )
    motion = measure(track, SETTINGS)
    reps = judge(motion, find_reps(motion.signals, SETTINGS), SETTINGS).reps
    return contributors(motion.signals, motion.standing, reps, SETTINGS, feet=feet or {})


def caves(leg: Leg, deg: float) -> dict[int, CaveIn]:
    cave = CaveIn(left_deg=deg) if leg is Leg.LEFT else CaveIn(right_deg=deg)
    return {2: cave, 3: cave}


def origins_of(kind: str) -> Counter[str]:
    """What is said of ten people of one kind: other bodies, cameras, stances and depths."""
    said: Counter[str] = Counter()
    for seed in range(PEOPLE):
        rng = np.random.default_rng(seed)
        leg = Leg.LEFT if rng.random() < 0.5 else Leg.RIGHT
        drop = rng.uniform(0, 8) if kind in ("hip", "both") else rng.normal(0, 1.5)
        lean = rng.uniform(9, 15) if kind in ("hip", "both") else rng.normal(0, 1.5)
        heel = rng.uniform(22, 28) if kind in ("heel", "both") else 0.0
        performance = squat(
            Person(thigh_m=0.42 * rng.uniform(0.93, 1.07), hip_width_m=rng.uniform(0.155, 0.19)),
            tempo=TEMPO,
            caves=caves(leg, rng.uniform(18, 26)),
            flexion_deg=(rng.uniform(4, 8), rng.uniform(88, 108)),
            stance=rng.uniform(1.2, 2.0),
            toe_out_deg=(12.0, 12.0),
            pelvic_drop_deg=-leg.lateral_sign * drop,
            trunk_lean_deg=leg.lateral_sign * lean,
            heel_raise_deg=heel,
        )
        camera = Camera(yaw_deg=rng.uniform(-10, 10), height_m=rng.uniform(0.6, 1.2))
        told = found_in(performance, camera, noise_px=rng.uniform(0.4, 1.2), seed=seed)
        said.update(one.origin.value for one in told if one.leg is leg)
        said["wrong leg"] += sum(one.leg is not leg for one in told)
    return said


def test_nine_of_ten_people_are_told_right_and_hardly_anybody_wrong() -> None:
    kinds = {
        "hip": Origin.HIP,
        "heel": Origin.FOOT,
        "both": Origin.BOTH,
        "neither": Origin.UNDETERMINED,
    }
    wrong = 0
    for kind, origin in kinds.items():
        said = origins_of(kind)
        assert said["wrong leg"] == 0
        assert said[origin.value] >= 0.9 * PEOPLE, (kind, said)
        part = {Origin.HIP.value, Origin.FOOT.value} if origin is Origin.BOTH else set()
        honest = {origin.value, Origin.UNDETERMINED.value, *part}
        wrong += sum(count for name, count in said.items() if name not in honest)
    assert wrong <= 0.03 * PEOPLE * len(kinds)


def test_a_clean_set_has_no_contributor() -> None:
    assert found_in(squat(tempo=TEMPO)) == ()


def test_the_signs_are_those_of_the_plan() -> None:
    drop, lean = 10.0, 8.0
    performance = squat(
        tempo=TEMPO, caves=caves(Leg.LEFT, 24), pelvic_drop_deg=-drop, trunk_lean_deg=lean,
        heel_raise_deg=25.0,
    )  # fmt: skip
    (one,) = found_in(performance, noise_px=0.0)
    read = {sign.sign: sign for sign in one.evidence}
    lower_part = 0.9  # the mean over the lower part of the reps, of what is reached at the deepest
    leaned = lower_part * lean
    dropped = lower_part * drop + 0.56 * leaned  # hips that are not drawn along by the trunk
    assert read[Sign.TRUNK_LEAN].value == pytest.approx(leaned, abs=1.0)
    assert read[Sign.PELVIC_DROP].value == pytest.approx(dropped, abs=1.5)
    risen = performance.joints[Joint.LEFT_ANKLE][:, 2]
    share = float(risen.max() - risen.min()) / performance.person.leg_m
    assert 0.03 < read[Sign.HEEL_RISE].value < share  # it also comes nearer, and so down
    assert read[Sign.SIDE].value == 1.0
    assert read[Sign.PHASE].phase is not None


def test_a_hip_on_the_other_side_is_no_sign() -> None:
    performance = squat(tempo=TEMPO, caves=caves(Leg.LEFT, 24), pelvic_drop_deg=12.0)
    (one,) = found_in(performance)
    drop = next(sign for sign in one.evidence if sign.sign is Sign.PELVIC_DROP)
    assert drop.value < 0
    assert one.origin is Origin.UNDETERMINED


def test_on_one_leg_a_usual_drop_is_no_sign() -> None:
    usual, large = (
        found_in(
            single_leg_squat(
                tempo=TEMPO, caves=caves(Leg.LEFT, 24), free_drop_deg=drop, trunk_lean_deg=3.0
            )
        )
        for drop in (6.0, 18.0)
    )
    assert [one.origin for one in usual] == [Origin.UNDETERMINED]
    assert [one.origin for one in large] == [Origin.HIP]


def rolled(deg: float, *, detectable_deg: float = 2.5) -> FootRoll:
    time_s = np.arange(0.0, 14.0, 0.1)
    peak = RollPeak(deg, 1.0, 5.0, bent=True, sure=True)
    measured = Measure(np.full(len(time_s), deg), np.full(len(time_s), 1.0))
    return FootRoll(Leg.LEFT, time_s, measured, peak, peak, detectable_deg, usual_deg=4.0)


@pytest.mark.parametrize(
    ("deg", "detectable_deg", "origin"),
    [
        (9.0, 2.5, Origin.FOOT),
        (3.0, 2.5, Origin.UNDETERMINED),
        (9.0, 12.0, Origin.UNDETERMINED),
        (-9.0, 2.5, Origin.UNDETERMINED),
    ],
)
def test_a_foot_that_is_seen_to_roll_points_to_the_foot(
    deg: float, detectable_deg: float, origin: Origin
) -> None:
    performance = squat(tempo=TEMPO, caves=caves(Leg.LEFT, 24))
    (one,) = found_in(performance, feet={Leg.LEFT: rolled(deg, detectable_deg=detectable_deg)})
    seen = next(sign for sign in one.evidence if sign.sign is Sign.FOOT_ROLL_SEEN)
    assert seen.value == pytest.approx(deg)
    assert Sign.FOOT_ROLL not in {sign.sign for sign in one.evidence}
    assert one.origin is origin


HIP = Evidence(Sign.PELVIC_DROP, 9.0, 1.6, 5.0, counts=True, points_to=Origin.HIP)
HEEL = Evidence(Sign.HEEL_RISE, 0.05, 0.01, 0.03, counts=True, points_to=Origin.FOOT)
SMALL = replace(HIP, value=2.0, counts=False)


def after_heels_up(
    change: Change, *signs: Evidence, before: float = 24.0, by: float = -16.0
) -> Contributor:
    """What a leg's contributor becomes after a set with raised heels."""
    origin = {(): Origin.UNDETERMINED, (HIP,): Origin.HIP, (HEEL,): Origin.FOOT}[signs]
    level = Level(before, 2.0, (before,), 10.0, caves=1, watches=0)
    error = 5.0
    found = Difference(by, error, max(error, 8.9), change)
    leg = LegChange(Movement.SQUAT, Leg.LEFT, level, level, found)
    session = Session(
        uid="0" * 16, at=AT, clip="a.mp4", metric=Metric.KNEE_OVER_FOOT, schema_version=1,
        made_by="0", pose_model="heavy", yaw_deg=0.0, tried=None, measured_with={}, results=(),
    )  # fmt: skip
    comparison = Comparison(session, session, Metric.KNEE_OVER_FOOT, Tried.HEEL_RAISE, (leg,), ())
    (after,) = after_heel_raise(
        (Contributor(Leg.LEFT, origin, (*signs, SMALL)),), comparison, SETTINGS
    )
    return after


@pytest.mark.parametrize(
    ("change", "signs", "origin"),
    [
        (Change.BETTER, (), Origin.FOOT),
        (Change.BETTER, (HEEL,), Origin.FOOT),
        (Change.BETTER, (HIP,), Origin.BOTH),
        (Change.NO_REAL_CHANGE, (), Origin.HIP),
        (Change.NO_REAL_CHANGE, (HIP,), Origin.HIP),
        (Change.NO_REAL_CHANGE, (HEEL,), Origin.UNDETERMINED),
        (Change.WORSE, (HIP,), Origin.HIP),
        (Change.WORSE, (), Origin.UNDETERMINED),
    ],
)
def test_a_heel_raise_tells_hip_from_foot(
    change: Change, signs: tuple[Evidence, ...], origin: Origin
) -> None:
    assert after_heels_up(change, *signs).origin is origin


def test_raised_heels_alone_are_no_improvement() -> None:
    assert after_heels_up(Change.BETTER, by=-12.0).origin is Origin.UNDETERMINED
    assert after_heels_up(Change.BETTER, by=-12.6).origin is Origin.FOOT


def test_no_change_of_a_cave_too_small_to_change_tells_nothing() -> None:
    after = after_heels_up(Change.NO_REAL_CHANGE, before=11.0)
    assert after.origin is Origin.UNDETERMINED
    assert Sign.HEEL_TEST not in {sign.sign for sign in after.evidence}
    assert math.isfinite(after.evidence[0].value)
