"""The files of a result: the annotated video, and report and tables beside it.

The clip is read a second time.  Frames are decoded in one thread, drawn on in another, and encoded
in a third.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kneecave.model.clip import Frame
from kneecave.model.kept import resting
from kneecave.naming import FRAME_TABLE, JSON, REP_TABLE, REPORT, THUMBNAIL, VIDEO, pose_name
from kneecave.outputs.files import write_bytes, write_lines, write_text
from kneecave.outputs.html_report import render
from kneecave.outputs.json_report import json_pieces
from kneecave.outputs.key_frames import KeyFrame, KeyFramePicker
from kneecave.outputs.overlay import Overlay
from kneecave.outputs.tables import write_frame_table, write_rep_table
from kneecave.pipeline import Progress, Result, Stage, unheard
from kneecave.pose.heap import give_back
from kneecave.pose.store import save_track
from kneecave.video.prefetch import FRAMES_AHEAD, read_ahead
from kneecave.video.write_behind import write_behind
from kneecave.video.writer import VideoWriter


class Onlooker(Protocol):
    """Is shown the frames of a clip that is read again, in order."""

    def __call__(self, frame: Frame, /) -> object:
        """Look at a frame; it is not changed later."""


def unseen(_frame: Frame, /) -> None:
    """Look at nothing."""


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
    key_frames = draw_results(result, folder, video=video, blur_face=blur_face, progress=progress)
    write_reports(result, folder, key_frames, save_pose=save_pose, thumbnail=thumbnail)


def draw_results(
    result: Result,
    folder: Path,
    *,
    video: bool = True,
    blur_face: bool = False,
    onlooker: Onlooker = unseen,
    progress: Progress = unheard,
) -> tuple[KeyFrame, ...]:
    """Write the annotated video, if it is wanted, and return the report's pictures.

    None of it shows what the advice says: an onlooker, who is shown every frame on its way, may
    still look for more.

    Raises
    ------
    InputError, OutputError
        As `write_results`.
    """
    if not result.has_pictures:
        return ()
    if video:
        path = folder / VIDEO
        return _draw(result, path, blur_face=blur_face, onlooker=onlooker, progress=progress)
    return _pick(result, onlooker=onlooker, progress=progress)


def write_reports(
    result: Result,
    folder: Path,
    key_frames: tuple[KeyFrame, ...],
    *,
    save_pose: bool = False,
    thumbnail: bool = False,
) -> None:
    """Write report and tables, and what is asked for, with the pictures of `draw_results`.

    Raises
    ------
    OutputError
        As `write_results`.
    """
    give_back()  # what the video needed; the report of a long clip wants as much
    write_text(folder / REPORT, render(result.analysis, key_frames))
    write_lines(folder / JSON, json_pieces(result.analysis))
    write_rep_table(folder / REP_TABLE, result.analysis)
    write_frame_table(folder / FRAME_TABLE, result.analysis)
    if thumbnail and key_frames:
        write_bytes(folder / THUMBNAIL, key_frames[0].jpeg)
    if save_pose:
        save_track(folder / pose_name(result.source), result.found, result.analysis.clip)


def _draw(
    result: Result, path: Path, *, blur_face: bool, onlooker: Onlooker, progress: Progress
) -> tuple[KeyFrame, ...]:
    """Write the annotated video and return the key frames, picked on the way."""
    overlay = Overlay(result.analysis, result.motion.track, blur_face=blur_face)
    picker = KeyFramePicker(result.analysis, result.motion.track)
    give_back()  # to know all of a long clip beforehand, thrice as much was needed
    with (
        read_ahead(result.source) as (reader, frames),
        VideoWriter(
            path,
            size_px=overlay.size_px,
            frame_rate_hz=result.analysis.clip.frame_rate_hz,
            coding=reader.coding,
            audio_from=result.source,
        ) as video,
        write_behind(video, most=FRAMES_AHEAD) as write,
    ):
        for frame in resting(frames):
            if picker.wanted(frame):
                picker.take(frame)
            onlooker(frame)
            planes = frame.planes
            if planes is not None and planes.coding == reader.coding:
                drawn = overlay.draw_on_planes(planes, frame.time_s, onto=video.sheet())
                write(drawn, frame.time_s)
            else:
                write(overlay.draw(frame), frame.time_s)
            progress(Stage.DRAWING, frame.index + 1, result.analysis.clip.frames)
    return picker.frames


def _pick(result: Result, *, onlooker: Onlooker, progress: Progress) -> tuple[KeyFrame, ...]:
    """Return the key frames from decoding the clip once more, without drawing."""
    picker = KeyFramePicker(result.analysis, result.motion.track)
    with read_ahead(result.source) as (_, frames):
        for frame in resting(frames):
            if picker.wanted(frame):
                picker.take(frame)
            onlooker(frame)
            progress(Stage.KEY_FRAMES, frame.index + 1, result.analysis.clip.frames)
    return picker.frames
