"""Analyses and pose tracks made up for tests of what is shown: one person, one story a kind.

A person with known bone lengths squats before a pinhole camera.  The knees are turned about the
hip-ankle axis by the planned knee-over-foot direction, so what is drawn fits what is said.
Nothing here is measured: signals are the plan itself with a smooth wave as noise.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import cos, nan, radians, sin

import numpy as np

from kneecave.coaching.plan import make_plan
from kneecave.coaching.trials import trials
from kneecave.model.analysis import Advice, Analysis, Note, NoteKind, Summary
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.clip import ClipInfo
from kneecave.model.coaching import Contributor, Evidence, Origin, Sign
from kneecave.model.pose_track import PoseSource, PoseTrack
from kneecave.model.rep import Movement, Phase, Rep
from kneecave.model.signals import Estimate, LegSignals, Measure, Signals
from kneecave.model.standing_check import StandingCheck, StandingKnee
from kneecave.model.verdict import (
    Cave,
    Clear,
    Metric,
    Peak,
    Reason,
    RepVerdict,
    Unmeasurable,
    Verdict,
    Watch,
    Word,
    word_of,
)
from kneecave.model.view import CameraView, Standing, StandingLeg, ViewKind
from kneecave.settings import Coaching, Settings
from tests.made_reps import rep_of

LIMIT_DEG, LIMIT_RATIO = 10.0, 0.8
SOURCE = PoseSource(model="heavy", engine="mediapipe 0.10.31", sha256="59e42d71" * 8)
HIP_SIGN = Evidence(Sign.PELVIC_DROP, 8.2, 1.6, 5.0, counts=True, points_to=Origin.HIP)
ROLL_SIGN = Evidence(Sign.FOOT_ROLL, 3.1, 8.0, 12.0, counts=False, points_to=Origin.FOOT)
HEEL_SIGN = Evidence(Sign.HEEL_RISE, 0.045, 0.008, 0.03, counts=True, points_to=Origin.FOOT)
BESIDE = (
    Evidence(Sign.HIP_ANGLE, 11.3, 3.4, nan, counts=False, points_to=None),
    Evidence(Sign.PHASE, 1.0, nan, nan, counts=False, points_to=None, phase=Phase.ASCENT),
    Evidence(Sign.SIDE, 0.5, nan, nan, counts=False, points_to=None),
)
SIGNS = {
    Origin.HIP: (HIP_SIGN, ROLL_SIGN, *BESIDE),
    Origin.FOOT: (HEEL_SIGN, ROLL_SIGN, *BESIDE),
    Origin.BOTH: (HIP_SIGN, HEEL_SIGN, ROLL_SIGN, *BESIDE),
    Origin.UNDETERMINED: (ROLL_SIGN, *BESIDE),
}
NOT_SEEN = Unmeasurable(
    Reason.FOOT_HIDDEN,
    "Right foot hidden by an object, so the right knee has nothing to be compared with.",
)
REAR = Unmeasurable(Reason.REAR_LEG, "The rear leg of a lunge cannot be judged from the front.")
FROM_THE_SIDE = Unmeasurable(
    Reason.SIDE_VIEW,
    "Filmed from the side: a knee moving inward cannot be seen. Film from the front.",
)
NO_REP = Unmeasurable(
    Reason.NO_REP,
    "Nobody squatted, lunged or lifted here, or only part of a rep is in the clip.",
)


@dataclass(frozen=True)
class Story:
    """What happens in a clip: KOF at the worst moment (degrees) per rep, for each leg."""

    left_deg: tuple[float, ...] = (4, 3, 3, 4, 3)
    right_deg: tuple[float, ...] = (3, 2, 1, 3, 2)
    metric: Metric = Metric.KNEE_OVER_FOOT
    movement: Movement = Movement.SQUAT
    lead: tuple[Leg, ...] = ()
    hidden: Leg | None = None
    refusal: Unmeasurable | None = None
    yaw_deg: float = 2.0
    notes: tuple[Note, ...] = ()
    cues: tuple[str, ...] = ()
    origin: Origin | None = None
    filming: tuple[str, ...] = field(default=("Film from 3 to 4 m, lens at knee height.",))


DRIFT = Note(NoteKind.LOW_CONFIDENCE, "Foot roll changed 1.2° ± 4.0°: smaller than its own noise.")
DEEP = Note(NoteKind.NOT_JUDGED, "Deeper than 90° of bend is drawn thin and not judged.")
CUES = ("Push the knees out over the toes.", "Screw the feet into the floor.")
STORIES = {
    "clear": Story(),
    "cave": Story(
        (4, 23, 3, 24, 3), (3, 20, 1, 4, 2), notes=(DRIFT, DEEP), cues=CUES, origin=Origin.HIP
    ),
    "watch": Story((4, 3, 3, 4, 3), (3, 2, 1, 3, 11.6), notes=(DEEP,), cues=CUES[:1]),
    "unmeasurable": Story(
        (3, 3, 11.5, 2, 11.2),
        hidden=Leg.RIGHT,
        notes=(Note(NoteKind.NOT_POSSIBLE, NOT_SEEN.detail),),
    ),
    "refused": Story(refusal=FROM_THE_SIDE, yaw_deg=78.0),
    "no-rep": Story((), (), refusal=NO_REP),
    "lunge": Story(
        (4, 3, 16, 2),
        (2, 5, 1, 3),
        movement=Movement.ALTERNATING_LUNGE,
        lead=(Leg.LEFT, Leg.RIGHT, Leg.LEFT, Leg.RIGHT),
        cues=CUES[:1],
    ),
    "kasr": Story((4, 23, 3, 24, 3), (3, 20, 1, 4, 2), metric=Metric.KASR),
    "frontal": Story((4, 23, 3, 24, 3), (3, 20, 1, 4, 2), metric=Metric.FRONTAL),
    "one-rep": Story((23,), (4,), cues=CUES[:1]),
}

REP_S, REST_S, FLEXION_DEG = 2.6, 0.7, 84.0
THIGH_M, SHANK_M, HIP_M, ANKLE_M, TOE_OUT_DEG = 0.42, 0.42, 0.10, 0.14, 22.0
CAMERA_M = (0.9, 3.6)  # height, distance


def reps_of(story: Story) -> tuple[Rep, ...]:
    """Return the story's reps, one every ``REP_S + REST_S`` seconds."""
    starts = [REST_S + number * (REP_S + REST_S) for number in range(len(story.left_deg))]
    leads = story.lead or (None,) * len(starts)
    return tuple(
        rep_of(number, story.movement, lead, start, start + REP_S / 2, start + REP_S)
        for number, (start, lead) in enumerate(zip(starts, leads, strict=True), 1)
    )


