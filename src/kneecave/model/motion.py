"""What kinematics makes of a pose track."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import Signals, frames_between
from kneecave.model.view import CameraView, Standing


@dataclass(frozen=True, slots=True)
class Motion:
    """A person's movement over a clip.

    Attributes
    ----------
    track
        The pose track after outlier removal, short-gap interpolation and filtering: what is drawn.
    signals
        Angles and ratios over time.
    view
        How the camera looks at the person; None if nothing shows it.
    standing
        Static standing alignment; None if the person never stands upright and still.
    """

    track: PoseTrack
    signals: Signals
    view: CameraView | None
    standing: Standing | None

    def between(self, start_s: float, end_s: float) -> Motion:
        """Return the frames from one time to another, both included, seen and standing alike."""
        frames = frames_between(self.signals.time_s, start_s, end_s)
        return replace(self, track=self.track.only(frames), signals=self.signals.only(frames))
