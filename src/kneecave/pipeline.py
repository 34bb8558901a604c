"""The order of the rooms: a clip is read once for the joints, and once more for the drawing.

``analyse`` makes an analysis of a clip or of a saved pose track; ``write_results`` makes files of
it.  Frames are decoded in one thread, seen by the pose model or drawn on in another, and encoded in
a third.  Memory does not grow with the clip's length, but for the few numbers kept of each frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from kneecave.judged import analysis_of
from kneecave.kinematics.measure import measure
from kneecave.model.analysis import Analysis
from kneecave.model.clip import ClipInfo, Frame
from kneecave.model.motion import Motion
from kneecave.model.pose_track import PoseTrack
from kneecave.model.rep import Movement
from kneecave.outputs.files import write_bytes, write_text
from kneecave.outputs.html_report import render
from kneecave.outputs.json_report import to_json
from kneecave.outputs.key_frames import KeyFrame, KeyFramePicker
from kneecave.outputs.overlay import Overlay
from kneecave.outputs.tables import write_frame_table, write_rep_table
from kneecave.pose.heap import give_back
from kneecave.pose.store import load_track, save_track
from kneecave.pose.tracking import track_lifter
from kneecave.settings import Settings
from kneecave.video.prefetch import prefetch
from kneecave.video.reader import VideoReader, open_video
from kneecave.video.write_behind import write_behind
from kneecave.video.writer import VideoWriter

POSE_SUFFIX = ".pose.npz"
VIDEO, REPORT, JSON = "annotated.mp4", "report.html", "report.json"
REP_TABLE, FRAME_TABLE = "reps.csv", "frames.csv"
THUMBNAIL = "worst.jpg"
FRAMES_AHEAD = 2


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


def is_pose_track(source: Path) -> bool:
    """Return whether the path names a saved pose track and not a clip."""
    return source.name.endswith(POSE_SUFFIX)


def stem(source: Path) -> str:
    """Return the name of the source without folder and ending: what its results are called."""
    return source.name.removesuffix(POSE_SUFFIX) if is_pose_track(source) else source.stem


def pose_name(source: Path) -> str:
    """Return what the source's saved pose track is called."""
    return stem(source) + POSE_SUFFIX


def result_names(source: Path, *, video: bool, save_pose: bool) -> tuple[str, ...]:
    """Return the names of the files that ``write_results`` writes."""
    pictures = (VIDEO,) if video and not is_pose_track(source) else ()
    pose = (pose_name(source),) if save_pose else ()
    return (*pictures, REPORT, JSON, REP_TABLE, FRAME_TABLE, *pose)


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
    motion = measure(found, settings)
    give_back()  # of a long clip, on the way to its signals, as much again was needed
    return Result(source, analysis_of(clip, motion, settings, movement), found, motion)


def write_results(
    result: Result,
    folder: Path,
    *,
    video: bool = True,
    blur_face: bool = False,
    save_pose: bool = False,
    thumbnail: bool = False,
    progress: Progress = unheard,
) -> None:
    """Write report, tables and what is asked for into an existing folder.

    Parameters
    ----------
    video
        Also the annotated video, if the source has pictures.
    save_pose
        Also the pose track, to be analysed again without a model.
    thumbnail
        Also the report's picture of the worst moment as a file, if there is one.

    Raises
    ------
    InputError
        The clip cannot be read a second time.
    OutputError
        The folder or the disk does not take the files.
    """
    key_frames: tuple[KeyFrame, ...] = ()
    if video and result.has_pictures:
        key_frames = _draw(result, folder / VIDEO, blur_face=blur_face, progress=progress)
    elif result.has_pictures:
        key_frames = _pick(result, progress=progress)
    write_text(folder / REPORT, render(result.analysis, key_frames))
    write_text(folder / JSON, to_json(result.analysis))
    write_rep_table(folder / REP_TABLE, result.analysis)
    write_frame_table(folder / FRAME_TABLE, result.analysis)
    if thumbnail and key_frames:
        write_bytes(folder / THUMBNAIL, key_frames[0].jpeg)
    if save_pose:
        save_track(folder / pose_name(result.source), result.found, result.analysis.clip)


def _watch(
    clip: Path, *, model: str, settings: Settings, person: int | None, progress: Progress
) -> tuple[PoseTrack, ClipInfo]:
    """Return the lifter's joints, and the facts of the clip, from reading it end to end."""
    readings: list[ClipInfo] = []
    expected: int | None = None

    @contextmanager
    def frames() -> Iterator[Iterator[Frame]]:
        nonlocal expected
        with _reading(clip) as (reader, ahead):
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
    give_back()  # the networks are gone only now, and the video wants memory of its own
    info = max(readings, key=lambda info: info.frames)
    progress(Stage.JOINTS, info.frames, info.frames)  # the last ones were still being looked at
    return track, info


def _draw(
    result: Result, path: Path, *, blur_face: bool, progress: Progress
) -> tuple[KeyFrame, ...]:
    """Write the annotated video and return the key frames, picked on the way."""
    overlay = Overlay(result.analysis, result.motion.track, blur_face=blur_face)
    picker = KeyFramePicker(result.analysis, result.motion.track)
    with (
        _reading(result.source) as (reader, frames),
        VideoWriter(
            path, size_px=overlay.size_px, coding=reader.coding, audio_from=result.source
        ) as video,
        write_behind(video, most=FRAMES_AHEAD) as write,
    ):
        for frame in frames:
            if picker.wanted(frame):
                picker.take(frame)
            planes = frame.planes
            if planes is not None and planes.coding == reader.coding:
                drawn = overlay.draw_on_planes(planes, frame.time_s, onto=video.sheet())
                write(drawn, frame.time_s)
            else:
                write(overlay.draw(frame), frame.time_s)
            progress(Stage.DRAWING, frame.index + 1, result.analysis.clip.frames)
    return picker.frames


def _pick(result: Result, *, progress: Progress) -> tuple[KeyFrame, ...]:
    """Return the key frames from decoding the clip once more, without drawing."""
    picker = KeyFramePicker(result.analysis, result.motion.track)
    with _reading(result.source) as (_, frames):
        for frame in frames:
            if picker.wanted(frame):
                picker.take(frame)
            progress(Stage.KEY_FRAMES, frame.index + 1, result.analysis.clip.frames)
    return picker.frames


@contextmanager
def _reading(clip: Path) -> Iterator[tuple[VideoReader, Iterator[Frame]]]:
    """Open a clip, with its frames decoded ahead in a thread."""
    with open_video(clip) as reader, prefetch(reader, ahead=FRAMES_AHEAD) as frames:
        yield reader, frames