def times_of(story: Story, *, rate_hz: float) -> FloatArray:
    """Return the frames' times, up to a rest after the last rep; 4 s where there is none."""
    length_s = REST_S + len(story.left_deg) * (REP_S + REST_S) if story.left_deg else 4.0
    return np.arange(round(length_s * rate_hz)) / rate_hz


def flexion_of(story: Story, time_s: FloatArray) -> FloatArray:
    """Return knee flexion in degrees: 4 standing, a raised cosine in each rep."""
    flexion = np.full(len(time_s), 4.0)
    for rep in reps_of(story):
        inside = (time_s >= rep.start_s) & (time_s <= rep.end_s)
        turn = (time_s[inside] - rep.start_s) / REP_S
        flexion[inside] += FLEXION_DEG * (1 - np.cos(2 * np.pi * turn)) / 2
    return flexion


def inward_of(story: Story, time_s: FloatArray, leg: Leg) -> FloatArray:
    """Return the planned KOF in degrees, worst halfway down and halfway up of each rep."""
    peaks = story.left_deg if leg is Leg.LEFT else story.right_deg
    inward = 1.5 + np.sin(1.7 * time_s + (leg is Leg.LEFT))
    for rep, peak in zip(reps_of(story), peaks, strict=True):
        inside = (time_s >= rep.start_s) & (time_s <= rep.end_s)
        turn = (time_s[inside] - rep.start_s) / REP_S
        bump = np.maximum(
            np.exp(-(((turn - 0.33) / 0.1) ** 2)), np.exp(-(((turn - 0.7) / 0.1) ** 2))
        )
        inward[inside] += (peak - inward[inside]) * bump
    return inward


