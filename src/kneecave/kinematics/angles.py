"""Angles of one leg, in the picture and in the person's own planes.  + = valgus, knee inside."""

from __future__ import annotations

import numpy as np

from kneecave.kinematics.lifting import LegPose, across, to_person, unit
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg

_FORWARD = np.array([0.0, -1.0, 0.0])
_STRAIGHT = 1e-9


def _degrees(radians: FloatArray) -> FloatArray:
    return np.asarray(np.degrees(radians), dtype=np.float64)


def fppa_deg(hip: FloatArray, knee: FloatArray, ankle: FloatArray, lateral: float) -> FloatArray:
    """Return the frontal plane projection angle in degrees, (T,).

    Parameters
    ----------
    hip, knee, ankle
        (T, 2) pixels, y down.
    lateral
        +1 if the leg's outer side is toward larger x in the picture, else -1.
    """
    thigh, shank = hip - knee, knee - ankle
    upper = np.arctan2(lateral * thigh[:, 0], -thigh[:, 1])
    lower = np.arctan2(lateral * shank[:, 0], -shank[:, 1])
    return _degrees(upper - lower)


def frontal_deg(pose: LegPose, leg: Leg, yaw_rad: float) -> FloatArray:
    """Return the angle of thigh against shank in the person's frontal plane, degrees, (T,)."""
    thigh = to_person(pose.hip - pose.knee, yaw_rad)
    shank = to_person(pose.knee - pose.ankle, yaw_rad)
    side = leg.lateral_sign
    upper = np.arctan2(side * thigh[:, 0], thigh[:, 2])
    lower = np.arctan2(side * shank[:, 0], shank[:, 2])
    return _degrees(upper - lower)


def shank_lean_deg(pose: LegPose, leg: Leg, yaw_rad: float) -> FloatArray:
    """Return the shank against the vertical in the frontal plane, + = knee end inward, (T,)."""
    shank = to_person(pose.knee - pose.ankle, yaw_rad)
    return _degrees(np.arctan2(-leg.lateral_sign * shank[:, 0], shank[:, 2]))


def flexion_deg(pose: LegPose) -> FloatArray:
    """Return knee flexion, 0 = straight, degrees, (T,)."""
    cosine = (unit(pose.hip - pose.knee) * unit(pose.knee - pose.ankle)).sum(axis=-1)
    return _degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))


def medial_offset(pose: LegPose, leg: Leg, yaw_rad: float, leg_length: float) -> FloatArray:
    """Return how far the knee lies inside the hip-ankle line, frontal plane, of leg length."""
    axis = to_person(pose.hip - pose.ankle, yaw_rad)[:, [0, 2]]
    shank = to_person(pose.knee - pose.ankle, yaw_rad)[:, [0, 2]]
    cross = axis[:, 0] * shank[:, 1] - axis[:, 1] * shank[:, 0]
    offset = leg.lateral_sign * cross / np.linalg.norm(axis, axis=-1) / leg_length
    return np.asarray(offset, dtype=np.float64)


def swivel_deg(pose: LegPose, leg: Leg, yaw_rad: float) -> FloatArray:
    """Return the direction of the knee about the hip-ankle axis, degrees, (T,).

    0 = straight forward, + = inward; a clean knee reads minus its toe-out.  NaN where the knee
    lies on the axis.
    """
    hip, knee, ankle = (to_person(p, yaw_rad) for p in (pose.hip, pose.knee, pose.ankle))
    axis = unit(hip - ankle)
    direction = across(knee - ankle, axis)
    forward = unit(across(np.broadcast_to(_FORWARD, axis.shape), axis))
    outward = leg.lateral_sign * np.cross(axis, forward)
    angle = np.arctan2(-(direction * outward).sum(axis=-1), (direction * forward).sum(axis=-1))
    bent = np.linalg.norm(direction, axis=-1) > _STRAIGHT
    return np.where(bent, np.degrees(angle), np.nan)
