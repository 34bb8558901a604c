"""The look at planted feet as JSON, and the JSON Schema it keeps to."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import Field

from kneecave.model.body import Leg
from kneecave.model.feet import FeetCheck, FootRoll, RollPeak
from kneecave.model.verdict import Reason, Unmeasurable
from kneecave.model.view import Standing, ViewKind
from kneecave.outputs.advice_json import DECIMALS, finite, quantity
from kneecave.outputs.feet_words import feet_lines
from kneecave.outputs.schema_part import Part, Quantity
from kneecave.outputs.words import NOTICE


class Peak(Part):
    """The furthest a foot rolled one way, held for a third of a second."""

    value_deg: float
    """Degrees of rearfoot eversion against the own standing, + = inward."""
    spread_deg: float
    """One standard deviation of its error."""
    at_s: float
    """Time in the clip."""
    bent: bool
    """Whether the knees were bent."""
    detectable: bool
    """Whether it is more than the smallest detectable change."""


class Foot(Part):
    """One foot; numbers are null where it cannot be measured."""

    toe_out_deg: Quantity
    """Direction of the standing foot against the person's front, + = outward."""
    inward: Peak | None = None
    """Furthest inward (pronation)."""
    outward: Peak | None = None
    """Furthest outward (supination)."""
    detectable_change_deg: float | None = None
    """What two readings of an unchanged foot differ by in 95 of 100 cases at most."""
    usual_deg: float | None = None
    """What clean squats reach as well."""
    time_s: list[float] = Field(default_factory=list)
    """Times of the pictures that were looked at."""
    roll_deg: list[float | None] = Field(default_factory=list)
    """Roll at those times; null while the foot is not where it was."""
    reason: Reason | None = None
    """Why it is unmeasurable."""
    detail: str | None = None
    """The reason in a sentence: why, and what to do."""


class Feet(Part):
    """Both feet, the person's own left and right."""

    left: Foot
    right: Foot


class FeetReport(Part):
    """How planted feet roll over a clip, against the own standing."""

    schema_version: Literal[1] = 1
    clip: str
    """Name of the file."""
    view: ViewKind | None
    """Where the camera stands; front and rear can be measured."""
    reference_s: float | None
    """Time of the standing picture that everything is compared with."""
    stance_width: Quantity
    """Ankle distance over hip distance while standing."""
    feet: Feet
    lines: list[str]
    """The answer in sentences."""
    notes: list[str]
    """What one camera cannot tell."""
    versions: dict[str, str]
    """Software, by name."""
    notice: str


def feet_json(check: FeetCheck) -> str:
    """Return the check as indented JSON, ending in a line end."""
    return _report(check).model_dump_json(indent=2) + "\n"


def feet_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of :func:`feet_json`."""
    made = FeetReport.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def schema_texts() -> dict[str, str]:
    """Return the JSON Schema as it is published in ``docs``, by file name."""
    text = json.dumps(feet_schema(), indent=2, ensure_ascii=False) + "\n"
    return {"feet.schema.json": text}


def _report(check: FeetCheck) -> FeetReport:
    nothing = Quantity(value=None, spread=None)
    return FeetReport(
        clip=check.clip.name,
        view=check.view,
        reference_s=None if check.reference_s is None else finite(check.reference_s),
        stance_width=quantity(check.standing.stance_width) if check.standing else nothing,
        feet=Feet(
            left=_foot(check.feet[Leg.LEFT], Leg.LEFT, check.standing),
            right=_foot(check.feet[Leg.RIGHT], Leg.RIGHT, check.standing),
        ),
        lines=list(feet_lines(check)),
        notes=list(check.notes),
        versions=check.versions,
        notice=NOTICE,
    )


def _foot(foot: FootRoll | Unmeasurable, leg: Leg, standing: Standing | None) -> Foot:
    nothing = Quantity(value=None, spread=None)
    toe_out = quantity(standing.legs[leg].toe_out_deg) if standing else nothing
    if isinstance(foot, Unmeasurable):
        return Foot(toe_out_deg=toe_out, reason=foot.reason, detail=foot.detail)
    return Foot(
        toe_out_deg=toe_out,
        inward=_peak(foot.inward),
        outward=_peak(foot.outward),
        detectable_change_deg=round(foot.detectable_deg, DECIMALS),
        usual_deg=foot.usual_deg,
        time_s=[round(float(at_s), DECIMALS) for at_s in foot.time_s],
        roll_deg=[finite(float(value)) for value in foot.roll_deg.value],
    )


def _peak(peak: RollPeak) -> Peak:
    return Peak(
        value_deg=round(peak.value_deg, DECIMALS),
        spread_deg=round(peak.spread_deg, DECIMALS),
        at_s=round(peak.time_s, DECIMALS),
        bent=peak.bent,
        detectable=peak.sure,
    )
