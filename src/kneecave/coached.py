"""An analysis whose contributors also rest on the pictures of the feet: a joiner of its own."""

from __future__ import annotations

from dataclasses import replace

from kneecave.coaching.advice import advise
from kneecave.feet import look_at_feet
from kneecave.model.feet import FootRoll
from kneecave.pipeline import Progress, Result, unheard
from kneecave.settings import Settings


def with_feet(result: Result, *, settings: Settings, progress: Progress = unheard) -> Result:
    """Return the result with what the pictures of planted feet tell of its caves.

    The clip is read again only where a knee caved in; a saved pose track has no pictures.

    Raises
    ------
    InputError
        The clip cannot be read again.
    """
    analysis = result.analysis
    if not analysis.advice.contributors or not result.has_pictures:
        return result
    check = look_at_feet(result, settings=settings, progress=progress).check
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
