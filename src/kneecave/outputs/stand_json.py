"""The standing check, or a plan, as JSON by itself."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel

from kneecave.model.analysis import Advice, Analysis, Summary
from kneecave.model.verdict import Reason, Word
from kneecave.outputs import advice_schema, report_schema
from kneecave.outputs.advice_json import advice_part, standing_check_part
from kneecave.outputs.json_report import clip_part, standing_part, view_part
from kneecave.outputs.schema_part import Part
from kneecave.outputs.standing_words import FEET
from kneecave.outputs.words import NOTICE


class StandReport(Part):
    """How somebody stands.  Left and right are the person's own."""

    schema_version: Literal[1] = 1
    clip: report_schema.Clip
    view: report_schema.View | None
    """Null if nothing shows how the camera stands."""
    standing: report_schema.Standing | None
    """Null if the person never stands upright and still."""
    standing_check: advice_schema.StandingCheck
    """Whether the knees fall in."""
    feet: str
    """What can be told of the feet."""
    cues: list[str]
    """What to try."""
    filming: list[str]
    """How to film better."""
    settings: dict[str, float | str]
    """What the check was made with, by dotted name."""
    versions: dict[str, str]
    """Software, by name."""
    notice: str


class PlanReport(Part):
    """What to try next, by itself."""

    schema_version: Literal[1] = 1
    source: str
    """The clip or report it was made for."""
    contributors: list[advice_schema.Contributor]
    """One for each leg that caved in."""
    plan: advice_schema.Plan | None
    """Null where no knee caved in, and where none could be judged."""
    verdict: Word
    """The worst word of all reps."""
    reason: Reason | None
    """Why no knee was judged."""
    detail: str | None
    """The reason in a sentence."""
    notice: str


def stand_json(analysis: Analysis) -> str:
    """Return the standing check of an analysis as indented JSON, ending in a line end."""
    report = StandReport(
        clip=clip_part(analysis.clip),
        view=None if analysis.view is None else view_part(analysis.view),
        standing=None if analysis.standing is None else standing_part(analysis.standing),
        standing_check=standing_check_part(analysis.standing_check),
        feet=FEET,
        cues=list(analysis.advice.cues),
        filming=list(analysis.advice.filming),
        settings=analysis.settings,
        versions=analysis.versions,
        notice=NOTICE,
    )
    return report.model_dump_json(indent=2) + "\n"


def plan_json(source: str, advice: Advice, summary: Summary) -> str:
    """Return the plan of an advice as indented JSON, ending in a line end."""
    part = advice_part(advice)
    report = PlanReport(
        source=source,
        contributors=part.contributors,
        plan=part.plan,
        verdict=summary.word,
        reason=summary.reason,
        detail=summary.detail,
        notice=NOTICE,
    )
    return report.model_dump_json(indent=2) + "\n"


def schema_texts() -> dict[str, str]:
    """Return the JSON Schemas by the names of the files they are published in."""
    return {
        "stand.schema.json": _schema_text(StandReport),
        "plan.schema.json": _schema_text(PlanReport),
    }


def _schema_text(report: type[BaseModel]) -> str:
    made: dict[str, Any] = report.model_json_schema(mode="serialization")
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
