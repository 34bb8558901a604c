"""The look at planted feet: an analysis of the clip, then its pictures once more for the feet.

The first reading finds the person, and with that the picture in which the person stands as in most
of the clip; the second one compares the feet of some ten pictures a second with that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kneecave.errors import InputError, UsageError
from kneecave.findings import words
from kneecave.findings.foot_roll import feet_unseen, foot_finding
from kneecave.kinematics.foot_roll import (
    ankle_band,
    detectable_deg,
    foot_marks,
    foot_roll,
    reference_frame,
)
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg
from kneecave.model.clip import Frame
from kneecave.model.feet import FeetCheck, FootMarks, FootRoll, FootShift
from kneecave.model.motion import Motion
from kneecave.model.verdict import Unmeasurable
from kneecave.model.view import ViewKind
from kneecave.outputs.standing_words import STANDING_ROLL
from kneecave.pipeline import Progress, Result, Stage, analyse, unheard
from kneecave.pose.feet_seen import FeetSeen, feet_in
from kneecave.pose.foot_flow import FootFlow
from kneecave.pose.still_camera import StillCamera
from kneecave.settings import Settings
from kneecave.video.reader import open_video

PICTURES_A_SECOND = 10.0
MOST_PICTURES = 180
_WORTH_A_LEAP_S = 20.0
"""Clips have a picture that can be gone on from every few seconds; nearer ones are read through."""
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
    picture: Frame | None
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
    at_s = float(result.motion.track.time_s[reference])
    times = _times(result, spans_s, pictures_a_second)
    seen, picture = _seen(clip, marks, np.union1d(times, at_s), at_s, progress)
    shifts = _shifts(result, seen, marks, times_s=times, reference=reference)
    feet = {leg: _foot(leg, shifts[leg], result.motion, settings) for leg in Leg}
    return FeetResult(_told(result, at_s, feet), picture, marks)


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


def _seen(
    clip: Path,
    marks: dict[Leg, FootMarks],
    wanted_s: FloatArray,
    reference_s: float,
    progress: Progress,
) -> tuple[dict[float, FeetSeen], Frame]:
    """Return what is kept of the pictures of these times, and the reference picture itself.

    Only what lies about these times is read, unless the file does not show the same pictures then.
    """
    spans = np.split(wanted_s, np.flatnonzero(np.diff(wanted_s) > _WORTH_A_LEAP_S) + 1)
    for to_read in (spans, [wanted_s]):
        seen: dict[float, FeetSeen] = {}
        still: Frame | None = None
        with open_video(clip) as reader:
            for span in to_read:
                if to_read is spans:
                    reader.leap_to(float(span[0]))
                for frame in reader:
                    if frame.time_s in wanted_s:
                        picture = frame.planes or frame.image_bgr
                        seen[frame.time_s] = feet_in(picture, tuple(marks.values()))
                        progress(Stage.FEET, len(seen), len(wanted_s))
                    if frame.time_s == reference_s:
                        still = frame
                    if frame.time_s >= span[-1]:
                        break
        if still is not None and len(seen) == len(wanted_s):
            return seen, still
    raise InputError(f"{clip} shows other pictures when it is read again; copy or export it again")


def _shifts(
    result: Result,
    seen: dict[float, FeetSeen],
    marks: dict[Leg, FootMarks],
    *,
    times_s: FloatArray,
    reference: int,
) -> dict[Leg, FootShift]:
    view, reference_s = result.motion.view, float(result.motion.track.time_s[reference])
    band = ankle_band(behind=view is not None and view.kind is ViewKind.REAR)
    still = seen[reference_s]
    camera = StillCamera(still, _person_px(result.motion, reference))
    looks = [(seen[time_s], camera.moved(seen[time_s])) for time_s in times_s.tolist()]

    def shift(leg: Leg) -> FootShift:
        flow = FootFlow(still, marks[leg], band)
        found = np.array([flow.shift_px(*look) for look in looks]).reshape(-1, 2)
        return FootShift(reference_s, times_s, found[:, 0], found[:, 1], marks[leg].shank_px)

    with ThreadPoolExecutor(len(Leg)) as threads:
        return dict(zip(Leg, threads.map(shift, Leg), strict=True))


def _person_px(motion: Motion, frame: int) -> tuple[float, float, float, float]:
    """Return the box of everywhere the person is in the clip, with a margin."""
    seen = motion.track.xy_px.reshape(-1, 2)
    low, high = np.nanmin(seen, axis=0), np.nanmax(seen, axis=0)
    own = motion.track.at(frame)
    margin = _BESIDE * float(np.nanmax(own[:, 1]) - np.nanmin(own[:, 1]))
    return (
        float(low[0]) - margin,
        float(low[1]) - margin,
        float(high[0]) + margin,
        float(high[1]) + margin,
    )
