"""The whole person lifted once: yaw, roll, both legs, both feet, the trunk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from kneecave.kinematics import angles
from kneecave.kinematics.calibration import (
    CENTRE_SCALE,
    FEET_ALIKE_DEG,
    SEGMENT_SCALE,
    USUAL_SPREAD,
)
from kneecave.kinematics.feet import FootHeading, FootRays, heading, nearer
from kneecave.kinematics.joint_centres import (
    FITTED_TO,
    behind_fold,
    centres,
    standing_leg_px,
    usual_centres,
)
from kneecave.kinematics.legs import LegView, of_pose, toe_out_deg
from kneecave.kinematics.lifting import (
    LegPose,
    LegRays,
    focal_px,
    rays,
    standing_segments,
    trunk_vector,
)
from kneecave.kinematics.upright import Upright, folded
from kneecave.kinematics.view import roll
from kneecave.kinematics.yaw import Scene, cues, fuse, knee_heading_deg, staggered
from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import Estimate

_LYING_DEPTH = 0.75
_BENT_DEPTH = 0.06
_NO_YAW = Estimate(0.0, float("nan"))


@dataclass(frozen=True, slots=True)
class Lifted:
    """What the standing frames make possible.

    ``legs`` hold joint centres; ``headings`` the feet in the camera frame; ``trunk`` (T, 3) is the
    way from the hips' middle to the shoulders', camera frame.
    """

    yaw: Estimate
    cues_deg: dict[str, float]
    roll_deg: Estimate
    legs: dict[Leg, LegView]
    headings: dict[Leg, FootHeading]
    trunk: FloatArray


def lift_person(track: PoseTrack, up: Upright, lens_deg: float) -> Lifted:
    """Return the lifted person of a cleaned track that has standing frames."""
    focal = focal_px(track.image_size_px, lens_deg)
    seen = {leg: _leg_view(leg, track, up, focal) for leg in Leg}
    headings = {leg: _heading(view, track, up) for leg, view in seen.items()}
    scene = _scene(track, up, seen, headings, focal)
    found = cues(scene)
    yaw, cues_deg = fuse(found), {name: cue.value for name, cue in found.items()}
    centred = {leg: _centred(seen.pop(leg), track, up.standing, yaw) for leg in Leg}
    if not staggered(cues_deg):
        headings = alike(headings, up.standing, yaw)
    roll_deg = roll(track, up.standing, yaw, focal)
    return Lifted(yaw, cues_deg, roll_deg, centred, headings, scene.trunk)


def alike(
    headings: dict[Leg, FootHeading], standing: BoolArray, yaw: Estimate
) -> dict[Leg, FootHeading]:
    """Return the feet's headings, each drawn to where the other one, mirrored, points.

    People turn their feet out nearly alike.  The foot that is seen worse gives way more, neither
    much where the yaw is unsure: it counts twice in the difference.
    """
    toe_out = {leg: toe_out_deg(leg, found, yaw).value for leg, found in headings.items()}
    left, right = (_still(toe_out[leg], standing) for leg in Leg)
    spread = {leg: _still(found.spread_deg, standing) for leg, found in headings.items()}
    variance = sum(one**2 for one in spread.values()) + FEET_ALIKE_DEG**2 + (2 * yaw.spread) ** 2
    if not np.isfinite(left - right + variance):
        return headings
    share = {leg: one**2 / variance for leg, one in spread.items()}
    return {
        leg: FootHeading(
            found.deg + share[leg] * (left - right), found.spread_deg * np.sqrt(1.0 - share[leg])
        )
        for leg, found in headings.items()
    }


def _rays(track: PoseTrack, focal: float, *joints: Joint) -> tuple[FloatArray, ...]:
    return tuple(rays(track.of(joint), track.image_size_px, focal) for joint in joints)


def _leg_view(leg: Leg, track: PoseTrack, up: Upright, focal: float) -> LegView:
    parts = (Joint.of(leg, part) for part in ("hip", "knee", "ankle"))
    own = LegRays(*_rays(track, focal, *parts)).kept()
    segments = standing_segments(own, up.standing, focal)
    ankle = track.of(Joint.of(leg, "ankle"))
    near = nearer(ankle, up.standing, segments.leg, track.image_size_px[1] / 2.0, focal)
    return LegView(leg, own, segments, focal, near, folded(up.hinge), _NO_YAW)


def _heading(view: LegView, track: PoseTrack, up: Upright) -> FootHeading:
    parts = (Joint.of(view.leg, part) for part in ("heel", "ankle", "foot_index"))
    return heading(
        FootRays(*_rays(track, view.focal, *parts)),
        ankle_px=track.of(Joint.of(view.leg, "ankle")),
        time_s=track.time_s,
        depth=up.depth,
        shank_px=view.segments.shank,
        leg_px=view.segments.leg,
        nearness=view.nearer,
        focal=view.focal,
    )


def _scene(
    track: PoseTrack,
    up: Upright,
    seen: dict[Leg, LegView],
    headings: dict[Leg, FootHeading],
    focal: float,
) -> Scene:
    def mean(quantity: Callable[[LegPose], FloatArray]) -> FloatArray:
        both = [of_pose(view, lambda pose, _: quantity(pose)) for view in seen.values()]
        return np.asarray(np.mean(both, axis=0), dtype=np.float64)

    shoulders = Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER
    joints = [Joint.of(leg, part) for leg in Leg for part in ("hip", "knee", "ankle")]
    return Scene(
        still={j: _tangents(track, j, up.standing, focal) for j in (*joints, *shoulders)},
        feet_deg=float(np.mean([_still(one.deg, up.standing) for one in headings.values()])),
        knees_deg=mean(knee_heading_deg),
        trunk=trunk_vector(
            0.5 * np.add(*_rays(track, focal, *shoulders)),
            0.5 * np.add(*_rays(track, focal, Joint.LEFT_HIP, Joint.RIGHT_HIP)),
            mean(lambda pose: pose.hip[:, 2])[:, None],
            up.standing,
            focal,
        ),
        shoulders_deg=_shoulders_deg(track),
        flexion_deg=mean(angles.flexion_deg),
        standing=up.standing,
        bent=(up.depth > _BENT_DEPTH) & (up.depth < _LYING_DEPTH),
    )


def _tangents(track: PoseTrack, joint: Joint, standing: BoolArray, focal: float) -> FloatArray:
    ray = rays(track.of(joint)[standing], track.image_size_px, focal)
    return np.asarray(np.nanmedian(ray[:, :2] / ray[:, 2:], axis=0), dtype=np.float64)


def _shoulders_deg(track: PoseTrack) -> FloatArray:
    sides = Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER
    left, right = (track.depth_px[:, track.joints.index(side)] for side in sides)
    apart = np.subtract(*(track.of(side)[:, 0] for side in sides))
    return np.asarray(np.degrees(np.arctan2(left - right, apart)), dtype=np.float64)


def _still(values: KeptArray, standing: BoolArray) -> float:
    """Return the median over standing frames, or over all where there is none."""
    known = np.isfinite(values)
    chosen = known & standing if (known & standing).any() else known
    return float(np.median(values[chosen])) if chosen.any() else float("nan")


def _centred(view: LegView, track: PoseTrack, standing: BoolArray, yaw: Estimate) -> LegView:
    leg_px, yaw_rad = standing_leg_px(track, view.leg, standing), float(np.radians(yaw.value))
    if track.source.model in FITTED_TO:
        moved, spread = centres(track, view.leg, standing, view.focal)
        scale = CENTRE_SCALE
    else:
        moved = usual_centres(view.rays, view.leg, leg_px, yaw_rad)
        scale, spread = SEGMENT_SCALE, USUAL_SPREAD
    moved = behind_fold(moved, view.folded, leg_px, yaw_rad)
    segments = standing_segments(moved, standing, view.focal, scale=scale)
    return replace(view, rays=moved.kept(), segments=segments, yaw=yaw, spread=spread)
