"""What planted feet do in a clip that goes by: a watch on the pictures that tell.

Some ten pictures a second are compared with the one in which the person stands as in most of the
clip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Self

import numpy as np

from kneecave.errors import InputError
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
from kneecave.pipeline import Result
from kneecave.pose.feet_seen import FeetSeen, feet_in
from kneecave.pose.foot_flow import FootFlow
from kneecave.pose.still_camera import StillCamera
from kneecave.settings import Settings

MOST_PICTURES = 180
_BESIDE = 0.12
"""What lies nearer to the person than this, in heights of the person, is no surroundings."""

NOTES = (
    STANDING_ROLL,
    "A foot that turns on the spot by 3° looks like one that rolls by 6°; a shoe can move about "
    "the foot; bare feet show most. Arch height cannot be seen.",
)

_Shift = tuple[float, float]
"""How far ankle and sole lie to the right of where they were in the reference picture, pixels."""


@dataclass(frozen=True, slots=True)
class FeetResult:
    """The check, with the reference picture and where the feet are in it.

    ``picture`` is None where feet were refused, or where it was not asked for.
    """

    check: FeetCheck
    picture: Frame | None
    marks: dict[Leg, FootMarks]


class FeetWatch:
    """Looks at planted feet as the pictures of a clip go by; compares them in threads beside.

    Use it in a ``with``.

    Parameters
    ----------
    result
        The analysis of the clip.
    spans_s
        (from, to) in seconds, within which pictures are looked at.
    pictures_a_second
        How many of them, at most.
    keeps_picture
        Whether the reference picture is to be in the result.

    Attributes
    ----------
    wanted_s
        Times of the pictures to be looked at, in order; none where feet cannot be judged.
    seen
        How many of them went by.
    """

    def __init__(
        self,
        result: Result,
        *,
        settings: Settings,
        spans_s: Sequence[tuple[float, float]],
        pictures_a_second: float,
        keeps_picture: bool = False,
    ) -> None:
        self._keeps_picture = keeps_picture
        self._result, self._settings = result, settings
        track = result.motion.track
        refused = feet_unseen(result.motion, settings)
        reference = None if refused else reference_frame(track)
        self._refused = None if reference is not None else refused or words.NOT_STANDING
        self._reference = reference or 0
        self._times_s = self.wanted_s = np.empty(0)
        self._marks: dict[Leg, FootMarks] = {}
        if reference is not None:
            self._marks = {leg: foot_marks(track, reference, leg) for leg in Leg}
            self._times_s = _times(result, spans_s, pictures_a_second)
            self.wanted_s = np.union1d(self._times_s, track.time_s[reference])
        self.seen = 0
        self._picture: Frame | None = None
        self._compare: Callable[[FeetSeen], dict[Leg, _Shift]] | None = None
        self._waiting: dict[float, FeetSeen] = {}
        self._shifts: dict[float, Future[dict[Leg, _Shift]]] = {}
        self._threads = ThreadPoolExecutor(len(Leg))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._threads.shutdown(cancel_futures=kind is not None or not self.has_seen_all)

    @property
    def has_seen_all(self) -> bool:
        """Whether every picture that is wanted went by."""
        return self.seen == len(self.wanted_s)

    def take(self, frame: Frame) -> bool:
        """Return whether the next picture is one of those wanted, having looked at it then."""
        if self.has_seen_all or frame.time_s not in self.wanted_s:
            return False
        self.seen += 1
        seen = feet_in(frame.planes or frame.image_bgr, tuple(self._marks.values()))
        self._waiting[frame.time_s] = seen
        if frame.time_s == self._result.motion.track.time_s[self._reference]:
            self._picture = frame if self._keeps_picture else None
            self._compare = _comparing(self._result.motion, self._reference, seen, self._marks)
        if self._compare is not None:  # those before the reference picture have waited for it
            for time_s, waiting in self._waiting.items():
                self._shifts[time_s] = self._threads.submit(self._compare, waiting)
            self._waiting.clear()
        return True

    def result(self) -> FeetResult:
        """Return what the feet did.

        Raises
        ------
        InputError
            Not all pictures went by.
        """
        if self._refused is not None:
            check = _told(self._result, None, dict.fromkeys(Leg, self._refused))
            return FeetResult(check, None, {})
        if not self.has_seen_all:
            raise InputError(
                f"{self._result.source} shows other pictures when it is read again; copy or "
                "export it again"
            )
        feet = {leg: self._foot(leg) for leg in Leg}
        return FeetResult(_told(self._result, self._reference_s, feet), self._picture, self._marks)

    @property
    def _reference_s(self) -> float:
        return float(self._result.motion.track.time_s[self._reference])

    def _foot(self, leg: Leg) -> FootRoll | Unmeasurable:
        motion, marks = self._result.motion, self._marks[leg]
        found = [self._shifts[time_s].result()[leg] for time_s in self._times_s.tolist()]
        ankle_px, sole_px = np.array(found).reshape(-1, 2).T
        shift = FootShift(self._reference_s, self._times_s, ankle_px, sole_px, marks.shank_px)
        roll = foot_roll(shift, leg, motion)
        least = detectable_deg(shift, roll, motion)
        return foot_finding(
            leg, shift.time_s, roll, motion, detectable_deg=least, settings=self._settings
        )


def _comparing(
    motion: Motion, reference: int, still: FeetSeen, marks: dict[Leg, FootMarks]
) -> Callable[[FeetSeen], dict[Leg, _Shift]]:
    """Return what says how far ankle and sole of each foot lie from the reference picture's.

    Several threads may ask.
    """
    view = motion.view
    band = ankle_band(behind=view is not None and view.kind is ViewKind.REAR)
    camera = StillCamera(still, _person_px(motion, reference))
    flows = {leg: (FootFlow(still, marks[leg], band), Lock()) for leg in Leg}

    def compare(seen: FeetSeen) -> dict[Leg, _Shift]:
        moved, found = camera.moved(seen), {}
        for leg, (flow, busy) in flows.items():
            with busy:
                found[leg] = flow.shift_px(seen, moved)
        return found

    return compare


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
