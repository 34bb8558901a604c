"""Reading a JSON report back, as far as a session keeps it.

Only what is needed is looked at, so that reports of schema version 1 can be read whatever else
they hold.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from kneecave.errors import ReportFileError
from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.model.session import Found, LegResult, Session, Tried
from kneecave.model.verdict import Metric, Word
from kneecave.outputs.json_report import to_json

SCHEMA_VERSION = 1
CHANGE_THE_NUMBERS = (
    "filters.",
    "limits.flexion_",
    "limits.sustained_s",
    "view.lens_deg",
)
"""Settings that peaks depend on; the others only decide what they are called."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class _Leg(_Part):
    verdict: Word
    peak_deg: float | None = None
    spread_deg: float | None = None
    limit_deg: float | None = None
    reason: str | None = None


class _Legs(_Part):
    left: _Leg
    right: _Leg


class _Rep(_Part):
    number: int
    movement: Movement
    lead_leg: Leg | None
    start_s: float
    legs: _Legs


class _Clip(_Part):
    name: str


class _Pose(_Part):
    model: str


class _Metric(_Part):
    name: Metric


class _View(_Part):
    yaw_deg: float | None


class _Report(_Part):
    schema_version: int
    clip: _Clip
    pose: _Pose
    metric: _Metric
    view: _View | None
    reps: list[_Rep]
    settings: dict[str, float | str]
    versions: dict[str, str]


def session_of(analysis: Analysis, *, at: datetime, tried: Tried | None = None) -> Session:
    """Return what is kept of an analysis: what its report says."""
    return read_report(to_json(analysis), name=analysis.clip.name, at=at, tried=tried)


def load_report(path: Path, *, at: datetime, tried: Tried | None = None) -> Session:
    """Return the session of a report file.

    Raises
    ------
    ReportFileError
        The file cannot be read, is no report, or is of another schema version.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ReportFileError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ReportFileError(f"{path} is not a report of kneecave") from error
    return read_report(text, name=str(path), at=at, tried=tried)


def read_report(text: str, *, name: str, at: datetime, tried: Tried | None = None) -> Session:
    """Return the session of a report's text; ``name`` is what messages call it.

    Raises
    ------
    ReportFileError
        It is no report, or of another schema version.
    """
    try:
        content: Any = json.loads(text)
    except ValueError as error:
        raise ReportFileError(f"{name} is not a report of kneecave: no JSON") from error
    version = content.get("schema_version") if isinstance(content, dict) else None
    if version is None:
        raise ReportFileError(f"{name} is not a report of kneecave")
    if version != SCHEMA_VERSION:
        raise ReportFileError(
            f"{name} is a report of schema version {version}, this kneecave reads "
            f"{SCHEMA_VERSION}; analyse the clip again"
        )
    try:
        return _session(_Report.model_validate(content), at=at, tried=tried)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise ReportFileError(f"{name} is not a whole report of kneecave: see {place}") from error


def _session(report: _Report, *, at: datetime, tried: Tried | None) -> Session:
    return Session(
        uid=_uid(report),
        at=at,
        clip=report.clip.name,
        metric=report.metric.name,
        schema_version=report.schema_version,
        made_by=report.versions.get("kneecave", "unknown"),
        pose_model=report.pose.model,
        yaw_deg=None if report.view is None else report.view.yaw_deg,
        tried=tried,
        measured_with={
            key: value
            for key, value in report.settings.items()
            if key.startswith(CHANGE_THE_NUMBERS)
        },
        results=tuple(_result(rep, leg) for rep in report.reps for leg in Leg),
    )


def _result(rep: _Rep, leg: Leg) -> LegResult:
    own = rep.legs.left if leg is Leg.LEFT else rep.legs.right
    found = None
    if own.peak_deg is not None and own.spread_deg is not None and own.limit_deg is not None:
        found = Found(own.peak_deg, own.spread_deg, own.limit_deg)
    return LegResult(rep.number, rep.movement, rep.lead_leg, leg, own.verdict, found, own.reason)


def _uid(report: _Report) -> str:
    """Return a name made of the results, so that the same report is never counted twice."""
    facts = report.model_dump_json(include={"clip", "metric", "reps"})
    return hashlib.sha256(facts.encode()).hexdigest()[:32]
