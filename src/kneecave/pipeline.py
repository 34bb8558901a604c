"""The order of the rooms: a clip is read once for the joints, and what they mean is said of them.

Frames are decoded in one thread and seen by the pose model in others.  Memory hardly grows with
the clip's length: the few numbers kept of each frame lie in files where they are many.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kneecave.model.clip import ClipInfo, Frame
from kneecave.model.pose_track import PoseTrack
from kneecave.model.rep import Movement
from kneecave.naming import is_pose_track
from kneecave.pose.heap import give_back
from kneecave.pose.store import load_track
from kneecave.pose.tracking import track_lifter
from kneecave.settings import Settings
from kneecave.video.prefetch import read_ahead

if TYPE_CHECKING:  # the first frame can be looked at before all of the rooms are there
    from kneecave.model.analysis import Analysis
    from kneecave.model.motion import Motion


class Stage(StrEnum):
    """What takes time."""

    JOINTS = "finding the joints"
    DRAWING = "drawing the video"
    KEY_FRAMES = "picking key frames"
    FEET = "comparing the feet"


class Progress(Protocol):
    """Is told how far a stage is: frames done, and how many there are if the clip tells.

    The joints' stage begins anew, from 1, where a clip shows several people.
    """

    def __call__(self, stage: Stage, done: int, total: int | None, /) -> None:
        """Take the news; called once a frame, so it must be quick."""


def unheard(_stage: Stage, _done: int, _total: int | None, /) -> None:
    """Tell nobody of the progress."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a clip: the analysis, and the joints it rests on.

    ``found`` is the track as the pose model gave it, ``motion.track`` the one after cleaning.
    """

    source: Path
    analysis: Analysis
    found: PoseTrack
    motion: Motion

    @property
    def has_pictures(self) -> bool:
        """Whether the source is a clip to draw on, not a saved pose track."""
        return not is_pose_track(self.source)


def analyse(
    source: Path,
    *,
    settings: Settings | None = None,
    movement: Movement | None = None,
    model: str = "heavy",
    person: int | None = None,
    progress: Progress = unheard,
) -> Result:
    """Return the analysis of a clip, or of a pose track saved before (then without a model).

    Parameters
    ----------
    movement
        What the person does; None: found from the movement itself.
    model
        Pose bundle: heavy, full or lite.
    person
        Which person, counted from the left by the middle of their places, 1 = leftmost; None: the
        one who does reps.

    Raises
    ------
    InputError
        The source cannot be read.
    NobodyFoundError
        No person is seen in any frame.
    UsageError
        Two people do reps at the same time and none was chosen, or ``person`` is not there.
    ModelError
        The pose bundle is missing or is not the one it should be.
    """
    settings = settings or Settings()
    if is_pose_track(source):
        found, clip = load_track(source)
    else:
        found, clip = _watch(
            source, model=model, settings=settings, person=person, progress=progress
        )
    return result_of(source, found, clip, settings=settings, movement=movement)


def result_of(
    source: Path,
    found: PoseTrack,
    clip: ClipInfo,
    *,
    settings: Settings,
    movement: Movement | None = None,
) -> Result:
    """Return the analysis of joints that were found, with the facts of where they come from."""
    from kneecave.judged import analysis_of  # noqa: PLC0415 - after the joints
    from kneecave.kinematics.measure import measure  # noqa: PLC0415

    motion = measure(found, settings)
    give_back()  # of a long clip, on the way to its signals, as much again was needed
    return Result(source, analysis_of(clip, motion, settings, movement), found, motion)


def _watch(
    clip: Path, *, model: str, settings: Settings, person: int | None, progress: Progress
) -> tuple[PoseTrack, ClipInfo]:
    """Return the lifter's joints, and the facts of the clip, from reading it end to end."""
    readings: list[ClipInfo] = []
    expected: int | None = None

    @contextmanager
    def frames() -> Iterator[Iterator[Frame]]:
        nonlocal expected
        with read_ahead(clip) as (reader, ahead):
            expected = reader.expected_frames
            yield ahead
            readings.append(reader.info)

    track = track_lifter(
        frames,
        model=model,
        engine=settings.engine,
        looks_hz=settings.filters.looks_hz,
        person=person,
        on_frame=lambda done: progress(Stage.JOINTS, done, expected),
    )
    info = max(readings, key=lambda info: info.frames)
    progress(Stage.JOINTS, info.frames, info.frames)  # the last ones were still being looked at
    return track, info
