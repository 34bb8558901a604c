"""What the standing person gives: everything that a single later picture is held against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.kinematics.joint_centres import standing_leg_px
from kneecave.kinematics.lifted import lift_person
from kneecave.kinematics.lifting import Segments
from kneecave.kinematics.upright import hip_height, trunk_height, upright
from kneecave.kinematics.yaw import staggered
from kneecave.model.arrays import median_known
from kneecave.model.body import Leg
from kneecave.model.motion import Motion
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import Estimate
from kneecave.model.view import CameraView, Standing, ViewKind
from kneecave.settings import Settings


@dataclass(frozen=True, slots=True)
class Baseline:
    """A standing person.

    Attributes
    ----------
    still
        A track of one frame: the median posture.
    top_px, trunk_px
        Standing height of the hips over the ankles, and of the shoulders over the hips.
    segments, leg_px
        Per leg: lengths between joint centres, and thigh plus shank between landmarks.
    headings
        Per leg: where the standing foot points in the camera frame, degrees.
    yaw
        The camera against the person.
    view, standing
        As for a file.
    """

    still: PoseTrack
    top_px: float
    trunk_px: float
    segments: dict[Leg, Segments]
    leg_px: dict[Leg, float]
    headings: dict[Leg, Estimate]
    yaw: Estimate
    view: CameraView
    standing: Standing

    def faces_camera(self, max_yaw_deg: float) -> bool:
        """Return whether the person stands square enough to the camera, as far as standing tells.

        With one foot in front some signs of the yaw mean nothing; those are left out.
        """
        if self.view.kind is ViewKind.OBLIQUE and staggered(self.view.yaw_cues_deg):
            return abs(self.yaw.value) <= max_yaw_deg
        return self.view.kind is ViewKind.FRONT


def baseline_of(motion: Motion, settings: Settings) -> Baseline | None:
    """Return the baseline of what was measured so far, None if nobody stood upright and still."""
    if motion.standing is None or motion.view is None:
        return None
    track = motion.track
    up = upright(track)
    lifted = lift_person(track, up, settings.view.lens_deg)
    still = _posture(track, np.flatnonzero(up.standing))
    return Baseline(
        still=still,
        top_px=median_known((hip_height(track) / (1.0 - up.depth))[up.standing]),
        trunk_px=median_known(trunk_height(track)[up.standing]),
        segments={leg: view.segments for leg, view in lifted.legs.items()},
        leg_px={leg: standing_leg_px(track, leg, up.standing) for leg in Leg},
        headings={
            leg: Estimate(
                median_known(found.deg[up.standing]), median_known(found.spread_deg[up.standing])
            )
            for leg, found in lifted.headings.items()
        },
        yaw=lifted.yaw,
        view=motion.view,
        standing=motion.standing,
    )


def _posture(track: PoseTrack, frames: np.ndarray[tuple[int], np.dtype[np.intp]]) -> PoseTrack:
    """Return a track of one frame, in which every joint is where it mostly is in these frames."""
    return PoseTrack(
        joints=track.joints,
        time_s=np.zeros(1),
        xy_px=np.nanmedian(track.xy_px[frames], axis=0)[None],
        depth_px=np.nanmedian(track.depth_px[frames], axis=0)[None],
        confidence=np.nanmedian(track.confidence[frames], axis=0)[None],
        image_size_px=track.image_size_px,
        source=track.source,
        swapped=np.zeros(1, dtype=np.bool_),
        people=track.people,
    )
