"""What is known of a person at this moment, while a camera runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.rep import Phase
from kneecave.model.verdict import RepVerdict, Word
from kneecave.model.view import CameraView


class Stage(StrEnum):
    """How far the session is: looking for the person, holding still, measuring."""

    LOOKING = "looking"
    STANDING = "standing"
    MEASURING = "measuring"


class Hint(StrEnum):
    """The one thing to do now, so that it can be measured."""

    NOBODY = "nobody"
    STEP_BACK = "step-back"
    COME_CLOSER = "come-closer"
    FEET_NOT_VISIBLE = "feet-not-visible"
    FACE_CAMERA = "face-camera"
    STAND_UPRIGHT = "stand-upright"
    STAND_STILL = "stand-still"
    MORE_LIGHT = "more-light"
    ONE_PERSON = "one-person"
    TOO_SLOW = "too-slow"


@dataclass(frozen=True, slots=True)
class LegNow:
    """One leg at this moment.

    Attributes
    ----------
    value, spread
        The metric (degrees, + = inside) and one standard deviation of its error; NaN where it
        cannot be measured, as in a straight leg.
    limit
        What the value is held against.
    word
        The band the value lies in; None where the leg is not bent as far as reps are judged at,
        unmeasurable where it is and there is no honest number.
    rep_word
        The worst the leg has shown, for as long as counts, since the rep began; None between reps.
    """

    value: float
    spread: float
    limit: float
    word: Word | None
    rep_word: Word | None


@dataclass(frozen=True, slots=True)
class LiveState:
    """What a session knows after a picture.

    Attributes
    ----------
    time_s
        The picture's own time, seconds from the session's first.
    stage, hint
        How far the guided start is, and what to do; no hint where all is well.
    still_s, still_needed_s
        For how long the person has stood still, of what is needed; both 0 once measuring.
    joints_px
        Where the joints are in the picture, (2,) pixels each; empty where nobody is seen.
    image_size_px
        (width, height) of the picture.
    reps
        Reps counted so far.
    counting
        Whether a rep is over that is looked at and not counted yet.
    phase
        Part of the rep under way; None between reps.
    legs
        Per leg; empty until measuring.
    last
        Verdict on the last rep that was finished, made as for a file; None before the first.
    view
        How the camera looks at the person, from the baseline; None until measuring.
    excess_deg
        How far the worse knee is beyond its limit at this moment, where that counts; None
        otherwise.  What a tone is made of.
    """

    time_s: float
    stage: Stage
    hint: Hint | None
    still_s: float
    still_needed_s: float
    joints_px: dict[Joint, FloatArray]
    image_size_px: tuple[int, int]
    reps: int
    counting: bool
    phase: Phase | None
    legs: dict[Leg, LegNow]
    last: RepVerdict | None
    view: CameraView | None
    excess_deg: float | None
