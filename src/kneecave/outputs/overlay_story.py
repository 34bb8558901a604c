"""What the video says of each knee, frame by frame: from verdicts and signals, without a limit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kneecave.model.analysis import Analysis
from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Leg
from kneecave.model.kept import kept
from kneecave.model.signals import frames_between
from kneecave.model.verdict import Cave, Clear, Reason, Unmeasurable, Watch, Word

HOLD_S = 0.2
"""Shortest time that a colour stays."""
_APART_S = 6 * HOLD_S
"""What happens on one side of a colour that stays so long has nothing to do with the other."""

REAR_LABEL_S = 1.0
_REAR = frozenset({Reason.REAR_LEG, Reason.FREE_LEG})


class Show(IntEnum):
    """How a knee is shown, in order of rising weight."""

    IDLE = 0
    DEEP = 1
    UNMEASURED = 2
    CLEAR = 3
    WATCH = 4
    CAVE = 5

    @property
    def word(self) -> Word | None:
        """The verdict's word; None where nothing is judged in the moment."""
        return _WORDS.get(self)


_WORDS = {
    Show.UNMEASURED: Word.UNMEASURABLE,
    Show.CLEAR: Word.CLEAR,
    Show.WATCH: Word.WATCH,
    Show.CAVE: Word.CAVE,
}


@dataclass(frozen=True, slots=True)
class KneeStory:
    """One knee over T frames.

    Attributes
    ----------
    show
        (T,) of ``Show``; none but the first and last runs are shorter than ``HOLD_S``.
    value, spread
        (T,) the metric, NaN where there is no number; held where a colour outlasts its number.
    inward_deg
        (T,) knee-over-foot direction, + = knee inside, likewise.
    reasons
        Why it is not measured, T entries, None where it is.
    labelled
        (T,) whether a label stands beside the knee.
    """

    show: NDArray[np.int8]
    value: KeptArray
    spread: KeptArray
    inward_deg: KeptArray
    reasons: tuple[Reason | None, ...]
    labelled: BoolArray


def setting(analysis: Analysis, name: str, otherwise: float) -> float:
    """Return a number among the settings that the verdicts were made with."""
    return float(analysis.settings.get(name, otherwise))


def judged_flexion(analysis: Analysis) -> tuple[float, float]:
    """Return between which knee flexions a knee is judged, degrees."""
    return (
        setting(analysis, "limits.flexion_from_deg", -np.inf),
        setting(analysis, "limits.flexion_to_deg", np.inf),
    )


def knee_story(analysis: Analysis, leg: Leg) -> KneeStory:
    """Return what is shown of one knee over the clip."""
    time_s = analysis.signals.time_s
    measure = analysis.signals.of_metric(analysis.metric, leg)
    show = np.full(len(time_s), Show.IDLE, dtype=np.int8)
    reasons: list[Reason | None] = [None] * len(time_s)
    labelled = np.zeros(len(time_s), dtype=np.bool_)
    for rep in analysis.reps:
        inside = frames_between(time_s, rep.rep.low_from_s, rep.rep.low_to_s)
        verdict = rep.legs[leg]
        if isinstance(verdict, Unmeasurable):
            show[inside] = Show.UNMEASURED
            until_s = rep.rep.low_from_s + REAR_LABEL_S if verdict.reason in _REAR else np.inf
            labelled[inside] = time_s[inside] <= until_s
            reasons[inside] = [verdict.reason] * (inside.stop - inside.start)
        else:
            show[inside] = _in_rep(analysis.about(rep.rep), leg, verdict)
    if analysis.refusal is not None:
        show[:] = Show.UNMEASURED
        labelled[:] = True
        reasons = [analysis.refusal.reason] * len(time_s)
    show = held(show, time_s)
    judged = show >= Show.CLEAR
    inward = analysis.signals.leg(leg).knee_over_foot_deg.value
    return KneeStory(
        show=show,
        value=_carried(measure.value, judged),
        spread=_carried(measure.spread, judged),
        inward_deg=_carried(inward, judged),
        reasons=tuple(reasons),
        labelled=np.asarray(labelled | (show != Show.UNMEASURED), dtype=np.bool_),
    )


