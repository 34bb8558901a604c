"""The lifted legs as points in metres."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kneecave.errors import NothingFoundError
from kneecave.kinematics.calibration import ANKLE_TO_TOE
from kneecave.kinematics.legs import toe_out_bias_deg
from kneecave.kinematics.lifted import Lifted, lift_person
from kneecave.kinematics.lifting import LegPose, to_person
from kneecave.kinematics.upright import upright
from kneecave.model.arrays import BoolArray, FloatArray
from kneecave.model.body import Leg
from kneecave.model.markers import Markers
from kneecave.model.motion import Motion
from kneecave.model.rep import Rep
from kneecave.settings import Settings

LEG_OF_HEIGHT = 0.491
"""Thigh (0.245) plus shank (0.246) of body height: Drillis & Contini 1966, in Winter 2009."""

ANKLE_OF_HEIGHT = 0.039
"""Height of the ankle joint centre over the floor, same source."""

PARTS = ("HJC", "KJC", "AJC", "TOE")
"""Hip, knee and ankle joint centre; the foot's direction as a point before the ankle."""

TRUNK = "MidShoulder"


def markers(motion: Motion, reps: Sequence[Rep], settings: Settings, *, height_m: float) -> Markers:
    """Return joint centres of both legs, toes and the middle of the shoulders, in metres.

    Within a leg, directions are measured and lengths are those of the standing frames, scaled to
    ``height_m``.  How far the two legs stand before each other is taken from the camera's yaw, as
    if the person stood with the ankles side by side.  The camera is taken as level but for its
    roll.  A toe has the foot's measured direction and an assumed length; it is NaN while the foot
    is being moved.  In a rep with a lead leg the other leg is NaN: it cannot be lifted from the
    front.

    Raises
    ------
    NothingFoundError
        There is nothing lifted: no upright, still moment, or a rear view.
    """
    if motion.standing is None:
        raise NothingFoundError(
            "no joint centres in metres: the person never stands upright and still in a front view"
        )
    up = upright(motion.track)
    lifted = lift_person(motion.track, up, settings.view.lens_deg)
    scale = _metres_per_unit(lifted, up.standing, height_m)
    points = _points(lifted, scale)
    xyz = _grounded(points, lifted, up.standing, height_m)
    _leave_out_other_leg(xyz, list(points), reps, motion.track.time_s)
    return Markers(tuple(points), motion.track.time_s, xyz, height_m)


def _leave_out_other_leg(
    xyz: FloatArray, names: list[str], reps: Sequence[Rep], time_s: FloatArray
) -> None:
    for rep in reps:
        if rep.lead_leg is not None:
            letter = rep.lead_leg.other.value[0].upper()
            for part in PARTS:
                xyz[rep.covers(time_s), names.index(letter + part)] = np.nan


def _metres_per_unit(lifted: Lifted, standing: BoolArray, height_m: float) -> dict[Leg, float]:
    """Return each leg's scale: equal but for the yaw, which puts one ankle nearer."""
    mean = height_m * LEG_OF_HEIGHT / np.mean([v.segments.leg for v in lifted.legs.values()])
    tangent = {
        leg: float(np.nanmedian((v.rays.ankle[:, 0] / v.rays.ankle[:, 2])[standing]))
        for leg, v in lifted.legs.items()
    }
    apart = tangent[Leg.LEFT] - tangent[Leg.RIGHT]
    nearer = 0.5 * np.tan(np.radians(lifted.yaw.value)) * apart
    return {leg: float(mean * (1.0 - leg.lateral_sign * nearer)) for leg in Leg}


def _points(lifted: Lifted, scale: dict[Leg, float]) -> dict[str, FloatArray]:
    """Return every point, (T, 3) metres in the camera frame."""
    points: dict[str, FloatArray] = {}
    hips = []
    for leg, view in lifted.legs.items():
        pose = view.pose()
        letter = leg.value[0].upper()
        at = LegPose(*(part * scale[leg] for part in (pose.hip, pose.knee, pose.ankle)))
        toe = at.ankle + _ahead(leg, lifted) * ANKLE_TO_TOE * view.segments.shank * scale[leg]
        named = zip(PARTS, (at.hip, at.knee, at.ankle, toe), strict=True)
        points |= {letter + part: path for part, path in named}
        hips.append(at.hip)
    trunk = lifted.trunk * np.mean(list(scale.values()))
    points[TRUNK] = np.asarray(0.5 * (hips[0] + hips[1]) + trunk)
    return points


def _ahead(leg: Leg, lifted: Lifted) -> FloatArray:
    """Return the foot's direction along the floor, (T, 3) camera frame, length one."""
    heading = np.radians(lifted.headings[leg].deg - leg.lateral_sign * toe_out_bias_deg(leg))
    return np.stack([-np.sin(heading), np.zeros_like(heading), -np.cos(heading)], axis=-1)


def _grounded(
    points: dict[str, FloatArray], lifted: Lifted, standing: BoolArray, height_m: float
) -> FloatArray:
    """Return the points (T, M, 3) forward, up, right, from the floor between the ankles."""
    camera = np.stack(list(points.values()), axis=1)
    roll = np.radians(lifted.roll_deg.value)
    x, y = camera[..., 0], camera[..., 1]
    level = np.stack(
        [x * np.cos(roll) + y * np.sin(roll), y * np.cos(roll) - x * np.sin(roll), camera[..., 2]],
        axis=-1,
    )
    own = to_person(level, float(np.radians(lifted.yaw.value)))
    ground = np.stack([-own[..., 1], own[..., 2], -own[..., 0]], axis=-1)
    names = list(points)
    ankles = ground[:, [names.index("LAJC"), names.index("RAJC")]].mean(axis=1)
    origin = np.nanmedian(ankles[standing], axis=0)
    origin[1] -= ANKLE_OF_HEIGHT * height_m
    return np.asarray(ground - origin, dtype=np.float64)
