"""One take to rows: what is true of each foot, and what landmarks, outline and flow make of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.athlete.film import stills
from benchmarks.pronation.outlines import outline
from benchmarks.pronation.scenes import Take
from kneecave.kinematics.foot_roll import ankle_band, roll_deg
from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.body import Joint, Leg
from kneecave.model.clip import Frame
from kneecave.model.feet import FootMarks, FootShift
from kneecave.outputs.files import write_text
from kneecave.pose.feet_seen import feet_in
from kneecave.pose.foot_flow import FootFlow
from kneecave.pose.landmarker import JOINTS, Scanner
from kneecave.pose.still_camera import StillCamera

HEIGHTS_PX = (1280, 640)
"""Picture heights looked at: as rendered, and made smaller."""
STANDING = ("reference", "again", "standing roll")
"""Moments at which the angle of a standing foot is asked for."""
_MARGIN = 0.1
_UNSEEN_DEG = 12.0
"""How far feet are taken to point aside where that cannot be seen, as the product does."""


@dataclass(frozen=True, slots=True)
class Row:
    """One foot at one moment.

    ``change`` and ``roll`` (by picture height) are against the reference, in degrees; ``marks`` are
    the joints and ``edges`` the outline, in shank lengths, + = outward, empty where not looked at.
    ``close_up`` is whether anybody is found in the picture from mid-thigh down.
    """

    take: str
    body: str
    tuning: bool
    behind: bool
    bare: bool
    moment: str
    leg: str
    shank_px: float
    eversion: float
    change: float
    roll: dict[str, float | None]
    marks: list[float]
    edges: list[float]
    close_up: bool


@dataclass(frozen=True, slots=True)
class Shots:
    """The pictures of a take's moments, with the eversion of (left, right) in each, degrees."""

    pictures: tuple[ImageBgr, ...]
    eversion_deg: tuple[tuple[float, float], ...]
    toe_out_deg: tuple[float, float]


def shots(take: Take, folder: Path) -> Shots:
    """Return the pictures of a take, rendered or as kept in the folder by an earlier run."""
    truth_json = folder / f"{take.name}.truth.json"
    files = [folder / f"{take.name}.{number}.jpg" for number in range(len(take.moments))]
    if not truth_json.exists():
        made = stills(take.scene, [at_s for _, at_s in take.moments])
        truths = []
        for file, (picture, truth) in zip(files, made, strict=True):
            cv2.imwrite(str(file), picture, [cv2.IMWRITE_JPEG_QUALITY, 92])
            truths.append(truth)
        kept = {
            "eversion_deg": [truth.eversion_deg[0].tolist() for truth in truths],
            "toe_out_deg": truths[0].toe_out_deg[0].tolist(),
        }
        write_text(truth_json, json.dumps(kept) + "\n")
    known = json.loads(truth_json.read_text(encoding="utf-8"))
    pictures = tuple(np.asarray(cv2.imread(str(file)), dtype=np.uint8) for file in files)
    eversion = tuple((float(left), float(right)) for left, right in known["eversion_deg"])
    left, right = known["toe_out_deg"]
    return Shots(pictures, eversion, (float(left), float(right)))


def look(take: Take, shot: Shots, scanner: Scanner) -> list[dict[str, object]]:
    """Return the rows of a take; none where nobody is found in the reference picture."""
    pictures = shot.pictures
    found = [scanner.find_all(Frame(0, 0.0, picture)) for picture in pictures]
    if not found[0]:
        return []
    xy = found[0][0].xy_px
    close_up = bool(scanner.find_all(Frame(0, 0.0, _thighs_down(pictures[0], xy))))
    rows = []
    for side, leg in enumerate(Leg):
        turned = shot.toe_out_deg[side] - leg.lateral_sign * _yaw(take)
        rolls = {
            str(height): _rolls(take, _small(pictures, share), xy * share, leg, turned)
            for height, share in ((h, h / pictures[0].shape[0]) for h in HEIGHTS_PX)
        }
        for number, (moment, _) in enumerate(take.moments):
            eversion = shot.eversion_deg[number][side]
            own = found[number][0].xy_px if found[number] else None
            outward = leg.lateral_sign * (-1 if take.behind else 1)
            row = Row(
                take=take.name,
                body=take.scene.body,
                tuning=take.tuning,
                behind=take.behind,
                bare=take.bare,
                moment=moment,
                leg=leg.value,
                shank_px=float(np.linalg.norm(np.subtract(*_marks(xy, leg)[:2]))),
                eversion=eversion,
                change=eversion - shot.eversion_deg[0][side],
                roll={size: values[number] for size, values in rolls.items()},
                marks=[] if own is None else _spots(own, leg, outward),
                edges=[]
                if own is None or moment not in STANDING
                else outline(pictures[number], own, leg, outward),
                close_up=close_up,
            )
            rows.append(asdict(row))
    return rows


def _thighs_down(picture: ImageBgr, xy: FloatArray) -> ImageBgr:
    hips, knees = (
        np.mean([xy[JOINTS.index(Joint.of(leg, part))][1] for leg in Leg])
        for part in ("hip", "knee")
    )
    return np.ascontiguousarray(picture[int(0.5 * (hips + knees)) :])


def _yaw(take: Take) -> float:
    return take.scene.camera.yaw_deg - (180.0 if take.behind else 0.0)


def _small(pictures: Sequence[ImageBgr], share: float) -> list[ImageBgr]:
    if share == 1:
        return list(pictures)
    reduced = (
        cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        for picture in pictures
    )
    return [np.asarray(picture, dtype=np.uint8) for picture in reduced]


def _rolls(
    take: Take, pictures: list[ImageBgr], xy: FloatArray, leg: Leg, turned_deg: float
) -> list[float | None]:
    """Return the roll at each moment, None where it is not found; ``xy`` is of the reference."""
    behind = take.behind
    marks = FootMarks(*_marks(xy, leg))
    seen = [feet_in(picture, [marks]) for picture in pictures]
    flow = FootFlow(seen[0], marks, ankle_band(behind=behind))
    camera = StillCamera(seen[0], _person(xy))
    shifts = [flow.shift_px(one, camera.moved(one)) for one in seen]
    shift = FootShift(
        reference_s=take.moments[0][1],
        time_s=np.array([at_s for _, at_s in take.moments]),
        ankle_px=np.array([ankle for ankle, _ in shifts]),
        sole_px=np.array([sole for _, sole in shifts]),
        shank_px=flow.shank_px,
    )
    values = roll_deg(shift, leg, behind=behind, turned_deg=_UNSEEN_DEG if behind else turned_deg)
    return [float(value) if np.isfinite(value) else None for value in values]


def _marks(xy: FloatArray, leg: Leg) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    knee, ankle, heel, toe = (
        xy[JOINTS.index(Joint.of(leg, part))] for part in ("knee", "ankle", "heel", "foot_index")
    )
    return knee, ankle, heel, toe


def _spots(xy: FloatArray, leg: Leg, outward: int) -> list[float]:
    knee, ankle, heel, toe = _marks(xy, leg)
    shank = float(np.linalg.norm(knee - ankle))
    spots = [(point - ankle) * (outward, 1.0) / shank for point in (knee, heel, toe)]
    return [float(value) for spot in spots for value in spot]


def _person(xy: FloatArray) -> tuple[float, float, float, float]:
    margin = _MARGIN * float(np.ptp(xy[:, 1]))
    left, top = (float(edge) - margin for edge in xy.min(axis=0))
    right, bottom = (float(edge) + margin for edge in xy.max(axis=0))
    return left, top, right, bottom
