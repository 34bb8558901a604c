"""A session as rows of the tables, and as a line of an export."""

from __future__ import annotations

import json
import math
import sqlite3
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from kneecave.errors import HistoryError
from kneecave.history.database import reading
from kneecave.model.body import Leg
from kneecave.model.rep import Movement
from kneecave.model.session import Found, Kept, LegResult, Session, Tried
from kneecave.model.verdict import Metric, Word

SESSION = (
    "uid, at, clip, metric, schema_version, made_by, pose_model, yaw_deg, measured_with, tried"
)
LARGEST = 2**63 - 1
"""What SQLite holds as a whole number."""

RESULT = "session_id, rep, leg, movement, lead_leg, word, peak, spread, limit_at, reason"


class Line(BaseModel):
    """One line of an export: whose session, and the session."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str
    session: Session


_LINE = TypeAdapter(Line)


def to_line(person: str, session: Session) -> str:
    """Return a session as one line of JSON, without a line end."""
    return _LINE.dump_json(Line(person=person, session=session)).decode()


def from_line(text: str) -> Line:
    """Return the session of a line.

    Raises
    ------
    ValueError
        It is none, or holds a number that the tables cannot.
    """
    try:
        line = _LINE.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    _check_numbers(line.session)
    return line


def _check_numbers(session: Session) -> None:
    """Raise ValueError for a number that is not finite or has more than 64 bits."""
    own = {
        "schema_version": session.schema_version,
        "yaw_deg": session.yaw_deg,
        **session.measured_with,
    }
    for name, value in own.items():
        _check_number(name, value)
    for result in session.results:
        _check_number("rep", result.rep)
        if (found := result.found) is not None:
            for name in ("value", "spread", "limit"):
                _check_number(f"rep {result.rep}: {name}", getattr(found, name))


def _check_number(name: str, value: float | str | None) -> None:
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError(f"{name}: the number is too large")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{name}: {value} is no finite number")


def timestamp(at: datetime) -> str:
    """Return a time as the tables keep it: UTC, to the microsecond, so that texts sort as times."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def insert(database: sqlite3.Connection, person_id: int, session: Session) -> int:
    """Add a session's rows and return its number."""
    marks = ", ".join("?" * (1 + len(SESSION.split(","))))
    done = database.execute(
        f"INSERT INTO session (person_id, {SESSION}) VALUES ({marks})",
        (
            person_id,
            session.uid,
            timestamp(session.at),
            session.clip,
            session.metric.value,
            session.schema_version,
            session.made_by,
            session.pose_model,
            session.yaw_deg,
            json.dumps(session.measured_with, sort_keys=True),
            session.tried,
        ),
    )
    number = int(done.lastrowid or 0)
    marks = ", ".join("?" * len(RESULT.split(",")))
    database.executemany(
        f"INSERT INTO result ({RESULT}) VALUES ({marks})",
        [_result_row(number, result) for result in session.results],
    )
    return number


def _result_row(number: int, result: LegResult) -> tuple[object, ...]:
    found = result.found
    numbers = (None,) * 3 if found is None else (found.value, found.spread, found.limit)
    names = (result.leg, result.movement, result.lead_leg, result.word)
    return (number, result.rep, *names, *numbers, result.reason)


def select(database: sqlite3.Connection, where: str, *values: object) -> tuple[Kept, ...]:
    """Return the sessions of a condition on person (``p``) and session (``s``), oldest first.

    Raises
    ------
    HistoryError
        A row holds a word or number that this kneecave does not know.
    """
    columns = ", ".join(f"s.{name.strip()}" for name in SESSION.split(","))
    with reading(database):
        rows = database.execute(
            f"SELECT s.id, p.name, {columns} FROM session s JOIN person p ON p.id = s.person_id "
            f"WHERE {where} ORDER BY s.at, s.id",
            values,
        ).fetchall()
        return tuple(Kept(row[0], row[1], _session(database, row[0], row[2:])) for row in rows)


def _session(database: sqlite3.Connection, number: int, row: tuple[Any, ...]) -> Session:
    uid, at, clip, metric, version, made_by, model, yaw_deg, measured_with, tried = row
    results = database.execute(
        f"SELECT {RESULT} FROM result WHERE session_id = ? "
        "ORDER BY rep, CASE leg WHEN 'left' THEN 0 ELSE 1 END",
        (number,),
    )
    try:
        return Session(
            uid=str(uid),
            at=datetime.fromisoformat(str(at)),
            clip=str(clip),
            metric=Metric(metric),
            schema_version=int(version),
            made_by=str(made_by),
            pose_model=str(model),
            yaw_deg=None if yaw_deg is None else float(yaw_deg),
            tried=None if tried is None else Tried(tried),
            measured_with=json.loads(str(measured_with)),
            results=tuple(_result(one[1:]) for one in results.fetchall()),
        )
    except (ValueError, TypeError, OverflowError) as error:
        raise HistoryError(
            f"session {number} of the history holds what this kneecave does not know ({error}); "
            "was it saved by a newer one?"
        ) from error


def _result(row: tuple[Any, ...]) -> LegResult:
    rep, leg, movement, lead_leg, word, peak, spread, limit, reason = row
    found = None if peak is None else Found(float(peak), float(spread), float(limit))
    lead = None if lead_leg is None else Leg(lead_leg)
    return LegResult(int(rep), Movement(movement), lead, Leg(leg), Word(word), found, reason)