def _in_rep(analysis: Analysis, leg: Leg, verdict: Clear | Watch | Cave) -> NDArray[np.int8]:
    """Return (T,) how the knee would be shown were all frames in a rep of this verdict.

    No frame gets a graver word than the rep; the frame of the peak gets the rep's own.
    """
    side, peak = analysis.metric.inward, verdict.peak
    value = side * analysis.signals.of_metric(analysis.metric, leg).value
    margin = setting(analysis, "limits.certainty_z", 0.0) * peak.spread
    least, most = judged_flexion(analysis)
    flexion = analysis.signals.leg(leg).flexion_deg.value
    show = np.full(len(value), Show.CLEAR, dtype=np.int8)
    if isinstance(verdict, Watch | Cave):
        show[value >= min(side * peak.limit, side * peak.value)] = Show.WATCH
    if isinstance(verdict, Cave):
        show[value >= min(side * peak.limit + margin, side * peak.value)] = Show.CAVE
    show[flexion > most] = Show.DEEP
    show[~np.isfinite(value) | ~(flexion >= least)] = Show.IDLE
    return show


def held(show: NDArray[np.int8], time_s: FloatArray) -> NDArray[np.int8]:
    """Return the states with every run between two others at least ``HOLD_S`` long.

    The shortest run goes first: it grows into its neighbours if it weighs more than both.  Else
    it takes the state of one of them: the one that judges nothing, so that no word comes before
    it is true, or the graver of two that judge.
    """
    show = show.copy()
    step_s = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 1.0
    ends_s = np.append(time_s, time_s[-1:] + step_s)
    edges = np.flatnonzero(np.diff(show)) + 1
    starts, stops = np.append(0, edges), np.append(edges, len(show))
    calm = ends_s[stops] - ends_s[starts] >= _APART_S
    middles = (starts[calm] + stops[calm]) // 2
    for first, last in pairwise([0, *middles.tolist(), len(show)]):
        _hold(show[first:last], ends_s[first : last + 1])
    return show


def _hold(show: NDArray[np.int8], ends_s: FloatArray) -> None:
    """Change states in place, given when frames start and the last one ends: one run at a time."""
    while True:
        edges = np.flatnonzero(np.diff(show)) + 1
        starts, stops = np.append(0, edges), np.append(edges, len(show))
        lasts_s = ends_s[stops] - ends_s[starts]
        short = [k for k in range(1, len(starts) - 1) if lasts_s[k] < HOLD_S - 1e-6]
        if not short:
            return
        k = min(short, key=lambda run: (lasts_s[run], -show[starts[run]]))
        lighter, graver = sorted((show[starts[k] - 1], show[stops[k]]))
        if show[starts[k]] <= graver:
            unjudged = lighter < Show.CLEAR and lighter < show[starts[k]]
            show[starts[k] : stops[k]] = lighter if unjudged else graver
        else:
            until_s = ends_s[starts[k]] + HOLD_S
            stop = int(np.searchsorted(ends_s, until_s - 1e-6))
            show[starts[k] : max(stop, stops[k] + 1)] = show[starts[k]]


def _carried(values: KeptArray, needed: BoolArray) -> KeptArray:
    """Return the values with gaps where ``needed`` filled by the nearest one."""
    known = np.flatnonzero(np.isfinite(values))
    gaps = np.flatnonzero(needed & ~np.isfinite(values))
    if not known.size or not gaps.size:
        return values
    after = np.clip(np.searchsorted(known, gaps), 0, len(known) - 1)
    before = np.clip(after - 1, 0, None)
    nearer = np.where(gaps - known[before] <= known[after] - gaps, known[before], known[after])
    filled = kept(values, values.dtype)
    filled[gaps] = values[nearer]
    return filled
