"""Both arms of a posed person: as they swing, or with their hands about what they hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.athlete.at_rest import hand_at_rest, hand_axes
from benchmarks.athlete.body import LETTERS, SIGNS
from benchmarks.athlete.carrying import Carrier, Grip, Hold, Place, held
from benchmarks.athlete.legs import LegPose
from benchmarks.athlete.rig import Rig
from benchmarks.athlete.rotations import about, about_y, between, unit
from kneecave.model.arrays import FloatArray

Way = tuple[float, float, float]

_CURLS_DEG = (55.0, 140.0, 185.0)
"""How far a hand that holds bends its fingers' bones, against the palm."""
_THUMB_DEG = 50.0
_RAISED_DEG = {"back": 6.0, "chest": -5.7, "front": -7.0, "sides": -7.0}
"""How high the shoulders of who carries are."""


@dataclass(frozen=True, slots=True)
class Arm:
    """Where an arm points, for the left one, before the pelvis turns; the right one mirrors it."""

    upper: Way = (0.22, -0.05, -1.0)
    lower: Way = (0.12, -0.20, -1.0)
    raised_deg: float = -5.7


def swing(rig: Rig, side: int, arm: Arm, turn: FloatArray) -> None:
    """Put an arm where it points; ``turn`` (3, 3) of the pelvis about the vertical."""
    _raise(rig, side, arm.raised_deg)
    upper, lower = (turn @ (np.array(way) * [SIGNS[side], 1, 1]) for way in (arm.upper, arm.lower))
    _point(rig, side, upper, lower)
    rig.hang(f"wrist.{LETTERS[side]}", rig.rotation(f"lowerarm02.{LETTERS[side]}"))
    rig.follow(f"wrist.{LETTERS[side]}")


def carry(
    rig: Rig, hold: Hold, turn: FloatArray, legs: tuple[LegPose, LegPose]
) -> tuple[Place, ...]:
    """Put both hands about what is held; return where that is."""
    for side in range(len(LETTERS)):
        _raise(rig, side, _RAISED_DEG[hold.where])
    chest = rig.bones.index("spine01")
    carrier = Carrier(
        body=rig.body,
        chest=Place(rig.turn[chest], rig.shift[chest]),
        arms_m=np.stack([_top(rig, side) for side in range(len(LETTERS))]),
        legs=legs,
        turn=turn,
    )
    found = held(hold, carrier)
    for side, grip in enumerate(found.grips):
        _take(rig, side, grip)
    return found.things


def _raise(rig: Rig, side: int, raised_deg: float) -> None:
    letter = LETTERS[side]
    chest = rig.rotation("spine01")
    shoulder = chest @ about_y(-SIGNS[side] * np.radians(raised_deg))
    rig.hang(f"clavicle.{letter}", between(chest, shoulder, 0.5))
    rig.hang(f"shoulder01.{letter}", shoulder)


def _heads(rig: Rig, side: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return where shoulder, elbow and wrist are at rest."""
    top, elbow, wrist = (
        rig.body.heads_m[rig.bones.index(f"{name}.{LETTERS[side]}")]
        for name in ("upperarm01", "lowerarm01", "wrist")
    )
    return top, elbow, wrist


def _top(rig: Rig, side: int) -> FloatArray:
    return rig.point(f"shoulder01.{LETTERS[side]}", _heads(rig, side)[0])


def _point(rig: Rig, side: int, upper: FloatArray, lower: FloatArray) -> None:
    """Turn upper arm and forearm about one hinge, at rest and posed."""
    top, elbow, wrist = _heads(rig, side)
    rest_hinge = unit(np.cross(elbow - top, wrist - elbow))
    hinge = unit(np.cross(upper, lower))
    for part, rest_way, way in (
        ("upperarm", elbow - top, upper),
        ("lowerarm", wrist - elbow, lower),
    ):
        turned = _hinged(way, hinge) @ _hinged(rest_way, rest_hinge).T
        for half in ("01", "02"):
            rig.hang(f"{part}{half}.{LETTERS[side]}", turned)


def _hinged(way: FloatArray, hinge: FloatArray) -> FloatArray:
    along = unit(way)
    return np.stack([hinge, np.cross(along, hinge), along], axis=1)


def _take(rig: Rig, side: int, grip: Grip) -> None:
    """Put a hand about a bar, the arm after it, the fingers closed."""
    letter, sign = LETTERS[side], SIGNS[side]
    rest, to_middle = hand_at_rest(rig.body, side)
    hand = hand_axes(grip.fingers, grip.thumb, sign)
    turn = hand @ rest.T
    _point(rig, side, *_bent(rig, side, grip.middle_m - turn @ to_middle, grip.elbow))
    _twist(rig, side, turn)
    rig.hang(f"wrist.{letter}", turn)
    rig.follow(f"wrist.{letter}")
    for finger in range(2, 6):
        for number, curl_deg in enumerate(_CURLS_DEG, start=1):
            name = f"finger{finger}-{number}.{letter}"
            rig.hang(name, about(-hand[:, 0], np.radians(curl_deg)) @ turn)
    for number in range(1, 4):
        bend = np.radians(_THUMB_DEG * number / 3)
        rig.hang(f"finger1-{number}.{letter}", about(sign * hand[:, 2], bend) @ turn)


def _bent(
    rig: Rig, side: int, wrist_m: FloatArray, elbow: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return where upper arm and forearm point for the wrist to be there (two bones)."""
    top = _top(rig, side)
    rest_top, rest_elbow, rest_wrist = _heads(rig, side)
    upper = float(np.linalg.norm(rest_elbow - rest_top))
    lower = float(np.linalg.norm(rest_wrist - rest_elbow))
    way = wrist_m - top
    length = min(float(np.linalg.norm(way)), 0.998 * (upper + lower))
    along = unit(way)
    share = (upper**2 - lower**2 + length**2) / (2 * length)
    aside = unit(elbow - (elbow @ along) * along)
    first = share * along + np.sqrt(max(upper**2 - share**2, 0.0)) * aside
    return first, length * along - first


def _twist(rig: Rig, side: int, hand: FloatArray) -> None:
    """Turn the forearm's lower half with the hand, half as far."""
    name = f"lowerarm02.{LETTERS[side]}"
    lower = rig.rotation(name)
    _, elbow, wrist = _heads(rig, side)
    along = unit(lower @ (wrist - elbow))
    before = lower @ unit(np.cross(wrist - elbow, [0.0, 1.0, 0.0]))
    after = hand @ lower.T @ before
    angle = float(np.arctan2(np.cross(before, after) @ along, before @ after))
    rig.hang(name, about(along, angle / 2) @ lower)
