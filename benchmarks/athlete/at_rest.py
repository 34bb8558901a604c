"""Measures of a body at rest that a load goes by; metres, in the body's own frame."""

from __future__ import annotations

from functools import cache

import numpy as np

from benchmarks.athlete.body import SIDES, SIGNS, Body, assets, skeleton
from kneecave.model.arrays import FloatArray

_PALM_M = 0.026
"""From the hand's middle to the middle of what it holds."""


def arm_m(body: Body) -> float:
    """Return the length from shoulder to wrist of a straight arm."""
    top, elbow, wrist = (
        body.heads_m[skeleton().index(f"{name}.L")]
        for name in ("upperarm01", "lowerarm01", "wrist")
    )
    return float(np.linalg.norm(elbow - top) + np.linalg.norm(wrist - elbow))


@cache
def hand_at_rest(body: Body, side: int) -> tuple[FloatArray, FloatArray]:
    """Return (3, 3) a hand's axes at rest, and (3,) the way from its wrist to what it holds.

    Columns: toward the thumb (of the right hand: away from it), the palm, the fingers.
    """
    letter, sign = "LR"[side], SIGNS[side]
    wrist, first, last = (
        body.heads_m[skeleton().index(f"{name}.{letter}")]
        for name in ("wrist", "finger2-1", "finger5-1")
    )
    knuckles = (first + last) / 2 - wrist
    axes = hand_axes(knuckles, first - last, sign)
    return axes, 0.95 * knuckles + _PALM_M * axes[:, 1]


def hand_axes(fingers: FloatArray, thumb: FloatArray, sign: int) -> FloatArray:
    """Return the axes of a hand whose fingers and thumb point there, as in `hand_at_rest`."""
    along = thumb / np.linalg.norm(thumb)
    ahead = fingers - (fingers @ along) * along
    ahead = ahead / np.linalg.norm(ahead)
    return np.stack([sign * along, sign * np.cross(ahead, along), ahead], axis=1)


@cache
def _skin_m(body: Body) -> FloatArray:
    """Return the vertices of the body itself, without the shapes of clothes and hair."""
    file = assets()
    return np.asarray(body.skin_m[np.unique(file["quads"][file["qgrp"] == 0])])


@cache
def behind_neck_m(body: Body) -> FloatArray:
    """Return the hindmost point of the back just below the neck, where a bar lies."""
    height = body.heads_m[skeleton().index("shoulder01.L")][2] + 0.01
    skin = _skin_m(body)
    near = skin[(np.abs(skin[:, 0]) < 0.13) & (np.abs(skin[:, 2] - height) < 0.025)]
    return np.array([0.0, near[:, 1].max(), height])


@cache
def before_chest_m(body: Body) -> FloatArray:
    """Return the foremost point of the chest, at the height of hands that hold something there."""
    height = body.heads_m[skeleton().index("shoulder01.L")][2] - 0.05 * body.height_m
    skin = _skin_m(body)
    near = skin[(np.abs(skin[:, 0]) < 0.095) & (np.abs(skin[:, 2] - height + 0.07) < 0.13)]
    return np.array([0.0, near[:, 1].min(), height])


@cache
def leg_fronts_m(body: Body) -> FloatArray:
    """Return (2, 6, 3) points on the front of both legs at rest: three of the shank, of the thigh.

    From the ankle up.
    """
    skin = _skin_m(body)
    fronts = []
    for side in range(len(SIDES)):
        hip, knee, ankle = body.hip_m[side], body.knee_m[side], body.ankle_m[side]
        for low, high, shares in ((ankle, knee, (0.3, 0.6, 0.9)), (knee, hip, (0.1, 0.4, 0.8))):
            for share in shares:
                at = low + share * (high - low)
                apart = np.abs(skin - at)
                near = skin[(apart[:, 0] < 0.06) & (apart[:, 2] < 0.03) & (apart[:, 1] < 0.16)]
                fronts.append([at[0], near[:, 1].min(), at[2]])
    return np.array(fronts).reshape(2, 6, 3)
