"""A pose track to rows: the tool's second half is run, and set beside what was posed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.accuracy import naive
from benchmarks.accuracy.designs import Design
from benchmarks.accuracy.landmarks import Landmarks, code_version
from benchmarks.accuracy.rows import (
    ClipResult,
    ClipRow,
    LegFrames,
    LegRow,
    joined,
    load_result,
    save_result,
)
from benchmarks.athlete.truth import RepTruth, Truth
from kneecave.findings.judge import Findings, judge
from kneecave.kinematics.measure import measure
from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.body import Leg
from kneecave.model.motion import Motion
from kneecave.model.pose_track import PoseTrack
from kneecave.model.rep import Rep
from kneecave.model.verdict import RepVerdict, Unmeasurable, word_of
from kneecave.pose.store import load_track
from kneecave.reps.find import find_reps
from kneecave.settings import Settings

NOBODY = "nobody-found"
MISSED = "missed"
_LEGS = tuple(Leg)
_NAN = float("nan")
_JUDGING = (
    "src/kneecave/kinematics",
    "src/kneecave/reps",
    "src/kneecave/findings",
    "src/kneecave/model",
    "src/kneecave/settings.py",
    "benchmarks/accuracy/evaluation.py",
    "benchmarks/accuracy/naive.py",
    "benchmarks/accuracy/rows.py",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the tool makes of a track."""

    track: PoseTrack
    motion: Motion
    reps: tuple[Rep, ...]
    findings: Findings


def judging_version() -> str:
    """Return a short hash of all code between a pose track and a row."""
    return code_version(_JUDGING)


def result_of(
    design: Design, model: str, *, landmarks: Landmarks, cache: Path, version: str
) -> ClipResult:
    """Return the result of a design whose landmarks are made; kept until code or landmarks change.

    Parameters
    ----------
    version
        `judging_version`, which is the same for all designs.
    """
    made = landmarks.made(design)
    key = f"{version}-{made.athlete}-{made.seeing}" if made else ""
    path = cache / "results" / f"{landmarks.folder_of(design).name}-{model}.npz"
    kept = load_result(path, key=key)
    if kept is not None:
        return kept
    track_path = landmarks.track_path(design, model)
    truth = Truth.load(landmarks.truth_path(design))
    answer = answer_to(load_track(track_path)[0]) if track_path.is_file() else None
    result = compared(design, model, truth, answer)
    save_result(path, result, key=key)
    return result


def answer_to(track: PoseTrack) -> Answer:
    """Return what the tool makes of a track, with its default settings."""
    settings = Settings()
    motion = measure(track, settings)
    reps = find_reps(motion.signals, settings)
    return Answer(track, motion, reps, judge(motion, reps, settings))


def compared(design: Design, model: str, truth: Truth, answer: Answer | None) -> ClipResult:
    """Return the rows of a clip; without an answer nobody was found in it."""
    found = _matched(truth.reps, answer.reps) if answer else {}
    return ClipResult(
        clip=_clip_row(design, model, truth, answer, len(found)),
        legs=tuple(
            _leg_row(design, truth, rep, side, answer=answer, found=found.get(rep.number))
            for rep in truth.reps
            for side in _working(rep)
        ),
        frames=_frames(truth, answer),
    )


def _working(rep: RepTruth) -> tuple[int, ...]:
    return tuple(side for side, leg in enumerate(_LEGS) if rep.lead_leg in (None, leg))


def _matched(planned: tuple[RepTruth, ...], found: tuple[Rep, ...]) -> dict[int, int]:
    """Return for planned rep numbers the index of the found rep whose bottom lies in them."""
    pairs: dict[int, int] = {}
    for rep in planned:
        inside = [
            index
            for index, other in enumerate(found)
            if rep.start_s <= other.bottom_s <= rep.end_s and index not in pairs.values()
        ]
        if inside:
            pairs[rep.number] = min(
                inside, key=lambda index: abs(found[index].bottom_s - rep.bottom_s)
            )
    return pairs


def _clip_row(
    design: Design, model: str, truth: Truth, answer: Answer | None, matched: int
) -> ClipRow:
    view = answer.motion.view if answer else None
    refusal = answer.findings.refusal if answer else None
    refused = NOBODY if answer is None else _nothing_said(answer.findings)
    return ClipRow(
        name=design.name,
        set=design.of.value,
        part=design.part.value,
        fault=design.fault,
        body=design.scene.body,
        model=model,
        movement=design.scene.movement,
        expected=design.expected.value,
        yaw_true_deg=float(truth.yaw_deg.mean()),
        yaw_deg=view.yaw_deg.value if view else _NAN,
        yaw_spread_deg=view.yaw_deg.spread if view else _NAN,
        yaw_naive_deg=naive.yaw_deg(answer.track) if answer else _NAN,
        reps_planned=len(truth.reps),
        reps_found=len(answer.reps) if answer else 0,
        reps_matched=matched,
        movement_found=answer.reps[0].movement.value if answer and answer.reps else "",
        refusal=refusal.reason.value if refusal else refused,
        leg_length_px=view.leg_length_px if view else _NAN,
        frames=len(truth.time_s),
    )


def _nothing_said(findings: Findings) -> str:
    """Return the commonest reason if no leg of any rep got a verdict, else nothing."""
    verdicts = [verdict for rep in findings.reps for verdict in rep.legs.values()]
    reasons = [verdict.reason.value for verdict in verdicts if isinstance(verdict, Unmeasurable)]
    if len(reasons) < len(verdicts):
        return ""
    return max(reasons, key=reasons.count, default="")