def make_track(
    kind: str,
    *,
    size_px: tuple[int, int] = (720, 960),
    rate_hz: float = 25.0,
    shift_px: float = 0.0,
) -> PoseTrack:
    """Return the story's person, seen in a picture of ``size_px``, moved right by ``shift_px``."""
    story = STORIES[kind]
    time_s = times_of(story, rate_hz=rate_hz)
    frames = [_body(story, k, time_s) for k in range(len(time_s))]
    joints = tuple(frames[0])
    points = np.array([[_seen(at, story.yaw_deg, size_px) for at in f.values()] for f in frames])
    points[..., 0] += shift_px
    shape = points.shape[:2]
    return PoseTrack(
        joints=joints,
        time_s=time_s,
        xy_px=points,
        depth_px=np.zeros(shape),
        confidence=np.full(shape, 0.98),
        image_size_px=size_px,
        source=SOURCE,
        swapped=np.zeros(len(time_s), dtype=np.bool_),
        people=1,
    )


def _body(story: Story, k: int, time_s: FloatArray) -> dict[Joint, FloatArray]:
    """Return joints in metres at frame ``k``: to the subject's left, forward, up."""
    flexion = radians(flexion_of(story, time_s[k : k + 1])[0])
    reach = np.sqrt(THIGH_M**2 + SHANK_M**2 + 2 * THIGH_M * SHANK_M * cos(flexion))
    back = 0.16 * (1 - cos(flexion))
    hip_up = 0.08 + np.sqrt(reach**2 - back**2 - (ANKLE_M - HIP_M) ** 2)
    bow = 0.45 * sin(flexion / 2)
    at: dict[Joint, FloatArray] = {}
    for leg in Leg:
        side = leg.lateral_sign
        hip = np.array([side * HIP_M, -back, hip_up])
        ankle = np.array([side * ANKLE_M, 0.0, 0.08])
        out = radians(TOE_OUT_DEG)
        foot = np.array([side * sin(out), cos(out), 0.0])
        turned = out - radians(inward_of(story, time_s[k : k + 1], leg)[0])
        at[Joint.of(leg, "hip")] = hip
        at[Joint.of(leg, "knee")] = _knee(hip, ankle, turned, side)
        at[Joint.of(leg, "ankle")] = ankle
        at[Joint.of(leg, "heel")] = ankle - 0.06 * foot - [0, 0, 0.06]
        at[Joint.of(leg, "foot_index")] = ankle + 0.15 * foot - [0, 0, 0.06]
        shoulder = np.array([side * 0.19, bow - back, hip_up + 0.46 * cos(flexion / 3)])
        at[Joint.of(leg, "shoulder")] = shoulder
        at[Joint.of(leg, "ear")] = shoulder + np.array([-side * 0.12, 0.03, 0.20])
        at[Joint.of(leg, "eye")] = shoulder + np.array([-side * 0.155, 0.10, 0.23])
        at[Joint(f"mouth_{leg.value}")] = shoulder + np.array([-side * 0.165, 0.10, 0.15])
    at[Joint.NOSE] = np.array([0.0, bow - back + 0.12, hip_up + 0.46 * cos(flexion / 3) + 0.19])
    return at


def _knee(hip: FloatArray, ankle: FloatArray, turned: float, side: int) -> FloatArray:
    """Return the knee of a two-bone leg that points ``turned`` radians outward of forward."""
    axis = hip - ankle
    length = float(np.linalg.norm(axis))
    axis = axis / length
    along = (SHANK_M**2 - THIGH_M**2 + length**2) / (2 * length)
    forward = np.array([0.0, 1.0, 0.0])
    forward -= axis * (forward @ axis)
    forward /= np.linalg.norm(forward)
    outward = side * np.cross(forward, axis)
    radius = np.sqrt(max(SHANK_M**2 - along**2, 0.0))
    return ankle + axis * along + radius * (cos(turned) * forward + sin(turned) * outward)


def _seen(at: FloatArray, yaw_deg: float, size_px: tuple[int, int]) -> FloatArray:
    """Return the pixel of a point; the camera stands ``yaw_deg`` to the subject's left."""
    width, height = size_px
    left, forward, up = at
    yaw = radians(yaw_deg)
    across = left * cos(yaw) - forward * sin(yaw)
    depth = CAMERA_M[1] - (forward * cos(yaw) + left * sin(yaw))
    focal = 1.5 * min(height, width * 1.2)
    return np.array(
        [width / 2 + focal * across / depth, height / 2 - focal * (up - CAMERA_M[0]) / depth]
    )


