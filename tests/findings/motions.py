"""Motions whose knee-over-foot peaks are written down: signals only, no skeleton behind them."""

from __future__ import annotations

import numpy as np

from kneecave.model.body import Joint, Leg
from kneecave.model.motion import Motion
from kneecave.model.pose_track import PoseSource, PoseTrack
from kneecave.model.rep import Movement, Rep
from kneecave.model.signals import Estimate, LegSignals, Measure, Signals
from kneecave.model.view import CameraView, Standing, StandingLeg, ViewKind
from tests.made_reps import rep_of

SPREAD = 3.0
TOE_OUT_SPREAD_DEG = 2.5
REP_S = 3.0
RATE_HZ = 30.0
_PAUSE_S = 1.0
_WIDTH = 0.12


def reps_of(count: int) -> tuple[Rep, ...]:
    """Squats of three seconds with a second between them."""
    starts = [_PAUSE_S + i * (REP_S + _PAUSE_S) for i in range(count)]
    return tuple(
        rep_of(i, Movement.SQUAT, None, s, s + REP_S / 2, s + REP_S)
        for i, s in enumerate(starts, 1)
    )


def motion_of(
    peaks_deg: dict[Leg, list[float]],
    *,
    spread: float = SPREAD,
    at: float = 0.3,
    depth_deg: float = 110.0,
    toe_out_deg: float = 15.0,
    frontal_deg: float = 0.0,
    kasr: float = 1.0,
) -> Motion:
    """A set seen from the front: each rep's KOF is a bump of the given peak at share ``at``."""
    reps = reps_of(max(len(values) for values in peaks_deg.values()))
    time_s = np.arange(0.0, (reps[-1].end_s if reps else 0.0) + _PAUSE_S, 1 / RATE_HZ)
    phase = np.full(len(time_s), np.nan)
    for rep in reps:
        inside = (time_s >= rep.start_s) & (time_s <= rep.end_s)
        phase[inside] = (time_s[inside] - rep.start_s) / REP_S
    bend = np.nan_to_num(np.sin(np.pi * phase))
    legs = {
        leg: _leg(values, reps, time_s, depth_deg * bend, spread, at, frontal_deg)
        for leg, values in peaks_deg.items()
    }
    signals = Signals(
        time_s=time_s,
        left=legs[Leg.LEFT],
        right=legs[Leg.RIGHT],
        kasr=_measure(1.0 + (kasr - 1.0) * bend, 0.04),
        knee_hip_ratio=_measure(bend + 1.0, 0.05),
        pelvic_drop_deg=_measure(0.0 * bend, 1.0),
        trunk_lean_deg=_measure(0.0 * bend, 1.0),
        depth=_measure(0.5 * bend, 0.02),
        hinge=_measure(0.3 * bend, 0.05),
    )
    standing = Standing(
        frames=30,
        time_s=0.5,
        legs={
            leg: StandingLeg(
                Estimate(toe_out_deg, TOE_OUT_SPREAD_DEG), Estimate(0.0, 2.5), Estimate(0.0, 0.01)
            )
            for leg in Leg
        },
        kasr=Estimate(1.0, 0.04),
        stance_width=Estimate(1.6, 0.1),
        pelvic_drop_deg=Estimate(0.0, 1.0),
    )
    view = CameraView(
        ViewKind.FRONT, Estimate(2.0, 1.8), Estimate(0.0, 1.0), {"feet": 2.0}, 250.0, 1.0, 1.0
    )
    return Motion(_track(time_s), signals, view, standing)


def _leg(
    values: list[float],
    reps: tuple[Rep, ...],
    time_s: np.ndarray,
    flexion: np.ndarray,
    spread: float,
    at: float,
    frontal_deg: float,
) -> LegSignals:
    kof = np.full(len(time_s), min([0.0, *values]) - 1.0)
    frontal = np.zeros(len(time_s))
    for rep, value in zip(reps, values, strict=True):
        share = (time_s - rep.start_s) / REP_S
        kof = np.maximum(kof, kof + (value - kof) * (np.abs(share - at) < _WIDTH))
        frontal += frontal_deg * (np.abs(share - at) < _WIDTH)
    kof[flexion < 40] = np.nan
    still = np.zeros(len(time_s))
    return LegSignals(
        knee_over_foot_deg=_measure(kof, spread),
        frontal_deg=_measure(frontal, SPREAD),
        fppa_deg=_measure(frontal, SPREAD),
        medial_offset=_measure(still, 0.01),
        shank_lean_deg=_measure(still, 1.0),
        flexion_deg=_measure(flexion, 2.0),
        foot_drift_deg=_measure(still + 1.0, 8.0),
        foot_out=still,
        foot_up=still,
        knee_up=still + 0.45,
        foot_stands=np.ones(len(time_s), dtype=np.bool_),
    )


def _measure(value: np.ndarray, spread: float) -> Measure:
    return Measure(value, np.where(np.isfinite(value), spread, np.nan))


def _track(time_s: np.ndarray) -> PoseTrack:
    joints = tuple(Joint)
    shape = (len(time_s), len(joints))
    return PoseTrack(
        joints=joints,
        time_s=time_s,
        xy_px=np.zeros((*shape, 2)),
        depth_px=np.zeros(shape),
        confidence=np.ones(shape),
        image_size_px=(720, 1280),
        source=PoseSource("heavy", "none", "0" * 64),
        swapped=np.zeros(len(time_s), dtype=np.bool_),
        people=1,
    )
