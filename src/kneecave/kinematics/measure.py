"""A pose track to everything that can be measured on it."""

from __future__ import annotations

import numpy as np

from kneecave.kinematics import angles, legs
from kneecave.kinematics.calibration import ANGLE_SPREAD_DEG, USUAL_SPREAD
from kneecave.kinematics.cleaning import clean
from kneecave.kinematics.lifted import Lifted, lift_person
from kneecave.kinematics.lifting import LegPose, focal_px, to_person
from kneecave.kinematics.standing import foot_drift, standing_alignment
from kneecave.kinematics.upright import Upright, upright
from kneecave.kinematics.view import camera_view, from_behind, inside_picture, level_tilt_deg
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.kept import kept
from kneecave.model.motion import Motion
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import Estimate, LegSignals, Measure, Signals
from kneecave.model.view import CameraView, ViewKind
from kneecave.settings import Settings

_LEAST_STANDING = 3
_DEPTH_SPREAD = 0.02
_HINGE_SPREAD = 0.05
_PELVIS_SPREAD_DEG = 1.2
_TRUNK_SPREAD_DEG = 1.3
_MEDIAL_SPREAD = 0.005
_UNKNOWN = Estimate(float("nan"), float("nan"))


def measure(track: PoseTrack, settings: Settings) -> Motion:
    """Return the person's movement: signals, camera view and standing alignment.

    Without upright, still frames the segment lengths are unknown, and from behind the feet cannot
    be read: then ``standing`` is None and every signal that needs the lifted legs is NaN.
    """
    cleaned = clean(track, settings.filters)
    up = upright(cleaned)
    shown = up.standing if up.standing.any() else track.seen
    behind = from_behind(cleaned, shown)
    lifted = None
    if up.standing.sum() >= _LEAST_STANDING and not behind:
        lifted = lift_person(cleaned, up, settings.view.lens_deg)
    view = camera_view(
        track,
        shown,
        in_place=up.in_place,
        yaw=lifted.yaw if lifted else _UNKNOWN,
        roll_deg=lifted.roll_deg if lifted else _UNKNOWN,
        cues_deg=lifted.cues_deg if lifted else {},
        limits=settings.view,
    )
    signals = _signals(cleaned, up, lifted, view, settings)
    standing = None
    if lifted:
        toe_out = {
            leg: legs.toe_out_deg(leg, lifted.headings[leg], lifted.yaw).kept() for leg in Leg
        }
        standing = standing_alignment(cleaned, signals, up.standing, toe_out)
    return Motion(cleaned, signals, view, standing)


def _signals(
    track: PoseTrack, up: Upright, lifted: Lifted | None, view: CameraView, settings: Settings
) -> Signals:
    left, right = (
        _leg_signals(leg, track, up, lifted, camera=view, settings=settings) for leg in Leg
    )
    return Signals(
        time_s=track.time_s,
        left=left,
        right=right,
        kasr=width_ratio(track, "knee", "ankle", view.leg_length_px).kept(),
        knee_hip_ratio=width_ratio(track, "knee", "hip", view.leg_length_px).kept(),
        pelvic_drop_deg=_pelvic_drop(track, lifted, settings).kept(),
        trunk_lean_deg=_trunk_lean(track, lifted).kept(),
        depth=_constant_spread(up.depth, _DEPTH_SPREAD).kept(),
        hinge=_constant_spread(up.hinge, _HINGE_SPREAD).kept(),
    )