def make_analysis(
    kind: str, *, size_px: tuple[int, int] = (720, 960), rate_hz: float = 25.0
) -> Analysis:
    """Return a whole analysis of one of ``STORIES``; ``make_track`` with the same fits it."""
    story = STORIES[kind]
    signals = make_signals(kind, rate_hz=rate_hz)
    reps = tuple(_judged(rep, story, signals) for rep in reps_of(story))
    return Analysis(
        clip=_clip(kind, signals.time_s, size_px, rate_hz),
        pose=SOURCE,
        metric=story.metric,
        view=_view(story, size_px),
        standing=None if story.refusal else _standing(),
        standing_check=_standing_check(story),
        signals=signals,
        reps=reps,
        refusal=story.refusal,
        notes=story.notes,
        summary=_summary(reps, story),
        advice=_advice(story, reps),
        settings=Settings(metric=story.metric).flat(),
        versions={"kneecave": "0.1.0", "python": "3.11.9", "mediapipe": "0.10.31"},
    )


def make_signals(kind: str, *, rate_hz: float = 25.0) -> Signals:
    """Return the story's signals: KOF under 40 degrees of flexion is NaN, as is a hidden leg's."""
    story = STORIES[kind]
    time_s = times_of(story, rate_hz=rate_hz)
    flexion = flexion_of(story, time_s)
    legs = {leg: _leg_signals(story, leg, time_s, flexion) for leg in Leg}
    inward = np.maximum(inward_of(story, time_s, Leg.LEFT), inward_of(story, time_s, Leg.RIGHT))
    bend = np.sin(np.radians(flexion))
    return Signals(
        time_s=time_s,
        left=legs[Leg.LEFT],
        right=legs[Leg.RIGHT],
        kasr=_measure(1.15 - 0.024 * inward * bend, 0.04),
        knee_hip_ratio=_measure(1.6 - 0.03 * inward * bend, 0.05),
        pelvic_drop_deg=_measure(0.6 * np.sin(time_s), 1.1),
        trunk_lean_deg=_measure(0.9 * np.cos(0.7 * time_s), 1.3),
        depth=_measure(0.5 * (1 - np.cos(np.radians(flexion))), 0.02),
        hinge=_measure(0.2 * (1 - np.cos(np.radians(flexion))), 0.05),
    )


def _leg_signals(story: Story, leg: Leg, time_s: FloatArray, flexion: FloatArray) -> LegSignals:
    inward = inward_of(story, time_s, leg)
    judged = np.where(flexion >= 40, inward, np.nan)
    rear = np.zeros(len(time_s), dtype=np.bool_)
    for rep in reps_of(story):
        if rep.lead_leg is leg.other:
            rear |= (time_s >= rep.start_s) & (time_s <= rep.end_s)
    judged[rear] = np.nan
    if story.hidden is leg or story.refusal is not None:
        judged[:] = np.nan
    bend = np.sin(np.radians(flexion))
    return LegSignals(
        knee_over_foot_deg=_measure(judged, 2.6 + 0.5 * np.cos(time_s)),
        frontal_deg=_measure(np.where(np.isfinite(judged), inward * bend, np.nan), 3.1),
        fppa_deg=_measure(1.4 * inward * bend - 20 * bend, 3.5),
        medial_offset=_measure(0.004 * inward * bend, 0.01),
        shank_lean_deg=_measure(0.5 * inward * bend, 1.4),
        flexion_deg=_measure(flexion, 2.5),
        foot_drift_deg=_measure(0.3 * np.sin(time_s), 4.0),
        foot_out=np.full(len(time_s), 0.2),
        foot_up=np.zeros(len(time_s)),
        knee_up=0.45 * np.cos(np.radians(flexion) / 2),
        foot_stands=np.ones(len(time_s), dtype=np.bool_),
    )


def _measure(value: FloatArray, spread: FloatArray | float) -> Measure:
    return Measure(value, np.where(np.isfinite(value), spread, np.nan))


def _judged(rep: Rep, story: Story, signals: Signals) -> RepVerdict:
    return RepVerdict(rep, {leg: _verdict(rep, leg, story, signals) for leg in Leg})


