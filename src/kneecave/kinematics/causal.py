"""One picture of a person whose standing is known, measured with the functions that files use."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kneecave.kinematics import angles, legs
from kneecave.kinematics.baseline import Baseline
from kneecave.kinematics.calibration import ANGLE_SPREAD_DEG, USUAL_SPREAD
from kneecave.kinematics.feet import FootHeading, nearer
from kneecave.kinematics.footing import FootNow
from kneecave.kinematics.joint_centres import FITTED_TO, behind_fold, centres, usual_centres
from kneecave.kinematics.legs import LegView
from kneecave.kinematics.lifting import LegRays, focal_px, rays
from kneecave.kinematics.measure import frontal, width_ratio
from kneecave.kinematics.one_euro import OneEuro
from kneecave.kinematics.upright import depth_below, folded, trunk_height
from kneecave.kinematics.view import inside_picture
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.moment import LegMoment, Moment
from kneecave.model.outlines import NO_OUTLINES
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import Estimate, Measure
from kneecave.model.verdict import Metric
from kneecave.settings import Settings

_STILL_AND_NOW = np.array([True, False])
_LONGEST_STEP_S = 0.25
_UNKNOWN = Measure(np.full(1, np.nan), np.full(1, np.nan))


class CausalReader:
    """Measures picture after picture; of the past it keeps only filters and feet."""

    def __init__(self, baseline: Baseline, settings: Settings) -> None:
        self._base = baseline
        self._settings = settings
        self._joints = baseline.still.joints
        self._focal = focal_px(baseline.still.image_size_px, settings.view.lens_deg)
        self._filter = OneEuro(float(np.mean(list(baseline.leg_px.values()))))
        self._feet = {
            leg: FootNow(baseline.headings[leg], baseline.segments[leg].leg, self._focal)
            for leg in Leg
        }
        self._before: dict[Leg, tuple[float, LegView]] = {}

    def rebased(self, baseline: Baseline) -> None:
        """Go on with a better baseline of the same person in the same place."""
        self._base = baseline

    def push(self, time_s: float, row: FloatArray) -> Moment:
        """Return what a row (J, 4) tells: x, y, depth in pixels, confidence; NaN where unseen.

        ``time_s`` must be later than the last one's.
        """
        row = np.concatenate([self._filter.push(time_s, row[:, :3]), row[:, 3:]], axis=1)
        track = self._still_and(row)
        depth = float(depth_below(track, _STILL_AND_NOW, self._base.top_px)[1])
        hinge = np.asarray(1.0 - trunk_height(track) / self._base.trunk_px, dtype=np.float64)
        folds = folded(hinge)
        ankles = np.stack([track.of(Joint.of(leg, "ankle"))[:, 1] for leg in Leg], axis=1)
        floor = (ankles[1].max() - ankles[0].max()) / self._base.top_px
        width = track.of(Joint.LEFT_SHOULDER) - track.of(Joint.RIGHT_SHOULDER)
        return Moment(
            time_s=time_s,
            row=row,
            depth=depth,
            hinge=float(hinge[1]),
            floor=float(floor),
            shoulders=float(width[1, 0]) / self._base.trunk_px,
            legs={leg: self._leg(leg, time_s, track, depth, folds) for leg in Leg},
        )

    def _still_and(self, row: FloatArray) -> PoseTrack:
        """Return a track of two frames: the standing posture, and this one."""
        still = self._base.still
        return replace(
            still,
            time_s=np.array([0.0, 1.0]),
            xy_px=np.stack([still.xy_px[0], row[:, :2]]),
            depth_px=np.stack([still.depth_px[0], row[:, 2]]),
            confidence=np.stack([still.confidence[0], row[:, 3]]),
            swapped=np.zeros(2, dtype=np.bool_),
            outlines=NO_OUTLINES,
        )

    def _leg(
        self, leg: Leg, time_s: float, track: PoseTrack, depth: float, folds: FloatArray
    ) -> LegMoment:
        view = self._view(leg, track, folds)
        knee, ankle = (track.of(Joint.of(leg, part))[1] for part in ("knee", "ankle"))
        feet = [Joint.of(leg, part) for part in ("heel", "foot_index")]
        inside = bool(inside_picture(track, feet)[1])
        heading = self._heading(leg, time_s, track, depth, view)
        flexion = float(angles.flexion_deg(view.pose())[0])
        bent = flexion >= self._settings.limits.flexion_from_deg
        found = self._metric(time_s, track, view, heading, usable=bent and inside)
        self._before[leg] = time_s, view
        leg_px = self._base.view.leg_length_px
        sure = track.confidence[1, [track.joints.index(joint) for joint in feet]]
        return LegMoment(
            value=float(found.value[-1]),
            spread=float(found.spread[-1]),
            flexion_deg=flexion,
            foot_out=float(leg.lateral_sign * ankle[0]) / leg_px,
            foot_up=float(-ankle[1]) / leg_px,
            knee_up=float(ankle[1] - knee[1]) / leg_px,
            foot_stands=bool(np.isfinite(heading.value)),
            foot_in_picture=inside,
            foot_confidence=float(np.min(sure)),
        )

    def _view(self, leg: Leg, track: PoseTrack, folds: FloatArray) -> LegView:
        """Return the leg as seen now, one frame."""
        base, size = self._base, track.image_size_px
        ankle = track.of(Joint.of(leg, "ankle"))
        yaw_rad = float(np.radians(base.yaw.value))
        near = nearer(ankle, _STILL_AND_NOW, base.leg_px[leg], size[1] / 2.0, self._focal)
        if track.source.model in FITTED_TO:
            seen, spread = centres(track, leg, _STILL_AND_NOW, self._focal)
        else:
            parts = (track.of(Joint.of(leg, part)) for part in ("hip", "knee", "ankle"))
            landmarks = LegRays(*(rays(part, size, self._focal) for part in parts))
            seen = usual_centres(landmarks, leg, base.leg_px[leg], yaw_rad)
            spread = USUAL_SPREAD
        seen = behind_fold(seen, folds, base.leg_px[leg], yaw_rad)
        now = LegRays(seen.hip[1:], seen.knee[1:], seen.ankle[1:])
        return LegView(
            leg, now, base.segments[leg], self._focal, near[1:], folds[1:], base.yaw, spread
        )

    def _heading(
        self, leg: Leg, time_s: float, track: PoseTrack, depth: float, view: LegView
    ) -> Estimate:
        parts = [track.of(Joint.of(leg, part))[1] for part in ("heel", "ankle", "foot_index")]
        return self._feet[leg].push(
            time_s,
            rays(np.stack(parts), track.image_size_px, self._focal),
            parts[1],
            depth,
            float(view.segments.shank * view.nearer[0, 0]),
        )

    def _metric(
        self, time_s: float, track: PoseTrack, view: LegView, heading: Estimate, *, usable: bool
    ) -> Measure:
        """Return the metric that is judged; its last entry is now."""
        match self._settings.metric:
            case Metric.KNEE_OVER_FOOT if usable:
                return self._knee_over_foot(time_s, view, heading)
            case Metric.KNEE_OVER_FOOT:
                return _UNKNOWN
            case Metric.FRONTAL:
                return legs.with_spread(view, frontal, floor=ANGLE_SPREAD_DEG, yaw=True)
            case Metric.FPPA:
                leg = view.leg
                hip, knee, ankle = (track.of(Joint.of(leg, p)) for p in ("hip", "knee", "ankle"))
                return legs.fppa(hip, knee, ankle, leg.lateral_sign)
            case Metric.KASR:
                return width_ratio(track, "knee", "ankle", self._base.view.leg_length_px)

    def _knee_over_foot(self, time_s: float, view: LegView, heading: Estimate) -> Measure:
        """Return the direction before and now, as of a track of these two frames."""
        before_s, before = self._before.get(view.leg, (-np.inf, view))
        if not 0.0 < time_s - before_s <= _LONGEST_STEP_S:
            before_s, before = time_s - _LONGEST_STEP_S, view
        both = replace(
            view,
            rays=LegRays(
                np.concatenate([before.rays.hip, view.rays.hip]),
                np.concatenate([before.rays.knee, view.rays.knee]),
                np.concatenate([before.rays.ankle, view.rays.ankle]),
            ),
            nearer=np.concatenate([before.nearer, view.nearer]),
            folded=np.concatenate([before.folded, view.folded]),
        )
        pointing = FootHeading(np.full(2, heading.value), np.full(2, heading.spread))
        usable = np.ones(2, dtype=np.bool_)
        return legs.knee_over_foot(both, pointing, usable, np.array([before_s, time_s]))
