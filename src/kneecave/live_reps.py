"""Reps of a session that is still going on, judged as those of a file, beside the pictures."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace

import numpy as np

from kneecave.findings.judge import judge
from kneecave.kinematics.baseline import Baseline, baseline_of
from kneecave.kinematics.measure import measure
from kneecave.model.arrays import FloatArray
from kneecave.model.rep import Movement
from kneecave.model.verdict import RepVerdict
from kneecave.pose.live_path import LivePath
from kneecave.reps.find import find_reps
from kneecave.settings import Settings

WINDOW_S = 60.0
"""A rep is judged among those of this time, so that the work does not grow with the session."""
LOOKS_S = (0.2, 0.8, 2.0)
"""When the joints are looked at after a way down and up, until the rep is found."""
_WHOLE_S = 0.5
"""Reps that begin so near to where the window begins are not asked for again."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the joints since ``since_s`` tell."""

    since_s: float
    reps: tuple[RepVerdict, ...]
    baseline: Baseline | None


class RepJudge:
    """Judges the last minute whenever a rep is over, in a thread of its own.

    Attributes
    ----------
    reps
        Every rep of the session so far, numbered from 1.
    """

    def __init__(
        self, path: LivePath, settings: Settings, movement: Movement | None, threads: Executor
    ) -> None:
        self._path = path
        self._settings = settings
        self._movement = movement
        self._threads = threads
        self._due_s: list[float] = []
        self._running: Future[Judged] | None = None
        self._waiting_for = 0
        self._stands_since_s = 0.0
        self.reps: tuple[RepVerdict, ...] = ()

    @property
    def is_looking(self) -> bool:
        """Whether a rep that is over may still come to be counted."""
        return bool(self._due_s) or self._running is not None

    def stands_elsewhere(self, since_s: float) -> None:
        """Tell that it may be somebody else, or another place, since then.

        What was before is left as it was said, and not compared with what comes.
        """
        self._stands_since_s = since_s

    def ended(self, time_s: float) -> None:
        """Tell that a way down and up is over."""
        self._due_s = [time_s + after_s for after_s in LOOKS_S]
        self._waiting_for = len(self.reps) + 1

    def look(self, time_s: float) -> Baseline | None:
        """Go on with the work; return the standing as it is known better now, if there is news.

        Raises
        ------
        KneecaveError
            What a file with these joints would raise.
        """
        better = None
        if self._running is not None and self._running.done():
            judged = self._running.result()
            self._running = None
            better = judged.baseline if judged.since_s >= self._stands_since_s else None
            self.reps = merged(self.reps, judged)
            if len(self.reps) >= self._waiting_for:
                self._due_s = []
        if self._running is None and self._due_s and time_s >= self._due_s[0]:
            self._due_s.pop(0)
            times_s, rows = self._path.since(max(time_s - WINDOW_S, self._stands_since_s))
            self._running = self._threads.submit(self._judged, times_s, rows)
        return better

    def _judged(self, times_s: FloatArray, rows: FloatArray) -> Judged:
        motion = measure(self._path.track_of(times_s, rows), self._settings)
        reps = find_reps(motion.signals, self._settings, movement=self._movement)
        findings = judge(motion, reps, self._settings)
        return Judged(float(times_s[0]), findings.reps, baseline_of(motion, self._settings))


def merged(known: Iterable[RepVerdict], judged: Judged) -> tuple[RepVerdict, ...]:
    """Return all reps: those judged now stand for what was said of the same time before.

    Of a rep that began before, or just when, the window begins the window shows a part at most:
    what was said of it stays.
    """
    whole_s = judged.since_s + _WHOLE_S if judged.since_s > 0.0 else -np.inf
    kept = [one for one in known if one.rep.start_s < whole_s]
    kept_to_s = max((one.rep.end_s for one in kept), default=-np.inf)
    news = [one for one in judged.reps if one.rep.bottom_s > kept_to_s]
    return tuple(
        replace(one, rep=replace(one.rep, number=number))
        for number, one in enumerate([*kept, *news], start=1)
    )
