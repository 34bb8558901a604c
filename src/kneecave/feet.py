"""The look at planted feet: an analysis of the clip, then its pictures once more for the feet.

The first reading finds the person, and with that the picture in which the person stands as in most
of the clip; of the second one only what lies about the pictures to be compared with it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kneecave.errors import UsageError
from kneecave.feet_watch import FeetResult, FeetWatch
from kneecave.pipeline import Progress, Result, Stage, analyse, unheard
from kneecave.settings import Settings
from kneecave.video.reader import open_video

PICTURES_A_SECOND = 10.0
_WORTH_A_LEAP_S = 20.0
"""Clips have a picture that can be gone on from every few seconds; nearer ones are read through."""


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

    Only the pictures within ``spans_s`` (from, to; seconds) are looked at, and only what lies about
    them is read, unless the file does not show the same pictures then.

    Raises
    ------
    UsageError
        The analysis is of a saved pose track: it has no pictures.
    InputError
        The clip cannot be read again, or shows other pictures then.
    """
    clip = result.source
    if not result.has_pictures:
        raise UsageError(f"{clip.name} is a pose track, without pictures of the feet; give a clip")
    for leaping in (True, False):
        with FeetWatch(
            result,
            settings=settings,
            spans_s=spans_s,
            pictures_a_second=pictures_a_second,
            keeps_picture=True,
        ) as watch:
            _show(clip, watch, leaping=leaping, progress=progress)
            if watch.has_seen_all:
                break
    return watch.result()


def _show(clip: Path, watch: FeetWatch, *, leaping: bool, progress: Progress) -> None:
    """Show the watch the pictures that it wants."""
    wanted_s = watch.wanted_s
    if not len(wanted_s):
        return
    spans = np.split(wanted_s, np.flatnonzero(np.diff(wanted_s) > _WORTH_A_LEAP_S) + 1)
    with open_video(clip) as reader:
        for span in spans if leaping else [wanted_s]:
            if leaping:
                reader.leap_to(float(span[0]))
            for frame in reader:
                if watch.take(frame):
                    progress(Stage.FEET, watch.seen, len(wanted_s))
                if frame.time_s >= span[-1]:
                    break
