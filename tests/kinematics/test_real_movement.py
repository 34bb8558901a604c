"""Real people, measured in laboratories, seen by a camera that never was there.

Uses the kinematics, the reps and the findings together: each alone could look right and the
whole be wrong.  Skips where the material beside the project is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from kneecave.findings.judge import judge
from kneecave.kinematics.measure import measure
from kneecave.model.body import Joint, Leg
from kneecave.model.rep import Movement, Rep
from kneecave.model.verdict import Reason, RepVerdict, Unmeasurable, Word, word_of
from kneecave.reps.find import find_reps
from kneecave.settings import Settings
from tests.posed import MEDIAPIPE, Camera, Flaws, LegTruth, Performance, make_track
from tests.posed.motion_capture import facing_forward, opencap, uiprmd

SETTINGS = Settings()
PEOPLE = (1, 2, 3, 4, 5)
CORRECT = 10
NOISE = Flaws(noise_px=1.0, seed=1)
CAMERA = Camera(height_m=1.0, distance_m=3.5)


@dataclass(frozen=True)
class LegRep:
    """One leg in one rep: the true peak of KOF, the measured one, and what was said."""

    person: int
    leg: Leg
    number: int
    true_deg: float
    found_deg: float
    word: Word


def analysed(performance: Performance, camera: Camera) -> tuple[RepVerdict, ...]:
    track, _ = make_track(performance, camera, bias=MEDIAPIPE, flaws=NOISE)
    motion = measure(track, SETTINGS)
    found = judge(motion, find_reps(motion.signals, SETTINGS), SETTINGS)
    assert found.refusal is None
    return found.reps


def sustained_peak_deg(truth: LegTruth, inside: np.ndarray) -> float:
    """Largest mean of 0.2 s (5 frames) of KOF while the knee is bent 40 to 90 degrees."""
    bent = inside & (truth.flexion_deg > 40) & (truth.flexion_deg < 90)
    kof = np.where(bent, truth.knee_over_foot_deg, np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(kof, 5).mean(axis=1)
    return float(np.nanmax(windows))


@cache
def set_of(archive: Path, person: int) -> Performance:
    """Ten correct deep squats, then ten acted-incorrect ones."""
    names = [f"m01_s{person:02d}_e{e:02d}_{k}" for k in ("cor", "inc") for e in range(1, 11)]
    return uiprmd(archive, names)


@cache
def leg_reps(archive: Path, yaw_deg: float) -> tuple[LegRep, ...]:
    rows = []
    camera = replace(CAMERA, yaw_deg=yaw_deg)
    for person in PEOPLE:
        performance = set_of(archive, person)
        _, truth = make_track(performance, camera)
        for rep, verdicts in zip(performance.reps, analysed(performance, camera), strict=True):
            inside = (truth.time_s >= rep.start_s) & (truth.time_s <= rep.end_s)
            for leg, verdict in verdicts.legs.items():
                if isinstance(verdict, Unmeasurable):
                    continue
                true = sustained_peak_deg(truth.legs[leg], inside)
                found = verdict.peak.value
                rows.append(LegRep(person, leg, rep.number, true, found, word_of(verdict)))
    return tuple(rows)


@pytest.fixture(scope="module")
def archive(shared: Path) -> Path:
    path = shared / "labels" / "uiprmd_vicon_s01-s05.npz"
    if not path.is_file():
        pytest.skip("no laboratory recordings beside the project")
    return path


def groups(archive: Path, yaw_deg: float = 0.0) -> list[tuple[list[LegRep], list[LegRep]]]:
    """Per person and leg: correct reps, and incorrect ones that are beyond all of them."""
    out = []
    for person in PEOPLE:
        for leg in Leg:
            own = [
                row for row in leg_reps(archive, yaw_deg) if (row.person, row.leg) == (person, leg)
            ]
            correct = [row for row in own if row.number <= CORRECT]
            level = max(8.0, max(row.true_deg for row in correct) + 6.0)
            inward = [row for row in own if row.number > CORRECT and row.true_deg >= level]
            out.append((correct, inward))
    return out


@pytest.mark.parametrize("person", PEOPLE)
def test_twenty_deep_squats_are_twenty_reps(archive: Path, person: int) -> None:
    performance = set_of(archive, person)
    found = analysed(performance, CAMERA)
    assert len(found) == 20
    assert {verdict.rep.movement for verdict in found} == {Movement.SQUAT}
    for true, verdict in zip(performance.reps, found, strict=True):
        assert verdict.rep.bottom_s == pytest.approx(true.bottom_s, abs=0.35)
    errors_s = [moving_errors_s(performance, verdict.rep) for verdict in found[1:]]
    starts_s, ends_s = np.abs(np.array(errors_s)).T
    assert np.percentile(starts_s, 90) < 0.15
    assert np.percentile(ends_s, 90) < 0.15


def moving_errors_s(performance: Performance, rep: Rep) -> tuple[float, float]:
    """How far start and end are from where the hips reach, and lose, 5 % of their top speed."""
    hips = performance.joints[Joint.LEFT_HIP] + performance.joints[Joint.RIGHT_HIP]
    speed = np.gradient(hips[:, 2], performance.time_s)
    bottom = int(np.searchsorted(performance.time_s, rep.bottom_s))
    down, up = -speed[bottom::-1][:60], speed[bottom:][:60]
    first, last = (
        int(np.argmax(way)) + int(np.argmin(way[np.argmax(way) :] > 0.05 * way.max()))
        for way in (down, up)
    )
    true_s = performance.time_s[bottom - first], performance.time_s[bottom + last]
    return rep.start_s - true_s[0], rep.end_s - true_s[1]


@pytest.mark.parametrize("yaw_deg", [-15.0, 0.0, 15.0])
def test_knee_in_reps_separate_from_the_own_correct_ones(archive: Path, yaw_deg: float) -> None:
    pairs = [
        inside.found_deg > clean.found_deg
        for correct, inward in groups(archive, yaw_deg)
        for inside in inward
        for clean in correct
    ]
    assert len(pairs) >= 200
    assert np.mean(pairs) >= 0.99


def test_knee_in_reps_are_found(archive: Path) -> None:
    inward = [row for _, rows in groups(archive) for row in rows]
    assert len(inward) >= 20
    assert np.mean([row.word in {Word.WATCH, Word.CAVE} for row in inward]) >= 0.9


def test_correct_reps_are_not_called_caves(archive: Path) -> None:
    correct = [row for rows, _ in groups(archive) for row in rows]
    assert len(correct) >= 95
    assert np.mean([row.word is Word.CAVE for row in correct]) <= 0.02


def test_measured_direction_follows_the_true_one(archive: Path) -> None:
    error = np.array([row.found_deg - row.true_deg for row in leg_reps(archive, 0.0)])
    assert abs(np.median(error)) < 3.0
    assert np.percentile(np.abs(error), 90) < 8.0


@cache
def lunges_of(archive: Path, person: int) -> Performance:
    """Inline lunges; the laboratory's people stand turned by 45 to 60 degrees."""
    with np.load(archive) as data:
        names = sorted(
            name
            for name in data.files
            if name.startswith(f"m03_s{person:02d}") and (data[name] != 0).any(axis=-1).all()
        )
    return uiprmd(archive, names)


