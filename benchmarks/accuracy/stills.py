"""Single pictures of squats, and how far the pose model's landmarks are from the joint centres.

No motion, no tool: what is measured is the raw material.  Tuning people only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.athlete.film import stills
from benchmarks.athlete.names import OUTFITS, ROOMS, TUNING_BODIES
from benchmarks.athlete.scene import Camera, Picture, RepPlan, Scene, Stance
from benchmarks.athlete.truth import Truth
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.clip import Frame
from kneecave.pose.landmarker import JOINTS, open_scanner

YAWS_DEG = (-24.0, 0.0, 12.0)
TIMES_S = (0.0, 0.5, 0.65, 1.0)
"""Of a descent of one second to 90 degrees: standing, half way, three quarters, down."""
TOE_OUTS_DEG = (5.0, 25.0)
PARTS = ("hip", "knee", "ankle")
_DOWN_S, _FLEXION_DEG = 1.0, 90.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A leg in a still.

    ``off`` (3, 2) of hip, knee and ankle landmark from the joint centre, in leg lengths: toward
    the leg's outer side in the picture, and upward.  ``fppa_deg`` of the landmarks,
    ``fppa_true_deg`` of the joint centres in the same picture.
    """

    yaw_deg: float
    flexion_deg: float
    off: FloatArray
    fppa_deg: float
    fppa_true_deg: float


def scenes() -> tuple[Scene, ...]:
    """Return the scenes; there are four stills of each, 96 in all."""
    cells = product(TUNING_BODIES, YAWS_DEG, TOE_OUTS_DEG)
    return tuple(_scene(number, *cell) for number, cell in enumerate(cells))


def _scene(number: int, body: str, yaw_deg: float, toe_out_deg: float) -> Scene:
    return Scene(
        seed=number,
        body=body,
        outfit=OUTFITS[number % len(OUTFITS)],
        room=ROOMS[number % len(ROOMS)],
        camera=Camera(yaw_deg=yaw_deg, distance_m=3.0, fov_deg=60.0),
        picture=Picture(width_px=480, height_px=640, exposure=0.0),
        stance=Stance(toe_out_deg=(toe_out_deg, toe_out_deg)),
        reps=(
            RepPlan(flexion_deg=_FLEXION_DEG, descent_s=_DOWN_S, cave_deg=(number % 3 * 6.0, 0.0)),
        ),
        lead_in_s=0.0,
    )


def looked_at(model: str) -> Iterator[Seen | None]:
    """Give out both legs of every still, or None where nobody was found."""
    with open_scanner(model, most_people=1) as scanner:
        for scene in scenes():
            for image_bgr, truth in stills(scene, TIMES_S):
                people = scanner.find_all(Frame(0, 0.0, image_bgr))
                if not people:
                    yield None
                    continue
                for side, leg in enumerate(Leg):
                    columns = [JOINTS.index(Joint.of(leg, part)) for part in PARTS]
                    yield _seen(scene, truth, side, people[0].xy_px[columns])


def _seen(scene: Scene, truth: Truth, side: int, found_px: FloatArray) -> Seen:
    true_px = truth.joints_px[0, side]
    outward = tuple(Leg)[side].lateral_sign
    leg_px = float(np.linalg.norm(np.diff(true_px, axis=0), axis=1).sum())
    return Seen(
        yaw_deg=scene.camera.yaw_deg,
        flexion_deg=float(truth.flexion_deg[0, side]),
        off=(found_px - true_px) * (outward, -1) / leg_px,
        fppa_deg=_fppa_deg(found_px, outward),
        fppa_true_deg=_fppa_deg(true_px, outward),
    )


def _fppa_deg(points_px: FloatArray, outward: int) -> float:
    thigh, shank = points_px[0] - points_px[1], points_px[1] - points_px[2]
    angles = [np.arctan2(outward * bone[0], -bone[1]) for bone in (thigh, shank)]
    return float(np.degrees(angles[0] - angles[1]))
