"""The JSON report's shape, key by key; ``docs/report.schema.json`` is made from it.

Keys and words of schema version 1 stay; more keys may be added.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kneecave.model.analysis import NoteKind
from kneecave.model.body import Leg
from kneecave.model.rep import Movement, Phase
from kneecave.model.verdict import Metric, Reason, Word
from kneecave.model.view import ViewKind
from kneecave.outputs.advice_schema import Advice, StandingCheck
from kneecave.outputs.schema_part import Part, Quantity


class Clip(Part):
    """Facts about the clip, after it was read from end to end."""

    name: str
    """File name without folder."""
    width_px: int
    """Width of an upright frame with square pixels."""
    height_px: int
    """Height of an upright frame with square pixels."""
    frames: int
    """Frames that were decoded."""
    declared_frames: int | None
    """Frames that the file says it has; null where it says nothing."""
    damaged_packets: int
    """Packets that could not be decoded and were skipped."""
    duration_s: float
    """Seconds from the first frame to the last."""
    frame_rate_hz: float | None
    """1 / median distance between frames."""
    variable_rate: bool
    """Whether distances between frames differ by more than a tenth."""
    rotation_deg: int
    """Clockwise turn asked for by the file, already made."""
    mirrored: bool
    """Whether the file asks for mirroring, already undone."""
    codec: str
    """As ffmpeg names it."""
    pixel_format: str
    """As ffmpeg names it."""
    has_audio: bool
    """Whether there is a sound track."""


class Pose(Part):
    """The pose model."""

    model: str
    """heavy, full or lite."""
    engine: str
    """What ran it, with its version."""
    sha256: str
    """Hash of the bundle."""


class MetricName(Part):
    """The signal the verdicts are made on, and the unit of every ``*_deg`` key of a verdict."""

    name: Metric
    """knee-over-foot: direction of the knee minus direction of the foot, + = inside."""
    unit: Literal["deg", "ratio"]
    """ratio for kasr (a cave lies below the limit), deg for every other (above it)."""


class View(Part):
    """How the camera looks at the person."""

    kind: ViewKind
    """front, within the yaw that can be repaired; oblique beyond it; side; rear."""
    yaw_deg: float | None
    """Camera against the person's front, + = on the person's left."""
    yaw_spread_deg: float | None
    """One standard deviation."""
    roll_deg: float | None
    """Tilt of the camera, + = the picture's content is turned clockwise."""
    roll_spread_deg: float | None
    """One standard deviation."""
    yaw_cues_deg: dict[str, float | None]
    """Every cue's own idea of the yaw."""
    leg_length_px: float | None
    """Thigh plus shank of a standing leg."""
    feet_in_picture: float | None
    """Share of frames with both feet in the picture, 0..1."""
    body_in_picture: float | None
    """Share of frames with all of the body in the picture, 0..1."""


class StandingLeg(Part):
    """One leg while the person just stands."""

    toe_out_deg: Quantity
    """Direction of the foot against the person's front, + = outward."""
    frontal_deg: Quantity
    """Frontal-plane angle, + = knee inside."""
    medial_offset: Quantity
    """Knee inside the hip-ankle line, share of leg length."""


class StandingLegs(Part):
    """Both legs, the person's own left and right."""

    left: StandingLeg
    right: StandingLeg


class Standing(Part):
    """Static standing alignment, from upright and still frames."""

    frames: int
    """Frames it rests on."""
    time_s: float | None
    """Time of their middle."""
    legs: StandingLegs
    kasr: Quantity
    """Knee distance over ankle distance; below 1 the knees are closer together."""
    stance_width: Quantity
    """Ankle distance over hip distance."""
    pelvic_drop_deg: Quantity
    """Hip line against the horizontal, + = left hip lower."""


class RepLeg(Part):
    """The verdict on one leg in one rep; numbers are null where it is unmeasurable."""

    verdict: Word
    """clear, watch, cave or unmeasurable."""
    peak_deg: float | None = None
    """Largest sustained value of the metric, in the metric's unit."""
    spread_deg: float | None = None
    """One standard deviation of its error."""
    limit_deg: float | None = None
    """The limit it was judged against."""
    relative_deg: float | None = None
    """Peak minus that of the leg's own best rep; null where there is only one rep."""
    at_s: float | None = None
    """Time of the peak."""
    phase: Phase | None = None
    """Part of the rep in which the peak lies."""
    reason: Reason | None = None
    """Why it is unmeasurable."""
    detail: str | None = None
    """The reason in a sentence: why, and what to do."""
    at_peak: dict[str, Quantity] = Field(default_factory=dict)
    """What else was measured in the frame of the peak, by name with unit."""


class RepLegs(Part):
    """Both legs, the person's own left and right."""

    left: RepLeg
    right: RepLeg


class Rep(Part):
    """One repetition."""

    number: int
    """From 1."""
    movement: Movement
    lead_leg: Leg | None
    """Leg that works in front or alone; null where both work alike."""
    start_s: float
    """First movement: hips or trunk sink, knees bend, or a foot steps."""
    start_spread_s: float
    """One standard deviation of its error."""
    bottom_s: float
    """Middle of the time at the bottom."""
    end_s: float
    """Last movement: upright, and the feet back in their places."""
    end_spread_s: float
    """One standard deviation of its error."""
    verdict: Word
    """The worst word of its legs; unmeasurable only if no leg could be judged."""
    legs: RepLegs


class Summary(Part):
    """The answer."""

    reps: int
    """How many reps were found."""
    cave_reps: list[int]
    """Numbers of the reps in which a knee caved in."""
    watch_reps: list[int]
    """Numbers of the reps to watch."""
    verdict: Word
    """The worst word of all reps."""
    reason: Reason | None
    """Why nothing was judged."""
    detail: str | None
    """The reason in a sentence."""
    headline: str
    """The answer in one sentence."""
    lead: list[str]
    """Which reps, how much, how sure."""


class Note(Part):
    """What could not be measured, or only weakly, and why."""

    kind: NoteKind
    text: str


class Report(Part):
    """One clip's analysis.  Left and right are the person's own.  Times are seconds of the clip."""

    schema_version: Literal[1] = 1
    clip: Clip
    pose: Pose
    metric: MetricName
    view: View | None
    """Null if nothing shows how the camera stands."""
    standing: Standing | None
    """Null if the person never stands upright and still."""
    standing_check: StandingCheck
    """Whether the knees fall in while standing."""
    reps: list[Rep]
    summary: Summary
    notes: list[Note]
    advice: Advice
    settings: dict[str, float | str]
    """What the verdicts were made with, by dotted name."""
    versions: dict[str, str]
    """Software, by name."""
    notice: str