def _leg_row(
    design: Design,
    truth: Truth,
    rep: RepTruth,
    side: int,
    *,
    answer: Answer | None,
    found: int | None,
) -> LegRow:
    leg = _LEGS[side]
    planned = [other.cave_deg[side] for other in truth.reps if side in _working(other)]
    plan = design.scene.reps[rep.number - 1]
    verdict = answer.findings.reps[found] if answer and found is not None else None
    inside = _inside(truth, rep)
    said = _said(verdict, leg)
    return LegRow(
        clip=design.name,
        number=rep.number,
        leg=leg.value,
        toe_out_deg=float(truth.toe_out_deg[inside, side].mean()),
        planned_deg=rep.cave_deg[side],
        permanent_deg=design.scene.stance.cave_deg[side],
        phase=plan.phase,
        varies=min(planned) == 0 < max(planned),
        true_peak_deg=rep.peak_deg[side],
        word=said.word,
        reason=said.reason,
        peak_deg=said.peak_deg,
        peak_spread_deg=said.spread_deg,
        peak_limit_deg=said.limit_deg,
        peak_relative_deg=said.relative_deg,
        naive_peak_deg=_naive_peak(answer, leg, inside, truth.time_s),
        start_error_s=verdict.rep.start_s - rep.start_s if verdict else _NAN,
        bottom_error_s=_bottom_error(verdict.rep.bottom_s, rep, plan.pause_s) if verdict else _NAN,
        end_error_s=verdict.rep.end_s - rep.end_s if verdict else _NAN,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    word: str = MISSED
    reason: str = ""
    peak_deg: float = _NAN
    spread_deg: float = _NAN
    limit_deg: float = _NAN
    relative_deg: float = _NAN


def _said(verdict: RepVerdict | None, leg: Leg) -> _Said:
    if verdict is None:
        return _Said()
    said = verdict.legs[leg]
    if isinstance(said, Unmeasurable):
        return _Said(word=word_of(said).value, reason=said.reason.value)
    peak = said.peak
    return _Said(
        word=word_of(said).value,
        peak_deg=peak.value,
        spread_deg=peak.spread,
        limit_deg=peak.limit,
        relative_deg=peak.relative,
    )


def _bottom_error(bottom_s: float, rep: RepTruth, pause_s: float) -> float:
    """Return how far the bottom is from the time during which the person is down."""
    nearest = np.clip(bottom_s, rep.bottom_s - pause_s / 2, rep.bottom_s + pause_s / 2)
    return float(bottom_s - nearest)


def _naive_peak(answer: Answer | None, leg: Leg, inside: BoolArray, time_s: FloatArray) -> float:
    if answer is None:
        return _NAN
    fppa = _at(time_s, answer.track.time_s, naive.fppa_deg(answer.track, leg))
    return naive.sustained_peak(fppa[inside], time_s[inside])


def _frames(truth: Truth, answer: Answer | None) -> LegFrames:
    nothing = LegFrames(**dict.fromkeys(LegFrames.__dataclass_fields__, np.empty(0)))
    if answer is None:
        return nothing
    parts = [
        _leg_frames(truth, answer, side, _inside(truth, rep))
        for rep in truth.reps
        for side in _working(rep)
    ]
    return joined([nothing, *parts])


def _inside(truth: Truth, rep: RepTruth) -> BoolArray:
    return np.asarray((truth.time_s >= rep.start_s) & (truth.time_s <= rep.end_s))


def _leg_frames(truth: Truth, answer: Answer, side: int, inside: BoolArray) -> LegFrames:
    leg, track = _LEGS[side], answer.track
    signals = answer.motion.signals.leg(leg)
    measured = {
        "flexion_deg": signals.flexion_deg.value,
        "flexion_spread_deg": signals.flexion_deg.spread,
        "flexion_naive_deg": naive.flexion_deg(track, leg),
        "kof_deg": signals.knee_over_foot_deg.value,
        "kof_spread_deg": signals.knee_over_foot_deg.spread,
        "frontal_deg": signals.frontal_deg.value,
        "frontal_spread_deg": signals.frontal_deg.spread,
        "fppa_deg": naive.fppa_deg(track, leg),
    }
    true = {
        "yaw_true_deg": truth.yaw_deg,
        "flexion_true_deg": truth.flexion_deg[:, side],
        "kof_true_deg": truth.knee_over_foot_deg[:, side],
        "kof_mesh_deg": truth.knee_over_foot_mesh_deg[:, side],
        "frontal_true_deg": truth.frontal_deg[:, side],
        "frontal_mesh_deg": truth.frontal_mesh_deg[:, side],
        "left": np.full(len(truth.time_s), float(leg is Leg.LEFT)),
    }
    rows = true | {name: _at(truth.time_s, track.time_s, value) for name, value in measured.items()}
    return LegFrames(**{name: value[inside] for name, value in rows.items()})


def _at(time_s: FloatArray, known_s: FloatArray, value: KeptArray) -> FloatArray:
    """Return the value of the frame that shows each time; NaN where there is none."""
    nearest = np.abs(time_s[:, None] - known_s[None, :]).argmin(axis=1)
    half = float(np.median(np.diff(known_s))) / 2
    return np.where(np.abs(known_s[nearest] - time_s) <= half, value[nearest], np.nan)
