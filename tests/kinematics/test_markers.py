"""Joint centres in metres against the posed skeleton's own."""

from __future__ import annotations

import numpy as np
import pytest

from kneecave.errors import NothingFoundError
from kneecave.kinematics.markers import ANKLE_OF_HEIGHT, LEG_OF_HEIGHT, markers
from kneecave.kinematics.measure import measure
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.markers import Markers
from kneecave.model.motion import Motion
from kneecave.model.rep import Movement
from kneecave.settings import Settings
from tests.made_reps import rep_of
from tests.posed import (
    MEDIAPIPE,
    Camera,
    CaveIn,
    Flaws,
    Performance,
    Person,
    Tempo,
    make_track,
    squat,
)

SETTINGS = Settings()
PERSON = Person()
HEIGHT_M = PERSON.leg_m / LEG_OF_HEIGHT
SET = squat(PERSON, tempo=Tempo(reps=2), caves={1: CaveIn(left_deg=20.0)})
CAMERA = Camera()
PARTS = {"HJC": "hip", "KJC": "knee", "AJC": "ankle"}


def filmed(camera: Camera = CAMERA) -> Motion:
    track, _ = make_track(SET, camera, bias=MEDIAPIPE, flaws=Flaws(noise_px=1.0))
    return measure(track, SETTINGS)


def truth(performance: Performance, joint: Joint) -> FloatArray:
    """A joint's path forward, up, right, from the floor between the standing ankles."""
    ankles = (performance.joints[Joint.of(leg, "ankle")] for leg in Leg)
    spot = np.mean([path[0] for path in ankles], axis=0)
    x, y, z = (performance.joints[joint] - spot).T
    return np.stack([-y, z + ANKLE_OF_HEIGHT * HEIGHT_M, -x], axis=-1)


@pytest.mark.parametrize(
    "camera", [CAMERA, Camera(yaw_deg=15.0), Camera(yaw_deg=-20.0, height_m=0.6, roll_deg=2.0)]
)
def test_joint_centres_lie_where_they_are(camera: Camera) -> None:
    """Sideways and up within 2 cm, toward the camera within 6 (root mean square)."""
    found = markers(filmed(camera), (), SETTINGS, height_m=HEIGHT_M)
    for leg in Leg:
        for part, name in PARTS.items():
            path = found.of(leg.value[0].upper() + part)
            error = path - truth(SET, Joint.of(leg, name))
            forward, up, right = np.sqrt(np.mean(error**2, axis=0))
            assert forward < 0.06, (leg, part)
            assert up < 0.02, (leg, part)
            assert right < 0.02, (leg, part)


def bend_deg(found: Markers, letter: str) -> FloatArray:
    thigh = found.of(letter + "HJC") - found.of(letter + "KJC")
    shank = found.of(letter + "KJC") - found.of(letter + "AJC")
    cos = (thigh * shank).sum(-1) / np.linalg.norm(thigh, axis=-1) / np.linalg.norm(shank, axis=-1)
    return np.asarray(np.degrees(np.arccos(np.clip(cos, -1, 1))))


def test_the_knees_bend_as_the_signals_say() -> None:
    motion = filmed(Camera(yaw_deg=10.0))
    found = markers(motion, (), SETTINGS, height_m=1.8)
    for leg in Leg:
        flexion = motion.signals.leg(leg).flexion_deg.value
        assert bend_deg(found, leg.value[0].upper()) == pytest.approx(flexion, abs=1e-5)


def test_axes_are_forward_up_right() -> None:
    found = markers(filmed(), (), SETTINGS, height_m=HEIGHT_M)
    deepest = int(np.argmax(bend_deg(found, "L")))
    for letter, side in (("L", -1), ("R", 1)):
        hip, knee, ankle, toe = (
            found.of(letter + part)[deepest] for part in ("HJC", "KJC", "AJC", "TOE")
        )
        assert knee[0] > ankle[0] + 0.1 > hip[0]
        assert hip[1] > ankle[1] > 0
        assert side * ankle[2] > 0.05
        assert toe[0] > ankle[0] + 0.1
        assert side * (toe[2] - ankle[2]) > 0


def test_the_toe_points_where_the_foot_does() -> None:
    found = markers(filmed(), (), SETTINGS, height_m=HEIGHT_M)
    for letter, side in (("L", -1), ("R", 1)):
        ahead = np.nanmedian(found.of(letter + "TOE") - found.of(letter + "AJC"), axis=0)
        assert np.degrees(np.arctan2(side * ahead[2], ahead[0])) == pytest.approx(12.0, abs=4.0)


def test_the_height_is_the_scale() -> None:
    motion = filmed()
    small, large = (markers(motion, (), SETTINGS, height_m=h) for h in (1.5, 1.8))
    assert large.xyz_m == pytest.approx(small.xyz_m * 1.8 / 1.5, nan_ok=True)
    length = np.linalg.norm(large.of("LHJC") - large.of("LKJC"), axis=-1)
    length += np.linalg.norm(large.of("LKJC") - large.of("LAJC"), axis=-1)
    assert length[0] == pytest.approx(1.8 * LEG_OF_HEIGHT, rel=0.03)


def test_the_leg_that_does_not_lead_is_left_out() -> None:
    rep = rep_of(1, Movement.FORWARD_LUNGE, Leg.LEFT, 2.0, 3.0, 4.0)
    motion = filmed()
    found = markers(motion, [rep], SETTINGS, height_m=1.7)
    inside = rep.covers(found.time_s)
    assert np.isnan(found.of("RKJC")[inside]).all()
    assert np.isfinite(found.of("RKJC")[~inside]).all()
    assert np.isfinite(found.of("LKJC")).all()


def test_nothing_lifted_is_told() -> None:
    motion = filmed()
    with pytest.raises(NothingFoundError, match="upright and still"):
        markers(Motion(motion.track, motion.signals, motion.view, None), (), SETTINGS, height_m=1.7)
