"""Names of things as people say them, and lists of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from kneecave.model.body import Leg
from kneecave.model.rep import Movement, Phase
from kneecave.model.verdict import Metric, Reason, RepVerdict, Word
from kneecave.model.view import ViewKind

WORDS = {
    Word.CLEAR: "Clear",
    Word.WATCH: "Watch",
    Word.CAVE: "Cave",
    Word.UNMEASURABLE: "Unmeasurable",
}

MOVEMENTS = {
    Movement.SQUAT: ("squat", "squats"),
    Movement.SINGLE_LEG_SQUAT: ("single-leg squat", "single-leg squats"),
    Movement.SPLIT_SQUAT: ("split squat", "split squats"),
    Movement.FORWARD_LUNGE: ("forward lunge", "forward lunges"),
    Movement.REVERSE_LUNGE: ("reverse lunge", "reverse lunges"),
    Movement.ALTERNATING_LUNGE: ("lunge", "lunges"),
    Movement.SIDE_LUNGE: ("side lunge", "side lunges"),
    Movement.DEADLIFT: ("deadlift", "deadlifts"),
    Movement.STEP_DOWN: ("step-down", "step-downs"),
}

ON_ONE_LEG = frozenset({Movement.SINGLE_LEG_SQUAT, Movement.STEP_DOWN})

PHASES = {
    Phase.DESCENT: "on the way down",
    Phase.BOTTOM: "at the bottom",
    Phase.ASCENT: "on the way up",
}

PHASE_TITLES = {Phase.DESCENT: "Descent", Phase.BOTTOM: "Bottom", Phase.ASCENT: "Ascent"}

METRICS = {
    Metric.KNEE_OVER_FOOT: "knee over foot",
    Metric.FRONTAL: "frontal angle",
    Metric.FPPA: "FPPA",
    Metric.KASR: "knee : ankle width",
}

VIEWS = {
    ViewKind.FRONT: "front",
    ViewKind.REAR: "rear",
    ViewKind.SIDE: "side",
    ViewKind.OBLIQUE: "oblique",
}

REASONS = {
    Reason.NO_REP: "no rep found",
    Reason.SIDE_VIEW: "side view",
    Reason.REAR_VIEW: "rear view",
    Reason.TURNED_TOO_FAR: "turned too far",
    Reason.YAW_UNCLEAR: "camera angle unclear",
    Reason.FEET_CUT_OFF: "feet cut off",
    Reason.TOO_SMALL: "too small",
    Reason.NO_STANDING: "no upright moment",
    Reason.FOOT_HIDDEN: "foot hidden",
    Reason.REAR_LEG: "rear leg",
    Reason.FREE_LEG: "free leg",
    Reason.TOO_SHALLOW: "too shallow",
    Reason.LOST: "lost from view",
    Reason.FOOT_MOVED: "foot moved",
    Reason.TOO_FEW_FRAMES: "too few frames",
    Reason.TOO_UNCERTAIN: "too uncertain",
    Reason.STAGGERED_FEET: "staggered feet",
}

NOT_MEANT_TO_BE_JUDGED = frozenset({Reason.REAR_LEG, Reason.FREE_LEG})
"""Reasons that belong to the movement, not to the clip: nothing was missed."""


def nouns(reps: Sequence[RepVerdict]) -> tuple[str, str]:
    """Return what the reps are called, one and many: ``("squat", "squats")``."""
    named = {MOVEMENTS[rep.rep.movement] for rep in reps}
    if len(named) == 1:
        return named.pop()
    if named and all(many.endswith("lunges") for _, many in named):
        return ("lunge", "lunges")
    return ("rep", "reps")


MOST_NAMED = 15
"""So many reps, or runs of them, are told one by one."""


def counted(count: int, names: tuple[str, str]) -> str:
    """Return a count with its noun, as ``1 squat`` or ``5 squats``."""
    return f"{count} {names[0] if count == 1 else names[1]}"


def listed(items: Iterable[str]) -> str:
    """Return items as one phrase, as ``a, b and c``."""
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last


def rep_numbers(numbers: Iterable[int]) -> str:
    """Return rep numbers as ``rep 2``, ``reps 1 and 3`` or ``reps 1–4``; three in a row are a run.

    Of very many the first ones are named, and the others counted.

    Raises
    ------
    ValueError
        If there is no number.
    """
    ordered = sorted(set(numbers))
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    ]
    named = runs if len(runs) <= MOST_NAMED else runs[: MOST_NAMED - 1]
    parts = [part for run in named for part in _run(run)]
    if unnamed := sum(map(len, runs)) - sum(map(len, named)):
        parts.append(f"{unnamed} more")
    return ("rep " if len(ordered) == 1 else "reps ") + listed(parts)


def _run(run: list[int]) -> list[str]:
    return [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run]


def knees(legs: Iterable[Leg]) -> str:
    """Return ``both knees`` or ``the left knee``.

    Raises
    ------
    ValueError
        If there is no leg.
    """
    distinct = sorted(set(legs))
    if not distinct:
        raise ValueError("no leg to name")
    return "both knees" if len(distinct) == len(Leg) else f"the {distinct[0].value} knee"


def sentence(text: str) -> str:
    """Return the text with its first letter large and a full stop at its end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
