"""What the pictures of planted feet tell: how far each ankle rolls over its foot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import FloatArray
from kneecave.model.body import Leg
from kneecave.model.clip import ClipInfo
from kneecave.model.pose_track import PoseSource
from kneecave.model.signals import Measure
from kneecave.model.verdict import Unmeasurable
from kneecave.model.view import Standing, ViewKind


@dataclass(frozen=True, slots=True)
class FootMarks:
    """Where a leg is in the reference picture, (2,) pixels each."""

    knee: FloatArray
    ankle: FloatArray
    heel: FloatArray
    toe: FloatArray

    @property
    def shank_px(self) -> float:
        """Length of the shank, from knee to ankle."""
        return float(np.linalg.norm(self.knee - self.ankle))


@dataclass(frozen=True, slots=True)
class FootShift:
    """How far parts of one foot lie from where they are in the reference picture.

    Attributes
    ----------
    reference_s
        Time of the reference picture.
    time_s
        (T,) of the pictures that were looked at.
    ankle_px, sole_px
        (T,) sideways, + = toward the picture's right, in pixels of the frame, what the camera
        itself moved taken away.  NaN where too little of it is recognised again.
    shank_px
        Knee to ankle in the reference picture.
    """

    reference_s: float
    time_s: FloatArray
    ankle_px: FloatArray
    sole_px: FloatArray
    shank_px: float


@dataclass(frozen=True, slots=True)
class RollPeak:
    """The furthest a foot rolled one way for at least a third of a second.

    Attributes
    ----------
    value_deg, spread_deg
        Against the reference picture, + = inward, with one standard deviation of its error.
    time_s
        When.
    bent
        Whether the knees were bent at that time.
    sure
        Whether it is more than the smallest detectable change.
    """

    value_deg: float
    spread_deg: float
    time_s: float
    bent: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class FootRoll:
    """How one planted foot rolls over a clip, against its own standing.

    Attributes
    ----------
    time_s
        (T,) of the pictures that were looked at.
    roll_deg
        Change of the angle of the ankle over the foot, degrees of rearfoot eversion, + = inward
        (pronation), - = outward (supination).  NaN while the foot is not where it was.
    inward, outward
        The furthest each way.
    detectable_deg
        Smallest detectable change: what two readings of an unchanged foot differ by in 95 of 100
        cases at most.
    usual_deg
        What clean squats reach as well.
    """

    leg: Leg
    time_s: FloatArray
    roll_deg: Measure
    inward: RollPeak
    outward: RollPeak
    detectable_deg: float
    usual_deg: float


@dataclass(frozen=True, slots=True)
class FeetCheck:
    """A look at both feet over a clip.

    ``standing`` is None where it could not be had, as from behind; ``reference_s`` is the time of
    the picture everything is compared with, None if there is none.  ``notes`` say what one camera
    cannot tell.
    """

    clip: ClipInfo
    pose: PoseSource
    view: ViewKind | None
    standing: Standing | None
    reference_s: float | None
    feet: dict[Leg, FootRoll | Unmeasurable]
    notes: tuple[str, ...]
    versions: dict[str, str]

    @property
    def measured(self) -> bool:
        """Whether at least one foot could be measured."""
        return any(isinstance(foot, FootRoll) for foot in self.feet.values())
