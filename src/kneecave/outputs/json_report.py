"""The analysis as JSON, and the JSON Schema it keeps to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.clip import ClipInfo
from kneecave.model.signals import Signals
from kneecave.model.verdict import Metric, Peak, RepVerdict, Unmeasurable, Verdict, word_of
from kneecave.model.view import CameraView, Standing, StandingLeg
from kneecave.outputs import report_schema as schema
from kneecave.outputs.advice_json import (
    DECIMALS,
    advice_part,
    finite,
    quantity,
    standing_check_part,
)
from kneecave.outputs.columns import at_moment
from kneecave.outputs.schema_part import Quantity
from kneecave.outputs.words import NOTICE, headline, lead

_REPS = '"reps": ['
_NO_REPS = _REPS + "]"


def to_json(analysis: Analysis) -> str:
    """Return the analysis as indented JSON, ending in a line end; null where there is no number.

    It keeps to :func:`json_schema`; every key is described there.
    """
    return "".join(json_pieces(analysis))


def json_pieces(analysis: Analysis) -> Iterator[str]:
    """Give the text of :func:`to_json` rep by rep, without holding all of it."""
    head, tail = _without_reps(analysis).model_dump_json(indent=2).split(_NO_REPS, 1)
    yield head + _REPS
    between = "\n    "
    for judged in analysis.reps:
        yield between + rep_part(judged, analysis.signals).model_dump_json(indent=2).replace(
            "\n", "\n    "
        )
        between = ",\n    "
    yield ("\n  ]" if analysis.reps else "]") + tail + "\n"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of :func:`to_json`."""
    made = schema.Report.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def json_schema_text() -> str:
    """Return the JSON Schema as it is published in ``docs/report.schema.json``."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _without_reps(analysis: Analysis) -> schema.Report:
    return schema.Report(
        clip=clip_part(analysis.clip),
        pose=schema.Pose(
            model=analysis.pose.model, engine=analysis.pose.engine, sha256=analysis.pose.sha256
        ),
        metric=schema.MetricName(
            name=analysis.metric, unit="ratio" if analysis.metric is Metric.KASR else "deg"
        ),
        view=None if analysis.view is None else view_part(analysis.view),
        standing=None if analysis.standing is None else standing_part(analysis.standing),
        standing_check=standing_check_part(analysis.standing_check),
        reps=[],
        summary=_summary(analysis),
        notes=[schema.Note(kind=note.kind, text=note.text) for note in analysis.notes],
        advice=advice_part(analysis.advice),
        settings=analysis.settings,
        versions=analysis.versions,
        notice=NOTICE,
    )


def clip_part(clip: ClipInfo) -> schema.Clip:
    """Return the facts about the clip."""
    return schema.Clip(
        name=clip.name,
        width_px=clip.width_px,
        height_px=clip.height_px,
        frames=clip.frames,
        declared_frames=clip.declared_frames,
        damaged_packets=clip.damaged_packets,
        duration_s=_must(clip.duration_s),
        frame_rate_hz=finite(clip.frame_rate_hz),
        variable_rate=clip.variable_rate,
        rotation_deg=clip.rotation_deg,
        mirrored=clip.mirrored,
        codec=clip.codec,
        pixel_format=clip.pixel_format,
        has_audio=clip.has_audio,
    )


def view_part(view: CameraView) -> schema.View:
    """Return how the camera looks at the person."""
    return schema.View(
        kind=view.kind,
        yaw_deg=finite(view.yaw_deg.value),
        yaw_spread_deg=finite(view.yaw_deg.spread),
        roll_deg=finite(view.roll_deg.value),
        roll_spread_deg=finite(view.roll_deg.spread),
        yaw_cues_deg={name: finite(cue) for name, cue in view.yaw_cues_deg.items()},
        leg_length_px=finite(view.leg_length_px),
        feet_in_picture=finite(view.feet_in_picture),
        body_in_picture=finite(view.body_in_picture),
    )


def standing_part(standing: Standing) -> schema.Standing:
    """Return how the person stands."""
    return schema.Standing(
        frames=standing.frames,
        time_s=finite(standing.time_s),
        legs=schema.StandingLegs(
            left=_standing_leg(standing.legs[Leg.LEFT]),
            right=_standing_leg(standing.legs[Leg.RIGHT]),
        ),
        kasr=quantity(standing.kasr),
        stance_width=quantity(standing.stance_width),
        pelvic_drop_deg=quantity(standing.pelvic_drop_deg),
    )


def _standing_leg(leg: StandingLeg) -> schema.StandingLeg:
    return schema.StandingLeg(
        toe_out_deg=quantity(leg.toe_out_deg),
        frontal_deg=quantity(leg.frontal_deg),
        medial_offset=quantity(leg.medial_offset),
    )


def rep_part(judged: RepVerdict, signals: Signals | None) -> schema.Rep:
    """Return a rep; without signals, nothing is said of what else was measured at its peaks."""
    rep = judged.rep
    return schema.Rep(
        number=rep.number,
        movement=rep.movement,
        lead_leg=rep.lead_leg,
        start_s=_must(rep.start_s),
        start_spread_s=_must(rep.start_spread_s),
        bottom_s=_must(rep.bottom_s),
        end_s=_must(rep.end_s),
        end_spread_s=_must(rep.end_spread_s),
        verdict=judged.word,
        legs=schema.RepLegs(
            left=_leg(judged.legs[Leg.LEFT], Leg.LEFT, signals),
            right=_leg(judged.legs[Leg.RIGHT], Leg.RIGHT, signals),
        ),
    )


def _leg(verdict: Verdict, leg: Leg, signals: Signals | None) -> schema.RepLeg:
    if isinstance(verdict, Unmeasurable):
        return schema.RepLeg(verdict=word_of(verdict), reason=verdict.reason, detail=verdict.detail)
    peak = verdict.peak
    return schema.RepLeg(
        verdict=word_of(verdict),
        peak_deg=finite(peak.value),
        spread_deg=finite(peak.spread),
        limit_deg=finite(peak.limit),
        relative_deg=finite(peak.relative),
        at_s=_must(peak.time_s),
        phase=peak.phase,
        at_peak=_at_peak(signals, leg, peak) if signals else {},
    )


def _at_peak(signals: Signals, leg: Leg, peak: Peak) -> dict[str, Quantity]:
    return {
        also.name: quantity(also.read) for also in at_moment(signals, leg=leg, time_s=peak.time_s)
    }


def _summary(analysis: Analysis) -> schema.Summary:
    summary = analysis.summary
    return schema.Summary(
        reps=len(analysis.reps),
        cave_reps=list(summary.cave_reps),
        watch_reps=list(summary.watch_reps),
        verdict=summary.word,
        reason=summary.reason,
        detail=summary.detail,
        headline=headline(analysis),
        lead=list(lead(analysis)),
    )


def _must(value: float) -> float:
    return round(float(value), DECIMALS)
