"""An analysis whose contributors also rest on the pictures of the feet: a joiner of its own."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from kneecave.coaching.advice import advise
from kneecave.errors import InputError
from kneecave.feet import look_at_feet
from kneecave.feet_watch import FeetWatch
from kneecave.model.body import Leg
from kneecave.model.feet import FeetCheck, FootRoll
from kneecave.model.verdict import Cave
from kneecave.pipeline import Progress, Result, unheard
from kneecave.results import draw_results, unseen, write_reports
from kneecave.settings import Settings

_PAUSE_S = 0.8
_PICTURES_A_SECOND = 4.0


def with_feet(result: Result, *, settings: Settings, progress: Progress = unheard) -> Result:
    """Return the result with what the pictures of planted feet tell of its caves.

    The clip is read again only where a knee caved in, and only the worst of those reps of
    each leg and the standing pauses about it are looked at; a saved pose track has no pictures,
    and a clip that cannot be read again the same way tells nothing of the feet.
    """
    if not _feet_matter(result):
        return result
    try:
        look = look_at_feet(
            result,
            settings=settings,
            spans_s=_worst_reps(result),
            pictures_a_second=_PICTURES_A_SECOND,
            progress=progress,
        )
    except InputError:  # the clip has changed since; what is known of the knees stands
        return result
    return _advised(result, look.check, settings)


def write_with_feet(
    result: Result,
    folder: Path,
    *,
    settings: Settings,
    video: bool = True,
    blur_face: bool = False,
    save_pose: bool = False,
    thumbnail: bool = False,
    progress: Progress = unheard,
) -> Result:
    """Write results as `results.write_results`, and return them `with_feet` as they are written.

    The feet are looked at in the frames that the video is drawn on.

    Raises
    ------
    InputError, OutputError
        As `results.write_results`.
    """
    with _feet_watch(result, settings) as watch:
        key_frames = draw_results(
            result,
            folder,
            video=video,
            blur_face=blur_face,
            onlooker=watch.take if watch else unseen,
            progress=progress,
        )
        if watch is not None and watch.has_seen_all:  # else the clip has changed since
            result = _advised(result, watch.result().check, settings)
    write_reports(result, folder, key_frames, save_pose=save_pose, thumbnail=thumbnail)
    return result


def _feet_matter(result: Result) -> bool:
    return bool(result.analysis.advice.contributors) and result.has_pictures


def _feet_watch(result: Result, settings: Settings) -> AbstractContextManager[FeetWatch | None]:
    """Return a watch on the feet of the worst reps; none where no knee caved in."""
    if not _feet_matter(result):
        return nullcontext()
    return FeetWatch(
        result,
        settings=settings,
        spans_s=_worst_reps(result),
        pictures_a_second=_PICTURES_A_SECOND,
    )


def _advised(result: Result, check: FeetCheck, settings: Settings) -> Result:
    """Return the result with advice that knows of the feet."""
    analysis = result.analysis
    advice = advise(
        analysis.signals,
        analysis.reps,
        analysis.refusal,
        view=analysis.view,
        standing=analysis.standing,
        check=analysis.standing_check,
        clip=analysis.clip,
        settings=settings,
        feet={leg: foot for leg, foot in check.feet.items() if isinstance(foot, FootRoll)},
    )
    return replace(result, analysis=replace(analysis, advice=advice))


def _worst_reps(result: Result) -> list[tuple[float, float]]:
    """Return the span of each leg's worst caved rep, with the pauses about it."""
    inward = result.analysis.metric.inward
    spans = set()
    for leg in Leg:
        caved = [
            (
                inward * verdict.peak.value,
                one.rep.low_from_s - _PAUSE_S,
                one.rep.low_to_s + _PAUSE_S,
            )
            for one in result.analysis.reps
            if isinstance(verdict := one.legs[leg], Cave)
        ]
        if caved:
            spans.add(max(caved)[1:])
    return sorted(spans)
