"""Truth read off a posed person: joint centres, and the joints of the skin."""

from __future__ import annotations

import numpy as np

from benchmarks.athlete import truth
from benchmarks.athlete.actors import Actor
from benchmarks.athlete.body import SIDES, SIGNS
from benchmarks.athlete.course import starts_s
from benchmarks.athlete.posture import Posed
from benchmarks.athlete.scene import NONE, Scene
from benchmarks.athlete.truth import RepTruth, Truth
from benchmarks.athlete.view import View, shaking, view_of
from kneecave.model.arrays import FloatArray

Rows = dict[str, list[FloatArray]]


class Notes:
    """Collects what is true, picture after picture.

    Attributes
    ----------
    actor
        The scene's person.
    view
        The camera while no hand shakes it.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene, self.actor = scene, Actor(scene)
        self.view = view_of(scene.camera, scene.picture, aim_m=self.actor.body.height_m / 2)
        self._shake = shaking(
            scene.camera, frames=scene.frames + 1, fps=scene.picture.fps, seed=scene.seed
        )
        self._times: list[float] = []
        self._fronts: list[FloatArray] = []
        self._rows: Rows = {}

    def view_at(self, time_s: float) -> View:
        """Return the camera as it points at a time."""
        if self._scene.camera.shake_deg == 0:
            return self.view
        number = round(time_s * self._scene.picture.fps)
        return self.view.turned(self._shake[min(number, len(self._shake) - 1)])

    def add(self, time_s: float) -> None:
        """Note what is true at a time."""
        posture, posed = self.actor.posed(time_s)
        view = self.view_at(time_s)
        self._times.append(time_s)
        self._fronts.append(posed.front)
        marks = self.actor.landmarks(posed)
        joints = np.stack([[leg.hip_m, leg.knee_m, leg.ankle_m] for leg in posed.legs])
        mesh = np.stack(
            [[marks[f"{side}_{part}"] for part in ("hip", "knee", "ankle")] for side in SIDES]
        )
        feet = np.stack([[leg.heel_m, leg.toe_m] for leg in posed.legs])
        heading = np.array([leg.heading_deg for leg in posed.legs])
        row: dict[str, FloatArray] = {
            "joints_m": joints,
            "joints_mesh_m": mesh,
            "feet_m": feet,
            "joints_px": view.project(joints),
            "joints_mesh_px": view.project(mesh),
            "feet_px": view.project(feet),
            "toe_out_deg": np.array(SIGNS) * _within_half_a_turn(heading - posture.turn_deg),
            "eversion_deg": np.array([leg.eversion_deg for leg in posed.legs]),
            "abduction_deg": np.array([leg.abduction_deg for leg in posed.legs]),
            "pelvic_drop_deg": np.array(posture.drop_deg),
            "trunk_lean_deg": _lean_deg(posed, joints),
            "yaw_deg": _within_half_a_turn(np.array(view.yaw_deg - posture.turn_deg)),
        }
        for name, value in row.items():
            self._rows.setdefault(name, []).append(value)

    def truth(self, *, with_reps: bool) -> Truth:
        """Return everything noted; reps only where the pictures go over whole reps."""
        rows = {name: np.stack(values) for name, values in self._rows.items()}
        front, toe_out = np.stack(self._fronts), rows["toe_out_deg"]
        angles = {"flexion_deg": truth.flexion_deg(rows["joints_m"])}
        for end, joints in (("", rows["joints_m"]), ("_mesh", rows["joints_mesh_m"])):
            angles[f"frontal{end}_deg"] = truth.frontal_deg(joints, front)
            angles[f"knee_over_foot{end}_deg"] = truth.knee_over_foot_deg(joints, front, toe_out)
        time_s = np.array(self._times)
        reps = _reps(self._scene, time_s, angles) if with_reps else ()
        return Truth(scene=self._scene, reps=reps, time_s=time_s, **angles, **rows)


def _within_half_a_turn(angle_deg: FloatArray) -> FloatArray:
    return np.asarray(180 - (180 - angle_deg) % 360)


def _lean_deg(posed: Posed, joints: FloatArray) -> FloatArray:
    trunk = posed.shoulders_m - joints[:, 0].mean(axis=0)
    left = np.array([-posed.front[1], posed.front[0], 0.0])
    return np.asarray(np.degrees(np.arctan2(trunk @ left, trunk[2])))


def _reps(scene: Scene, time_s: FloatArray, angles: dict[str, FloatArray]) -> tuple[RepTruth, ...]:
    reps = []
    for number, (start, plan) in enumerate(zip(starts_s(scene), scene.reps, strict=True), 1):
        bottom = start + plan.descent_s + plan.pause_s / 2
        end = start + plan.descent_s + plan.pause_s + plan.ascent_s
        inside = (time_s >= start) & (time_s <= end)
        peaks = [
            truth.peak_deg(
                time_s,
                angles["knee_over_foot_deg"][:, side],
                angles["flexion_deg"][:, side],
                inside,
            )
            for side in range(2)
        ]
        clean = plan.cave_deg == NONE and scene.stance.cave_deg == NONE
        reps.append(
            RepTruth(
                number=number,
                start_s=start,
                bottom_s=bottom,
                end_s=end,
                lead_leg=plan.lead_leg,
                cave_deg=plan.cave_deg,
                peak_deg=(peaks[0], peaks[1]),
                clean=clean,
            )
        )
    return tuple(reps)
