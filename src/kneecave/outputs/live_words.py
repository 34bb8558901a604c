"""What a live session says in words: hints, stages, and what is called out."""

from __future__ import annotations

from kneecave.model.live import Hint, LiveState, Stage
from kneecave.outputs.names import PHASE_TITLES

HINTS = {
    Hint.NOBODY: "Stand where the camera sees all of you",
    Hint.STEP_BACK: "Step back: feet in view",
    Hint.COME_CLOSER: "Come closer: you are too small in the picture",
    Hint.FEET_NOT_VISIBLE: "Tilt the camera down: feet not visible",
    Hint.FACE_CAMERA: "Turn to face the camera",
    Hint.STAND_UPRIGHT: "Stand upright",
    Hint.STAND_STILL: "Stand still for 2 s",
    Hint.MORE_LIGHT: "Too dark: turn on more light",
    Hint.ONE_PERSON: "One person at a time in the picture",
    Hint.TOO_SLOW: "Too few pictures a second: choose a lighter model",
}

READY = "Ready: start when you like"
KNEES_OUT = "Knees out"


def hint_text(hint: Hint) -> str:
    """Return the one thing to do, as people say it."""
    return HINTS[hint]


def cue_text(state: LiveState) -> str | None:
    """Return the one line to show now: the hint, the cue, or that all is ready; None for none."""
    if state.hint is not None:
        return hint_text(state.hint)
    if state.excess_deg is not None:
        return KNEES_OUT
    if state.stage is Stage.MEASURING and not state.reps and state.phase is None:
        return READY
    return None


def count_text(state: LiveState) -> tuple[int, str]:
    """Return the one large number and the word under it.

    While a rep is under way its own number and its phase, so the third rep is 3 before it is
    counted, and stays 3 while it is; between reps how many were counted.
    """
    done = state.reps + state.counting
    if state.phase is not None:
        return done + 1, PHASE_TITLES[state.phase]
    return done, "Rep" if done == 1 else "Reps"
