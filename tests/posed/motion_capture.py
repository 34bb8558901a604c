"""Motion capture of real people as performances, for material that lies beside the project.

Joint centres from skin markers: hips from the pelvis markers (Bell 1990: .36, .19 and .30 of the
distance of the front iliac spines outward, back and down), knees and ankles inward from their
lateral markers.  The foot keeps its real direction and gets the proportions of the landmarks.
Head and arms are made up.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from tests.posed.body import ANKLE_TO_TOE, HEEL_TO_TOE, Person
from tests.posed.performance import Performance, RepTruth

KNEE_INWARD_M = 0.050
ANKLE_INWARD_M = 0.035
SHOULDER_WIDTH_M = 0.36
RATE_HZ = 25.0
_UP = np.array([0.0, 0.0, 1.0])


def _unit(vector: FloatArray) -> FloatArray:
    return np.asarray(vector / np.linalg.norm(vector, axis=-1, keepdims=True))


def _across(vector: FloatArray, axis: FloatArray) -> FloatArray:
    return np.asarray(vector - (vector * axis).sum(-1, keepdims=True) * axis)


def hip_centres(asis: dict[Leg, FloatArray], psis: dict[Leg, FloatArray]) -> dict[Leg, FloatArray]:
    """(T, 3) hip joint centres from the four pelvis markers."""
    front = 0.5 * (asis[Leg.LEFT] + asis[Leg.RIGHT])
    wide = asis[Leg.LEFT] - asis[Leg.RIGHT]
    width = float(np.median(np.linalg.norm(wide, axis=-1)))
    left = _unit(wide)
    back = _unit(_across(0.5 * (psis[Leg.LEFT] + psis[Leg.RIGHT]) - front, left))
    down = -np.cross(left, back)
    return {
        leg: front + width * (leg.lateral_sign * 0.36 * left + 0.19 * back + 0.30 * down)
        for leg in Leg
    }


def performance(
    *,
    time_s: FloatArray,
    hips: dict[Leg, FloatArray],
    markers: dict[tuple[Leg, str], FloatArray],
    reps: tuple[RepTruth, ...] = (),
) -> Performance:
    """Joints from hip centres and markers knee, ankle, heel, toe, shoulder, (T, 3) metres each."""
    joints: dict[Joint, FloatArray] = {}
    shoulders = _shoulders({leg: markers[leg, "shoulder"] for leg in Leg})
    for leg in Leg:
        heel, toe = markers[leg, "heel"], markers[leg, "toe"]
        ahead = _unit((toe - heel) * [1.0, 1.0, 0.0])
        inward = leg.lateral_sign * np.cross(_UP, ahead)
        inward = inward if (inward[0, 0] * leg.lateral_sign) < 0 else -inward
        knee = markers[leg, "knee"] + KNEE_INWARD_M * inward
        ankle = markers[leg, "ankle"] + ANKLE_INWARD_M * inward
        shank_m = float(np.median(np.linalg.norm(knee - ankle, axis=-1)))
        floor = np.stack([ankle[:, 0], ankle[:, 1], heel[:, 2]], axis=-1)
        parts = {
            "hip": hips[leg],
            "knee": knee,
            "ankle": ankle,
            "heel": floor - (HEEL_TO_TOE - ANKLE_TO_TOE) * shank_m * ahead,
            "foot_index": floor + ANKLE_TO_TOE * shank_m * ahead,
            "shoulder": shoulders[leg],
            "elbow": shoulders[leg] + np.array([leg.lateral_sign * 0.05, -0.02, -0.28]),
            "wrist": shoulders[leg] + np.array([leg.lateral_sign * 0.06, -0.08, -0.52]),
        }
        joints |= {Joint.of(leg, part): path for part, path in parts.items()}
    joints |= _face(0.5 * (joints[Joint.LEFT_SHOULDER] + joints[Joint.RIGHT_SHOULDER]))
    return Performance(_person(joints), None, time_s, joints, reps)


def _shoulders(markers: dict[Leg, FloatArray]) -> dict[Leg, FloatArray]:
    """Joints as far apart as shoulders are; some laboratories put the markers beside the neck."""
    middle = 0.5 * (markers[Leg.LEFT] + markers[Leg.RIGHT])
    left = _unit(markers[Leg.LEFT] - markers[Leg.RIGHT])
    return {leg: middle + leg.lateral_sign * 0.5 * SHOULDER_WIDTH_M * left for leg in Leg}


def _face(neck: FloatArray) -> dict[Joint, FloatArray]:
    places = {"nose": (0.0, -0.11, 0.20), "left_eye": (0.032, -0.09, 0.24)}
    places |= {"left_ear": (0.075, 0.0, 0.22), "mouth_left": (0.025, -0.09, 0.16)}
    face = {}
    for name, place in places.items():
        face[Joint(name).mirrored] = neck + np.array(place) * [-1.0, 1.0, 1.0]
        face[Joint(name)] = neck + np.array(place)
    return face


def _person(joints: dict[Joint, FloatArray]) -> Person:
    def length(upper: str, lower: str) -> float:
        return float(
            np.mean(
                [
                    np.median(
                        np.linalg.norm(
                            joints[Joint.of(leg, upper)] - joints[Joint.of(leg, lower)], axis=-1
                        )
                    )
                    for leg in Leg
                ]
            )
        )

    return Person(thigh_m=length("hip", "knee"), shank_m=length("knee", "ankle"))


_UIPRMD = {"knee": "KNE", "ankle": "ANK", "heel": "HEE", "toe": "TOE", "shoulder": "SHO"}


def uiprmd(archive: Path, trials: list[str]) -> Performance:
    """Several one-rep trials (100 Hz, mm, facing +X) as one clip.

    Between trials the person is blended from one standing pose to the next within 0.8 s.
    """
    with np.load(archive) as data:
        names = [str(name) for name in data["names"]]
        sets = [data[trial] for trial in trials]
    ankles = [names.index("LANK"), names.index("RANK")]
    spot = _turned(sets[0][:, ankles].mean(axis=1)).mean(axis=0) * [1.0, 1.0, 0.0]
    whole: Performance | None = None
    for number, frames in enumerate(sets, start=1):
        seen = {name: _turned(frames[:, i]) - spot for i, name in enumerate(names)}
        hips = hip_centres(
            {leg: seen[f"{leg.value[0].upper()}ASI"] for leg in Leg},
            {leg: seen[f"{leg.value[0].upper()}PSI"] for leg in Leg},
        )
        markers = {
            (leg, part): seen[leg.value[0].upper() + mark]
            for leg in Leg
            for part, mark in _UIPRMD.items()
        }
        time_s = np.arange(len(frames)) / 100.0
        height = 0.5 * (hips[Leg.LEFT] + hips[Leg.RIGHT])[:, 2]
        rep = RepTruth(1, 0.0, float(time_s[np.argmin(height)]), float(time_s[-1]), 1.0)
        trial = performance(time_s=time_s, hips=hips, markers=markers, reps=(rep,))
        whole = trial if whole is None else whole.then(trial, blend_s=0.8)
        assert len(whole.reps) == number
    assert whole is not None
    return at_rate(whole, RATE_HZ)


def _turned(frames_mm: FloatArray) -> FloatArray:
    """From X forward, Y left, Z up, mm to the person's frame in metres."""
    return np.stack([frames_mm[:, 1], -frames_mm[:, 0], frames_mm[:, 2]], axis=-1) / 1000.0


