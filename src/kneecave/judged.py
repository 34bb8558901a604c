"""From a measured movement to an analysis: reps, verdicts, standing, advice."""

from __future__ import annotations

import platform
from importlib.metadata import version

from kneecave import __version__
from kneecave.coaching.advice import advise
from kneecave.findings.judge import judge
from kneecave.findings.standing import check_standing
from kneecave.model.analysis import Analysis
from kneecave.model.clip import ClipInfo
from kneecave.model.kept import rest
from kneecave.model.motion import Motion
from kneecave.model.rep import Movement
from kneecave.reps.find import find_reps
from kneecave.settings import Settings


def analysis_of(
    clip: ClipInfo, motion: Motion, settings: Settings, movement: Movement | None
) -> Analysis:
    """Return everything that is known of a clip whose person's movement was measured."""
    reps = find_reps(motion.signals, settings, movement=movement)
    rest()
    findings = judge(motion, reps, settings)
    rest()
    check = check_standing(motion, settings)
    return Analysis(
        clip=clip,
        pose=motion.track.source,
        metric=settings.metric,
        view=motion.view,
        standing=motion.standing,
        standing_check=check,
        signals=motion.signals,
        reps=findings.reps,
        refusal=findings.refusal,
        notes=findings.notes,
        summary=findings.summary,
        advice=advise(
            motion.signals,
            findings.reps,
            findings.refusal,
            view=motion.view,
            standing=motion.standing,
            check=check,
            clip=clip,
            settings=settings,
        ),
        settings=settings.flat(),
        versions=versions(),
    )


def versions() -> dict[str, str]:
    """Return the software an analysis was made with, by name."""
    packages = ("av", "opencv-python", "numpy", "scipy")
    own = {"kneecave": __version__, "python": platform.python_version()}
    return own | {package: version(package) for package in packages}
