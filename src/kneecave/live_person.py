"""A person in front of a running camera, from joints alone: guided start, then measuring."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Executor
from pathlib import Path

import numpy as np

from kneecave.errors import NobodyFoundError
from kneecave.kinematics.baseline import baseline_of
from kneecave.kinematics.guided_start import STILL_S, GuidedStart
from kneecave.kinematics.measure import measure
from kneecave.live_measuring import Measuring
from kneecave.live_reps import RepJudge
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint
from kneecave.model.clip import ClipInfo
from kneecave.model.live import Hint, LiveState, Stage
from kneecave.model.pose_track import PoseSource
from kneecave.model.rep import Movement
from kneecave.naming import POSE_SUFFIX
from kneecave.pipeline import Result, result_of
from kneecave.pose.live_path import LivePath
from kneecave.pose.poses import JOINTS
from kneecave.settings import Settings

NAME = "live"
_RATE_OVER_S = 2.0


class LivePerson:
    """What is known of a person, row after row.

    A push costs a few milliseconds and does not depend on how long the session is; memory grows
    by the joints alone (see `LivePath`).

    Parameters
    ----------
    source
        What finds the joints; those of its network are handled as in files.
    movement
        What the person does; None: found from the movement itself.
    threads
        Where finished reps are judged.
    """

    def __init__(
        self,
        image_size_px: tuple[int, int],
        source: PoseSource,
        settings: Settings,
        movement: Movement | None,
        threads: Executor,
    ) -> None:
        self._settings = settings
        self._movement = movement
        self._path = LivePath(image_size_px, source)
        self._start = GuidedStart(JOINTS, image_size_px, settings.view)
        self._judge = RepJudge(self._path, settings, movement, threads)
        self._measuring: Measuring | None = None
        self._was_gone = False
        self._refused: tuple[Hint, float] | None = None
        self._alone = True
        self._recent_s: deque[float] = deque()

    def push(
        self,
        time_s: float,
        row: FloatArray | None,
        light: float,
        *,
        edges_px: FloatArray | None = None,
        alone: bool = True,
    ) -> LiveState:
        """Return what is known after a row (J, 4): x, y, depth in pixels, confidence; None if none.

        ``time_s`` is later than the last one's; ``light`` the picture's mean brightness, 0..255;
        ``edges_px`` those of the legs, as `kneecave.pose.poses.Pose` has them;
        ``alone`` whether nobody else of like size is there: with others the start goes on, since a
        mirror or a poster may be meant, but it is told.
        """
        self._alone = alone
        self._recent_s.append(time_s)
        kept = np.full((len(JOINTS), 4), np.nan) if row is None else row
        self._path.append(time_s, kept, edges_px)
        better = self._judge.look(time_s)
        if self._measuring is None and self._start.push(time_s, row, light):
            self._begin(time_s)
        if self._measuring is None:
            return self._state_at_start(time_s, row)
        if better is not None:
            self._measuring.rebased(better)
        if self._measuring.push(time_s, row):
            self._judge.ended(time_s)
        if self._measuring.gone:
            self._measuring = None
            self._was_gone = True
            self._start.again()
            self._start.push(time_s, row, light)
            return self._state_at_start(time_s, row)
        return self._state(time_s)

    def finish(self) -> Result:
        """Return the analysis of the whole session, exactly as of a saved pose track.

        Raises
        ------
        NobodyFoundError
            No person was seen.
        """
        times_s, rows = self._path.since(0.0)
        if len(times_s) < 2 or not np.isfinite(rows).any():
            raise NobodyFoundError("no person was seen; is the whole body in the picture?")
        return result_of(
            Path(NAME + POSE_SUFFIX),
            self._path.track_of(times_s, rows),
            _facts(self._path.image_size_px, times_s),
            settings=self._settings,
            movement=self._movement,
        )

    def _begin(self, time_s: float) -> None:
        """Measure from the standing that was collected, unless the camera stands wrong."""
        times_s, rows = self._start.standing()
        self._start.again()
        motion = measure(self._path.track_of(times_s, rows), self._settings)
        baseline = baseline_of(motion, self._settings)
        if baseline is None:
            return
        if not baseline.faces_camera(self._settings.view.max_yaw_deg):
            self._refused = Hint.FACE_CAMERA, time_s
            return
        self._refused = None
        if self._was_gone:
            self._judge.stands_elsewhere(float(times_s[0]))
        self._measuring = Measuring(baseline, self._settings, self._movement)

    def _state_at_start(self, time_s: float, row: FloatArray | None) -> LiveState:
        hint, stands = self._start.hint, self._start.hint is Hint.STAND_STILL
        if stands and self._refused is not None and time_s - self._refused[1] < STILL_S:
            hint = self._refused[0]
        elif stands and self._is_slow():
            hint = Hint.TOO_SLOW
        elif stands and not self._alone:
            hint = Hint.ONE_PERSON
        return LiveState(
            time_s=time_s,
            stage=Stage.STANDING if stands else Stage.LOOKING,
            hint=hint,
            still_s=self._start.still_s,
            still_needed_s=STILL_S,
            joints_px=_places(row),
            image_size_px=self._path.image_size_px,
            reps=len(self._judge.reps),
            counting=False,
            phase=None,
            legs={},
            last=self._judge.reps[-1] if self._judge.reps else None,
            view=None,
            excess_deg=None,
        )

    def _state(self, time_s: float) -> LiveState:
        assert self._measuring is not None
        now = self._measuring
        return LiveState(
            time_s=time_s,
            stage=Stage.MEASURING,
            hint=now.hint or (Hint.TOO_SLOW if self._is_slow() else None),
            still_s=0.0,
            still_needed_s=0.0,
            joints_px=_places(now.moment.row if now.moment else None),
            image_size_px=self._path.image_size_px,
            reps=len(self._judge.reps),
            counting=self._judge.is_looking,
            phase=now.phase,
            legs=now.legs,
            last=self._judge.reps[-1] if self._judge.reps else None,
            view=now.baseline.view,
            excess_deg=now.excess_deg,
        )

    def _is_slow(self) -> bool:
        """Return whether a rep would be refused for its few pictures, by those of the last time."""
        recent = self._recent_s
        while len(recent) > 2 and recent[-1] - recent[1] >= _RATE_OVER_S:
            recent.popleft()
        seen_s = recent[-1] - recent[0]
        least_hz = self._settings.view.min_pictures_hz
        return seen_s >= _RATE_OVER_S and (len(recent) - 1) / seen_s < least_hz


def _places(row: FloatArray | None) -> dict[Joint, FloatArray]:
    if row is None:
        return {}
    return {joint: row[at, :2] for at, joint in enumerate(JOINTS) if np.isfinite(row[at, :2]).all()}


def _facts(image_size_px: tuple[int, int], times_s: FloatArray) -> ClipInfo:
    """Return what a camera's pictures have in place of a clip's facts."""
    width, height = image_size_px
    steps = np.diff(times_s)
    usual = float(np.median(steps))
    return ClipInfo(
        name=NAME,
        width_px=width,
        height_px=height,
        frames=len(times_s),
        declared_frames=None,
        damaged_packets=0,
        duration_s=float(times_s[-1] - times_s[0]),
        frame_rate_hz=1.0 / usual,
        variable_rate=bool((np.abs(steps - usual) > 0.1 * usual).any()),
        rotation_deg=0,
        mirrored=False,
        codec="camera",
        pixel_format="bgr24",
        has_audio=False,
    )