def _leg_signals(
    leg: Leg,
    track: PoseTrack,
    up: Upright,
    lifted: Lifted | None,
    *,
    camera: CameraView,
    settings: Settings,
) -> LegSignals:
    outward = -leg.lateral_sign if camera.kind is ViewKind.REAR else leg.lateral_sign
    leg_px = camera.leg_length_px
    unknown = _constant_spread(np.full(len(track.time_s), np.nan), np.nan).kept()
    in_plane = offset = lean = flexion = over_foot = drift = unknown
    stands = np.zeros(len(track.time_s), dtype=np.bool_)
    if lifted:
        view = lifted.legs[leg]
        in_plane = legs.with_spread(view, frontal, floor=ANGLE_SPREAD_DEG, yaw=True).kept()
        lean = legs.with_spread(view, _shank_lean, floor=ANGLE_SPREAD_DEG, yaw=True).kept()
        offset = legs.with_spread(view, _medial_offset, floor=_MEDIAL_SPREAD, yaw=True).kept()
        flexion = legs.with_spread(view, _flexion, floor=view.spread.flexion_deg, yaw=False)
        feet = [Joint.of(leg, part) for part in ("heel", "foot_index")]
        bent = flexion.value >= settings.limits.flexion_from_deg
        usable = bent & inside_picture(track, feet)
        over_foot = legs.knee_over_foot(view, lifted.headings[leg], usable, track.time_s).kept()
        stands = np.isfinite(lifted.headings[leg].deg)
        drift = foot_drift(track, leg, up.standing, view.segments.shank).kept()
    hip, knee, ankle = (track.of(Joint.of(leg, part)) for part in ("hip", "knee", "ankle"))
    return LegSignals(
        knee_over_foot_deg=over_foot,
        frontal_deg=in_plane,
        fppa_deg=legs.fppa(hip, knee, ankle, outward).kept(),
        medial_offset=offset,
        shank_lean_deg=lean,
        flexion_deg=flexion.kept(),
        foot_drift_deg=drift,
        foot_out=kept(outward * ankle[:, 0] / leg_px),
        foot_up=kept(-ankle[:, 1] / leg_px),
        knee_up=kept((ankle - knee)[:, 1] / leg_px),
        foot_stands=stands,
    )


def frontal(pose: LegPose, view: legs.LegView) -> FloatArray:
    """Return the frontal-plane angle of a lifted leg, degrees, (T,)."""
    return angles.frontal_deg(pose, view.leg, view.yaw_rad)


def _shank_lean(pose: LegPose, view: legs.LegView) -> FloatArray:
    return angles.shank_lean_deg(pose, view.leg, view.yaw_rad)


def _medial_offset(pose: LegPose, view: legs.LegView) -> FloatArray:
    return angles.medial_offset(pose, view.leg, view.yaw_rad, view.segments.leg)


def _flexion(pose: LegPose, _view: legs.LegView) -> FloatArray:
    return angles.flexion_deg(pose)


def width_ratio(track: PoseTrack, upper: str, lower: str, leg_px: float) -> Measure:
    """Return the separation of two joints over that of two others, along the picture's x."""
    above, below = (
        np.abs(np.subtract(*(track.of(Joint.of(leg, part))[:, 0] for leg in Leg)))
        for part in (upper, lower)
    )
    ratio = above / np.where(below > 0, below, np.nan)
    error = np.sqrt(2.0) * USUAL_SPREAD.knee * leg_px / below * np.hypot(1.0, ratio)
    return Measure(ratio, np.where(np.isfinite(ratio), error, np.nan))


def _pelvic_drop(track: PoseTrack, lifted: Lifted | None, settings: Settings) -> Measure:
    if lifted is None:
        return _constant_spread(np.full(len(track.time_s), np.nan), np.nan)
    focal = focal_px(track.image_size_px, settings.view.lens_deg)
    tilt = level_tilt_deg(track, (Joint.LEFT_HIP, Joint.RIGHT_HIP), lifted.yaw, focal)
    spread = float(np.hypot(_PELVIS_SPREAD_DEG, lifted.roll_deg.spread))
    return _constant_spread(tilt - lifted.roll_deg.value, spread)


def _trunk_lean(track: PoseTrack, lifted: Lifted | None) -> Measure:
    """Return the trunk's sideways lean in the person's frontal plane, + = to the subject's left."""
    if lifted is None:
        return _constant_spread(np.full(len(track.time_s), np.nan), np.nan)
    trunk = to_person(lifted.trunk, float(np.radians(lifted.yaw.value)))
    lean = np.degrees(np.arctan2(trunk[:, 0], trunk[:, 2])) - lifted.roll_deg.value
    forward = np.abs(trunk[:, 1]) / np.linalg.norm(trunk, axis=1)
    spread = np.hypot(
        _TRUNK_SPREAD_DEG, np.hypot(lifted.roll_deg.spread, forward * lifted.yaw.spread)
    )
    return Measure(lean, np.where(np.isfinite(lean), spread, np.nan))


def _constant_spread(value: FloatArray, spread: float) -> Measure:
    return Measure(value, np.where(np.isfinite(value), spread, np.nan))
