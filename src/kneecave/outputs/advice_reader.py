"""Reading back from a JSON report its answer, and what its caves are consistent with."""

from __future__ import annotations

import math
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kneecave.errors import ReportFileError
from kneecave.model.analysis import Summary
from kneecave.model.body import Leg
from kneecave.model.coaching import Contributor, Evidence, Origin, Sign
from kneecave.model.rep import Phase
from kneecave.model.verdict import Reason, Word


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class _Evidence(_Part):
    sign: Sign
    value: float | None
    spread: float | None
    floor: float | None
    counts: bool
    points_to: Origin | None
    phase: Phase | None = None


class _Contributor(_Part):
    leg: Leg
    origin: Origin
    evidence: list[_Evidence]


class _Advice(_Part):
    contributors: list[_Contributor] = []


class _Summary(_Part):
    verdict: Word
    cave_reps: list[int]
    watch_reps: list[int]
    reason: Reason | None
    detail: str | None
    headline: str = ""


class _Report(_Part):
    advice: _Advice
    summary: _Summary


def load_contributors(path: Path) -> tuple[Contributor, ...]:
    """Return the contributors in a report file; none of a report from before there were any.

    Raises
    ------
    ReportFileError
        The file cannot be read or is no report.
    """
    return tuple(_contributor(one) for one in _read(path).advice.contributors)


def load_summary(path: Path) -> Summary:
    """Return the answer of a report file.

    Raises
    ------
    ReportFileError
        The file cannot be read or is no report.
    """
    told = _read(path).summary
    return Summary(
        word=told.verdict,
        cave_reps=tuple(told.cave_reps),
        watch_reps=tuple(told.watch_reps),
        reason=told.reason,
        detail=told.detail,
    )


def load_headline(path: Path) -> str:
    """Return the answer of a report file in one sentence; empty if it holds none.

    Raises
    ------
    ReportFileError
        The file cannot be read or is no report.
    """
    return _read(path).summary.headline


def _read(path: Path) -> _Report:
    try:
        return _Report.model_validate_json(path.read_bytes())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ReportFileError(f"{path}: cannot be read: {reason}") from error
    except ValidationError as error:
        raise ReportFileError(
            f"{path.name}: is no report of kneecave; give the report.json of an analysis"
        ) from error


def _contributor(one: _Contributor) -> Contributor:
    return Contributor(one.leg, one.origin, tuple(_evidence(sign) for sign in one.evidence))


def _evidence(one: _Evidence) -> Evidence:
    return Evidence(
        sign=one.sign,
        value=_number(one.value),
        spread=_number(one.spread),
        floor=_number(one.floor),
        counts=one.counts,
        points_to=one.points_to,
        phase=one.phase,
    )


def _number(value: float | None) -> float:
    return math.nan if value is None else value