def _verdict(rep: Rep, leg: Leg, story: Story, signals: Signals) -> Verdict:
    if story.refusal is not None:
        return story.refusal
    if story.hidden is leg:
        return NOT_SEEN
    if rep.lead_leg is leg.other:
        return REAR
    measure, sign, limit = {
        Metric.KNEE_OVER_FOOT: (signals.leg(leg).knee_over_foot_deg, 1, LIMIT_DEG),
        Metric.FRONTAL: (signals.leg(leg).frontal_deg, 1, LIMIT_DEG),
        Metric.FPPA: (signals.leg(leg).fppa_deg, 1, LIMIT_DEG),
        Metric.KASR: (signals.kasr, -1, LIMIT_RATIO),
    }[story.metric]
    inside = (signals.time_s >= rep.start_s) & (signals.time_s <= rep.end_s)
    k = int(np.nanargmax(np.where(inside, sign * measure.value, -np.inf)))
    value, spread = float(measure.value[k]), float(measure.spread[k])
    at_s = float(signals.time_s[k])
    gap = at_s - rep.bottom_s
    phase = Phase.BOTTOM if abs(gap) < 0.15 else Phase.DESCENT if gap < 0 else Phase.ASCENT
    peak = Peak(value, spread, limit, float("nan"), at_s, phase)
    beyond = sign * (value - limit)
    if beyond >= Settings().limits.certainty_z * spread:
        return Cave(peak)
    return Watch(peak) if beyond >= 0 else Clear(peak)


def _summary(reps: tuple[RepVerdict, ...], story: Story) -> Summary:
    if story.refusal is not None:
        return Summary(Word.UNMEASURABLE, (), (), story.refusal.reason, story.refusal.detail)
    words = {rep.word for rep in reps}
    worst = next(word for word in (Word.CAVE, Word.WATCH, Word.CLEAR) if word in words)
    hit = {
        kind: tuple(r.rep.number for r in reps if kind in map(word_of, r.legs.values()))
        for kind in (Word.CAVE, Word.WATCH)
    }
    return Summary(worst, hit[Word.CAVE], hit[Word.WATCH], None, None)


def _clip(kind: str, time_s: FloatArray, size_px: tuple[int, int], rate_hz: float) -> ClipInfo:
    return ClipInfo(
        name=f"{kind}.mp4",
        width_px=size_px[0],
        height_px=size_px[1],
        frames=len(time_s),
        declared_frames=len(time_s),
        damaged_packets=0,
        duration_s=float(time_s[-1]),
        frame_rate_hz=rate_hz,
        variable_rate=False,
        rotation_deg=0,
        mirrored=False,
        codec="h264",
        pixel_format="yuv420p",
        has_audio=False,
    )


def _view(story: Story, size_px: tuple[int, int]) -> CameraView:
    focal = 1.5 * min(size_px[1], size_px[0] * 1.2)
    front = CameraView(
        kind=ViewKind.FRONT,
        yaw_deg=Estimate(story.yaw_deg, 1.6),
        roll_deg=Estimate(0.4, 0.8),
        yaw_cues_deg={"trunk": story.yaw_deg - 1.0, "feet": story.yaw_deg + 1.0},
        leg_length_px=focal * (THIGH_M + SHANK_M) / CAMERA_M[1],
        feet_in_picture=1.0,
        body_in_picture=1.0,
    )
    return replace(front, kind=ViewKind.SIDE) if story.yaw_deg > 60 else front


def _advice(story: Story, reps: tuple[RepVerdict, ...]) -> Advice:
    """Return the story's advice; a cave with an origin is told as such, with every kind of sign."""
    if story.origin is None:
        return Advice(story.cues, story.filming, (), (), None)
    caved = [leg for leg in Leg if any(isinstance(rep.legs[leg], Cave) for rep in reps)]
    return Advice(
        story.cues,
        story.filming,
        tuple(Contributor(leg, story.origin, SIGNS[story.origin]) for leg in caved),
        trials(story.origin, reps, _standing()),
        make_plan(story.origin, Coaching()),
    )


def _standing_check(story: Story) -> StandingCheck:
    if story.refusal is not None:
        return StandingCheck({}, story.refusal)
    clear = StandingKnee(Word.CLEAR, Estimate(1.2, 2.4), 5.0)
    return StandingCheck(dict.fromkeys(Leg, clear), None)


def _standing() -> Standing:
    leg = StandingLeg(Estimate(TOE_OUT_DEG, 2.0), Estimate(1.2, 2.4), Estimate(0.004, 0.01))
    return Standing(
        frames=14,
        time_s=0.3,
        legs={Leg.LEFT: leg, Leg.RIGHT: leg},
        kasr=Estimate(0.99, 0.02),
        stance_width=Estimate(1.4, 0.05),
        pelvic_drop_deg=Estimate(0.3, 1.1),
    )
