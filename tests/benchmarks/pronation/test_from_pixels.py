"""A known roll, read from rendered pixels with the true joints to place the foot."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from benchmarks.athlete.course import STANDING_DEG, starts_s
from benchmarks.athlete.film import stills
from benchmarks.athlete.scene import Camera, Picture, RepPlan, Scene, Stance
from benchmarks.pronation.scenes import takes
from kneecave.kinematics.foot_roll import ankle_band, roll_deg
from kneecave.model.body import Leg
from kneecave.model.feet import FootMarks, FootShift
from kneecave.pose.feet_seen import feet_in
from kneecave.pose.foot_flow import FootFlow


@pytest.mark.slow
@pytest.mark.parametrize("behind", [False, True])
def test_a_rolled_foot_is_read_and_a_clean_squat_is_not(behind: bool) -> None:
    scene = Scene(
        seed=5,
        body="m_avg",
        outfit="barefoot_shorts",
        camera=Camera(yaw_deg=180.0 if behind else 0.0, height_m=0.9),
        picture=Picture(width_px=480, height_px=800, exposure=0.0),
        stance=Stance(toe_out_deg=(10.0, 14.0)),
        reps=(
            RepPlan(flexion_deg=STANDING_DEG, pronation_deg=(6.0, -6.0)),
            RepPlan(flexion_deg=70.0),
        ),
    )
    times = [0.2, *(start + 1.3 for start in starts_s(scene))]
    pictures, truths = zip(*stills(scene, times), strict=True)
    for side, leg in enumerate(Leg):
        knee, ankle = truths[0].joints_px[0, side, 1:]
        heel, toe = truths[0].feet_px[0, side]
        marks = FootMarks(knee, ankle, heel, toe)
        seen = [feet_in(picture, [marks]) for picture in pictures]
        flow = FootFlow(seen[0], marks, ankle_band(behind=behind))
        shifts = np.array([flow.shift_px(one, np.eye(2, 3)) for one in seen])
        shift = FootShift(0.2, np.array(times), shifts[:, 0], shifts[:, 1], flow.shank_px)
        turned = float(truths[0].toe_out_deg[0, side])
        found = roll_deg(shift, leg, behind=behind, turned_deg=turned)
        changed = [float(t.eversion_deg[0, side] - truths[0].eversion_deg[0, side]) for t in truths]
        assert found == pytest.approx(changed, abs=2.0 if behind else 1.5)
        assert abs(found[1]) > 3.5


def test_takes_show_every_body_both_ways_with_known_moments() -> None:
    drawn = list(islice(takes(2), 64))
    assert len({take.name for take in drawn}) == 64
    assert sum(take.tuning for take in drawn) == 32
    for take in drawn:
        assert take.moments[0][0] == "reference"
        assert [at_s for _, at_s in take.moments] == sorted(at_s for _, at_s in take.moments)
        assert take.moments[-1][1] < take.scene.duration_s
        assert ("barefoot" in take.scene.outfit) == take.bare
