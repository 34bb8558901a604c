"""Signals and reps to verdicts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from kneecave.findings import gates, words
from kneecave.findings.notes import notes_on
from kneecave.findings.peaks import judged_frames, phase_at, sustained_level, sustained_peak
from kneecave.model.analysis import Note, Summary
from kneecave.model.body import Leg
from kneecave.model.motion import Motion
from kneecave.model.rep import Movement, Rep
from kneecave.model.verdict import (
    Cave,
    Clear,
    Metric,
    Peak,
    RepVerdict,
    Unmeasurable,
    Verdict,
    Watch,
    Word,
)
from kneecave.model.view import CameraView, Standing
from kneecave.settings import Settings

_ONE_LEG = frozenset({Movement.SINGLE_LEG_SQUAT, Movement.STEP_DOWN})
_SEEN_SHARE = 0.5
_OWN_SHARE = 0.3
"""Of a peak's spread, what differs from rep to rep: rendered people 0.16, twelve real reps 0.2."""
_MANY_REPS = 4
_ODD = 4.0
"""The largest of twenty like reps lies 3.4 times as far from the second best as the seventh."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Verdicts on every rep, the reason if none could be judged, remarks, and the answer."""

    reps: tuple[RepVerdict, ...]
    refusal: Unmeasurable | None
    notes: tuple[Note, ...]
    summary: Summary


def judge(motion: Motion, reps: tuple[Rep, ...], settings: Settings) -> Findings:
    """Return the verdict on each leg of each rep, with the answer in short."""
    refused = gates.refusal(motion, reps, settings)
    if refused is not None:
        verdicts = tuple(RepVerdict(rep, dict.fromkeys(Leg, refused)) for rep in reps)
    else:
        about = [(motion.between(rep.low_from_s, rep.low_to_s), rep) for rep in reps]
        peaks = {leg: [_peak(here, rep, leg, settings) for here, rep in about] for leg in Leg}
        own = {leg: _own(found, motion.view, settings) for leg, found in peaks.items()}
        verdicts = tuple(
            RepVerdict(rep, {leg: _verdict(peaks[leg][i], rep, own[leg], settings) for leg in Leg})
            for i, rep in enumerate(reps)
        )
    notes = notes_on(motion, () if refused else reps, settings)
    return Findings(verdicts, refused, notes, _summary(verdicts, refused))


def _peak(motion: Motion, rep: Rep, leg: Leg, settings: Settings) -> Peak | Unmeasurable:
    """Return a leg's peak in a rep, given the rep's own frames."""
    if rep.lead_leg not in (None, leg):
        return _other_leg(rep.movement)
    if rep.lead_leg is not None and settings.metric is Metric.KASR:
        return words.STAGGERED_FEET
    signals, limits = motion.signals, settings.limits
    inside = rep.is_low(signals.time_s)
    pictures_hz = float(inside.sum() - 1) / (rep.low_to_s - rep.low_from_s)
    if pictures_hz < settings.view.min_pictures_hz:
        return words.too_few_pictures(pictures_hz, settings.view.min_pictures_hz)
    frames = judged_frames(signals, leg, rep, limits)
    flexion = signals.leg(leg).flexion_deg
    if flexion.usable[inside].mean() < _SEEN_SHARE:
        return words.LOST
    deepest = sustained_level(flexion.value[inside], signals.time_s, limits.sustained_s)
    if deepest < limits.flexion_from_deg:
        return words.too_shallow(deepest, limits.flexion_from_deg)
    unseen = gates.foot_refusal(motion, leg, frames, settings)
    if unseen is not None:
        return unseen
    if rep.lead_leg is None and motion.standing is not None:
        frames = frames & signals.leg(leg.other).foot_stands
    measure = signals.of_metric(settings.metric, leg)
    found = sustained_peak(
        measure, frames, signals.time_s, limits.sustained_s, settings.metric.inward
    )
    if found is None:
        moved = (inside & ~signals.leg(leg).foot_stands).any()
        return words.FOOT_MOVED if moved else words.TOO_FEW_FRAMES
    value, spread, time_s = found
    if settings.metric is not Metric.KASR and spread > limits.max_spread_deg:
        return words.too_uncertain(spread)
    return Peak(
        value=value,
        spread=spread,
        limit=limit_of(motion.standing, rep.movement, leg, settings),
        relative=float("nan"),
        time_s=time_s,
        phase=phase_at(rep, signals, time_s),
    )