def opencap(trc: Path) -> Performance:
    """A whole .trc of laboratory markers (X forward, Y up, Z right, metres), reps unknown."""
    lines = trc.read_text().splitlines()
    names = [name for name in lines[3].split("\t")[2:] if name]
    rows = np.array([[float(v or "nan") for v in line.split("\t")[: 2 + 3 * len(names)]]
                     for line in lines[6:] if line.strip()])  # fmt: skip
    seen = {
        name: np.stack([-rows[:, 4 + 3 * i], -rows[:, 2 + 3 * i], rows[:, 3 + 3 * i]], axis=-1)
        for i, name in enumerate(names)
    }
    spot = 0.5 * (seen["L_ankle"] + seen["r_ankle"]).mean(axis=0) * [1.0, 1.0, 0.0]
    own = {
        Leg.LEFT: ("L_HJC", "L_knee", "L_ankle", "L_calc", "L_toe", "L_Shoulder"),
        Leg.RIGHT: ("R_HJC", "r_knee", "r_ankle", "r_calc", "r_toe", "R_Shoulder"),
    }
    parts = ("hip", "knee", "ankle", "heel", "toe", "shoulder")
    markers = {
        (leg, part): seen[mark] - spot
        for leg, marks in own.items()
        for part, mark in zip(parts, marks, strict=True)
    }
    whole = performance(
        time_s=rows[:, 1], hips={leg: markers[leg, "hip"] for leg in Leg}, markers=markers
    )
    return at_rate(whole, RATE_HZ)


def at_rate(whole: Performance, rate_hz: float) -> Performance:
    """The same performance at another frame rate, linear between frames."""
    time_s = np.arange(whole.time_s[0], whole.time_s[-1], 1 / rate_hz)
    joints = {
        joint: np.stack([np.interp(time_s, whole.time_s, path[:, k]) for k in range(3)], axis=-1)
        for joint, path in whole.joints.items()
    }
    return Performance(whole.person, whole.movement, time_s, joints, whole.reps)


def facing_forward(whole: Performance) -> Performance:
    """The same performance with the hips' line, on average over the clip, along X."""
    across = (whole.joints[Joint.LEFT_HIP] - whole.joints[Joint.RIGHT_HIP]).mean(axis=0)
    turn = -np.arctan2(across[1], across[0])
    cos, sin = np.cos(turn), np.sin(turn)
    about = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    joints = {joint: path @ about.T for joint, path in whole.joints.items()}
    return replace(whole, joints=joints)
