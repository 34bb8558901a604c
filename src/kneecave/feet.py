"""The look at planted feet: an analysis of the clip, then its pictures once more for the feet.

The first reading finds the person; the second one the picture in which the person stands as in
most of the clip; the third compares the feet of some ten pictures a second with that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kneecave.errors import UsageError
from kneecave.findings import words
from kneecave.findings.foot_roll import feet_unseen, foot_finding
from kneecave.kinematics.foot_roll import (
    ankle_band,
    detectable_deg,
    foot_marks,
    foot_roll,
    reference_frame,
)
from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.body import Leg
from kneecave.model.clip import Frame
from kneecave.model.feet import FeetCheck, FootMarks, FootRoll, FootShift
from kneecave.model.motion import Motion
from kneecave.model.verdict import Unmeasurable
from kneecave.model.view import ViewKind
from kneecave.outputs.standing_words import STANDING_ROLL
from kneecave.pipeline import Progress, Result, Stage, analyse, unheard
from kneecave.pose.foot_flow import FootFlow
from kneecave.pose.still_camera import StillCamera
from kneecave.settings import Settings
from kneecave.video.prefetch import prefetch
from kneecave.video.reader import open_video

PICTURES_A_SECOND = 10.0
MOST_PICTURES = 180
_FRAMES_AHEAD = 4
_BESIDE = 0.12
"""What lies nearer to the person than this, in heights of the person, is no surroundings."""

NOTES = (
    STANDING_ROLL,
    "A foot that turns on the spot by 3° looks like one that rolls by 6°; a shoe can move about "
    "the foot; bare feet show most. Arch height cannot be seen.",
)


@dataclass(frozen=True, slots=True)
class FeetResult:
    """The check, with the reference picture and where the feet are in it (None if refused)."""

    check: FeetCheck
    picture_bgr: ImageBgr | None
    marks: dict[Leg, FootMarks]


def check_feet(
    clip: Path,
    *,
    settings: Settings | None = None,
    model: str = "heavy",
    person: int | None = None,
    progress: Progress = unheard,
) -> FeetResult:
    """Return how both planted feet roll over a clip, from the front or from behind.

    Raises
    ------
    UsageError
        A saved pose track was given: it has no pictures.
    KneecaveError
        As :func:`kneecave.pipeline.analyse`.
    """
    settings = settings or Settings()
    result = analyse(clip, settings=settings, model=model, person=person, progress=progress)
    return look_at_feet(result, settings=settings, progress=progress)


def look_at_feet(
    result: Result,
    *,
    settings: Settings,
    spans_s: Sequence[tuple[float, float]] = ((0.0, np.inf),),
    pictures_a_second: float = PICTURES_A_SECOND,
    progress: Progress = unheard,
) -> FeetResult:
    """Return how both planted feet roll over a clip that was analysed already.

    Only the pictures within ``spans_s`` (from, to; seconds) are looked at.

    Raises
    ------
    UsageError
        The analysis is of a saved pose track: it has no pictures.
    InputError
        The clip cannot be read again.
    """
    clip = result.source
    if not result.has_pictures:
        raise UsageError(f"{clip.name} is a pose track, without pictures of the feet; give a clip")
    refused = feet_unseen(result.motion, settings)
    reference = None if refused else reference_frame(result.motion.track)
    if reference is None:
        why = refused or words.NOT_STANDING
        return FeetResult(_told(result, None, dict.fromkeys(Leg, why)), None, {})
    marks = {leg: foot_marks(result.motion.track, reference, leg) for leg in Leg}
    picture = _picture(clip, reference)
    times = _times(result, spans_s, pictures_a_second)
    shifts = _shifts(result, picture, marks, times, progress)
    feet = {leg: _foot(leg, shifts[leg], result.motion, settings) for leg in Leg}
    at_s = float(result.motion.track.time_s[reference])
    return FeetResult(_told(result, at_s, feet), picture.image_bgr, marks)


def _foot(
    leg: Leg, shift: FootShift, motion: Motion, settings: Settings
) -> FootRoll | Unmeasurable:
    roll = foot_roll(shift, leg, motion)
    least = detectable_deg(shift, roll, motion)
    return foot_finding(leg, shift.time_s, roll, motion, detectable_deg=least, settings=settings)


def _told(
    result: Result, reference_s: float | None, feet: dict[Leg, FootRoll | Unmeasurable]
) -> FeetCheck:
    analysis = result.analysis
    return FeetCheck(
        clip=analysis.clip,
        pose=analysis.pose,
        view=None if analysis.view is None else analysis.view.kind,
        standing=analysis.standing,
        reference_s=reference_s,
        feet=feet,
        notes=NOTES,
        versions=analysis.versions,
    )


def _picture(clip: Path, index: int) -> Frame:
    """Return one frame of the clip."""
    with open_video(clip) as reader:
        return next(frame for frame in reader if frame.index == index)


def _times(
    result: Result, spans_s: Sequence[tuple[float, float]], pictures_a_second: float
) -> FloatArray:
    """Return the times of the pictures to look at: frames, evenly, and not too many."""
    apart_s = max(1.0 / pictures_a_second, result.analysis.clip.duration_s / MOST_PICTURES)
    chosen: list[float] = []
    for time_s in result.motion.track.time_s.tolist():
        if chosen and time_s < chosen[-1] + 0.99 * apart_s:
            continue
        if any(first <= time_s <= last for first, last in spans_s):
            chosen.append(time_s)
    return np.array(chosen)


def _shifts(
    result: Result,
    still: Frame,
    marks: dict[Leg, FootMarks],
    wanted_s: FloatArray,
    progress: Progress,
) -> dict[Leg, FootShift]:
    view = result.motion.view
    band = ankle_band(behind=view is not None and view.kind is ViewKind.REAR)
    camera = StillCamera(still.image_bgr, _person_px(result.motion, still.index))
    flows = {leg: FootFlow(still.image_bgr, marks[leg], band) for leg in Leg}
    times: list[float] = []
    found: dict[Leg, list[tuple[float, float]]] = {leg: [] for leg in Leg}
    with (
        open_video(result.source) as reader,
        prefetch(reader, ahead=_FRAMES_AHEAD) as frames,
        ThreadPoolExecutor(len(Leg)) as threads,
    ):
        for frame in frames:
            progress(Stage.FEET, frame.index + 1, result.analysis.clip.frames)
            if len(times) == len(wanted_s):
                break
            if frame.time_s < wanted_s[len(times)]:
                continue
            image_bgr = frame.image_bgr
            moved = camera.moved(image_bgr)
            times.append(frame.time_s)
            looks = {
                leg: threads.submit(flow.shift_px, image_bgr, moved) for leg, flow in flows.items()
            }
            for leg, look in looks.items():
                found[leg].append(look.result())
    return {
        leg: FootShift(
            reference_s=still.time_s,
            time_s=np.array(times),
            ankle_px=np.array([ankle for ankle, _ in found[leg]]),
            sole_px=np.array([sole for _, sole in found[leg]]),
            shank_px=flows[leg].shank_px,
        )
        for leg in Leg
    }


def _person_px(motion: Motion, frame: int) -> tuple[float, float, float, float]:
    """Return the box of everywhere the person is in the clip, with a margin."""
    seen = motion.track.xy_px.reshape(-1, 2)
    low, high = np.nanmin(seen, axis=0), np.nanmax(seen, axis=0)
    own = motion.track.xy_px[frame]
    margin = _BESIDE * float(np.nanmax(own[:, 1]) - np.nanmin(own[:, 1]))
    return (
        float(low[0]) - margin,
        float(low[1]) - margin,
        float(high[0]) + margin,
        float(high[1]) + margin,
    )