def _other_leg(movement: Movement) -> Unmeasurable:
    if movement in _ONE_LEG:
        return words.FREE_LEG
    return words.STRETCHED_LEG if movement is Movement.SIDE_LUNGE else words.REAR_LEG


def limit_of(standing: Standing | None, movement: Movement, leg: Leg, settings: Settings) -> float:
    """Return the limit; knees do not follow a foot that is, or may be, turned out very far."""
    limit = settings.limit_for(movement)
    if settings.metric is not Metric.KNEE_OVER_FOOT or standing is None:
        return limit
    toe_out = standing.legs[leg].toe_out_deg
    beyond = toe_out.value + toe_out.spread - settings.limits.knee_over_foot.toe_out_followed
    return limit + max(0.0, beyond if np.isfinite(beyond) else 0.0)


@dataclass(frozen=True, slots=True)
class _Own:
    """A leg's own reps: the best, and how much reps like it scatter; NaN where too few.

    ``fine`` is whether the legs are large enough in the picture to tell reps apart finely.
    """

    best: float
    scatter: float
    fine: bool


def _own(found: list[Peak | Unmeasurable], view: CameraView | None, settings: Settings) -> _Own:
    """Return what a leg's reps are compared with, if there is more than one.

    Of four reps and more the second best is the reference: a single odd rep must not make the
    others look bad.  The better third of six and more shows the scatter of reps done alike.
    """
    values = sorted(settings.metric.inward * peak.value for peak in found if isinstance(peak, Peak))
    fine = view is not None and view.leg_length_px >= settings.view.low_leg_px
    if len(values) < 2:
        return _Own(float("nan"), float("nan"), fine)
    best = values[1 if len(values) >= _MANY_REPS else 0]
    third = len(values) // 3
    return _Own(best, values[third] - best if third > 1 else 0.0, fine)


def _verdict(peak: Peak | Unmeasurable, rep: Rep, own: _Own, settings: Settings) -> Verdict:
    if isinstance(peak, Unmeasurable):
        return peak
    peak = replace(peak, relative=settings.metric.inward * peak.value - own.best)
    doubt = settings.limits.certainty_z * peak.spread
    beyond = settings.metric.inward * (peak.value - peak.limit)
    if beyond >= doubt:
        return Cave(peak)
    by_itself = Watch(peak) if beyond >= 0 else Clear(peak)
    if settings.metric is not Metric.KNEE_OVER_FOOT:
        return by_itself
    return _against_own(peak, rep, own, settings) or by_itself


def _against_own(peak: Peak, rep: Rep, own: _Own, settings: Settings) -> Cave | Watch | None:
    """Return what a rep is that is worse than the leg's own best and near the limit, if it is.

    Most of the spread is the person's own landmarks and feet: the same in every rep of a leg.  In
    small legs noise of the picture outweighs it, and differs from rep to rep.
    A change is watched near the usual limit, also where it was raised for a foot turned far out.
    """
    limits = settings.limits.knee_over_foot
    doubt = settings.limits.certainty_z * (_OWN_SHARE if own.fine else 1.0) * peak.spread
    below, odd = peak.limit - peak.value, _ODD * own.scatter
    if below <= limits.relative_within and peak.relative >= max(limits.relative + doubt, odd):
        return Cave(peak)
    below_usual = settings.limit_for(rep.movement) - peak.value
    if own.fine and below_usual <= limits.relative_watch_within:
        return Watch(peak) if peak.relative >= max(limits.relative_watch, doubt, odd) else None
    return None


def _summary(verdicts: tuple[RepVerdict, ...], refused: Unmeasurable | None) -> Summary:
    found = {word: tuple(v.rep.number for v in verdicts if v.word is word) for word in Word}
    order = (Word.CAVE, Word.WATCH, Word.CLEAR)
    word = next((word for word in order if found[word]), Word.UNMEASURABLE)
    why = refused or (_common_reason(verdicts) if word is Word.UNMEASURABLE else None)
    return Summary(
        word=word,
        cave_reps=found[Word.CAVE],
        watch_reps=found[Word.WATCH],
        reason=why.reason if why else None,
        detail=why.detail if why else None,
    )


def _common_reason(verdicts: tuple[RepVerdict, ...]) -> Unmeasurable | None:
    reasons = [v for rep in verdicts for v in rep.legs.values() if isinstance(v, Unmeasurable)]
    counts = Counter(verdict.reason for verdict in reasons)
    return max(reasons, key=lambda verdict: counts[verdict.reason], default=None)