@pytest.mark.parametrize(("person", "lead"), [(2, Leg.LEFT), (4, Leg.RIGHT), (5, Leg.RIGHT)])
def test_lunges_are_judged_on_the_front_leg(archive: Path, person: int, lead: Leg) -> None:
    performance = facing_forward(lunges_of(archive, person))
    _, truth = make_track(performance, CAMERA)
    found = analysed(performance, CAMERA)
    assert abs(len(found) - len(performance.reps)) <= 1
    assert {verdict.rep.movement for verdict in found} == {Movement.SPLIT_SQUAT}
    assert {verdict.rep.lead_leg for verdict in found} == {lead}
    errors = []
    for verdict in found:
        front, rear = verdict.legs[lead], verdict.legs[lead.other]
        assert isinstance(rear, Unmeasurable)
        assert rear.reason is Reason.REAR_LEG
        assert not isinstance(front, Unmeasurable)
        inside = verdict.rep.is_low(truth.time_s)
        errors.append(front.peak.value - sustained_peak_deg(truth.legs[lead], inside))
    assert np.percentile(np.abs(errors), 90) < 8.0


@pytest.mark.parametrize("person", [1, 2, 4, 5])
def test_people_turned_by_half_a_right_angle_are_refused(archive: Path, person: int) -> None:
    track, _ = make_track(lunges_of(archive, person), CAMERA, bias=MEDIAPIPE, flaws=NOISE)
    motion = measure(track, SETTINGS)
    refusal = judge(motion, find_reps(motion.signals, SETTINGS), SETTINGS).refusal
    assert refusal is not None
    assert refusal.reason in {Reason.SIDE_VIEW, Reason.TURNED_TOO_FAR, Reason.YAW_UNCLEAR}


@pytest.mark.parametrize("yaw_deg", [-15.0, 0.0, 15.0])
def test_five_squats_in_a_laboratory_are_five(shared: Path, yaw_deg: float) -> None:
    path = shared / "labels" / "s4_squats1.trc"
    if not path.is_file():
        pytest.skip("no laboratory recordings beside the project")
    found = analysed(opencap(path), Camera(height_m=1.0, distance_m=3.5, yaw_deg=yaw_deg))
    assert len(found) == 5
    assert {verdict.rep.movement for verdict in found} == {Movement.SQUAT}
