"""Comparisons and histories as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel

from kneecave.model import change as model
from kneecave.model.body import Leg
from kneecave.model.session import Kept, Person, Session
from kneecave.model.verdict import Metric, Word
from kneecave.outputs import change_schema as schema
from kneecave.outputs import change_words as words
from kneecave.outputs.contributor_words import contributor_sentence, why
from kneecave.outputs.words import NOTICE

DECIMALS = 4
_WORST_FIRST = (Word.CAVE, Word.WATCH, Word.CLEAR)


def comparison_json(comparison: model.Comparison) -> str:
    """Return a comparison as indented JSON, ending in a line end."""
    metric = comparison.metric
    return _text(
        schema.Comparison(
            headline=words.headline(comparison),
            metric=_unit(metric),
            tried=comparison.tried,
            before=_side(comparison.before),
            after=_side(comparison.after),
            legs=[_leg_change(one, metric) for one in comparison.legs],
            notes=list(comparison.notes),
            contributors=[
                schema.Contributor(
                    leg=one.leg,
                    origin=one.origin,
                    sentence=contributor_sentence(one),
                    evidence=list(why(one)),
                )
                for one in comparison.contributors
            ],
            method=words.METHOD,
            notice=NOTICE,
        )
    )


def history_json(person: str, kept: Sequence[Kept], trends: Sequence[model.Trend]) -> str:
    """Return a person's sessions and trends as indented JSON, ending in a line end."""
    return _text(
        schema.History(
            person=person,
            sessions=[_session(one) for one in kept],
            trends=[_trend(one) for one in trends],
            method=words.METHOD,
            notice=NOTICE,
        )
    )


def people_json(people: Sequence[Person]) -> str:
    """Return everybody as indented JSON, ending in a line end."""
    rows = [
        schema.PersonRow(name=one.name, sessions=one.sessions, first=one.first, last=one.last)
        for one in people
    ]
    return _text(schema.People(people=rows))


def schema_texts() -> dict[str, str]:
    """Return the published JSON Schemas (draft 2020-12) by file name."""
    return {
        "compare.schema.json": _schema(schema.Comparison),
        "history.schema.json": _schema(schema.History),
    }


def _schema(part: type[BaseModel]) -> str:
    made: dict[str, Any] = part.model_json_schema(mode="serialization")
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _text(whole: BaseModel) -> str:
    return whole.model_dump_json(indent=2) + "\n"


def _unit(metric: Metric) -> schema.Unit:
    return schema.Unit(name=metric, unit="ratio" if metric is Metric.KASR else "deg")


def _whose(leg: Leg, metric: Metric) -> Leg | Literal["both"]:
    return "both" if metric is Metric.KASR else leg


def _side(session: Session) -> schema.Side:
    return schema.Side(
        clip=session.clip,
        at=session.at,
        reps=len({result.rep for result in session.results}),
        pose_model=session.pose_model,
        yaw_deg=session.yaw_deg,
        kneecave=session.made_by,
    )


def _leg_change(one: model.LegChange, metric: Metric) -> schema.LegChange:
    return schema.LegChange(
        movement=one.movement,
        leg=_whose(one.leg, metric),
        change=one.change,
        before=_level(one.before) if one.before else None,
        after=_level(one.after) if one.after else None,
        difference=_difference(one.difference),
        sentence=words.sentence(one, metric),
        meaning=one.meaning,
    )


def _level(one: model.Level) -> schema.Level:
    return schema.Level(
        value=_rounded(one.value),
        spread=_rounded(one.spread),
        peaks=[_rounded(peak) for peak in one.peaks],
        limit=_rounded(one.limit),
        caves=one.caves,
        watches=one.watches,
    )


def _difference(one: model.Difference | None) -> schema.Difference | None:
    if one is None:
        return None
    return schema.Difference(
        value=_rounded(one.value),
        error=_rounded(one.error),
        smallest_real=_rounded(one.smallest_real),
    )


def _trend(trend: model.Trend) -> schema.Trend:
    return schema.Trend(
        movement=trend.movement,
        leg=_whose(trend.leg, trend.metric),
        metric=_unit(trend.metric),
        points=[_point(one) for one in trend.points],
        sentence=words.trend_sentence(trend),
    )


def _point(one: model.TrendPoint) -> schema.Point:
    return schema.Point(
        session=one.number,
        at=one.at,
        clip=one.clip,
        level=_level(one.level),
        difference=_difference(one.difference),
        change=None if one.difference is None else one.difference.change,
    )


def _session(kept: Kept) -> schema.SessionRow:
    session = kept.session
    found = {result.word for result in session.results}
    caves = {result.rep for result in session.results if result.word is Word.CAVE}
    return schema.SessionRow(
        session=kept.number,
        at=session.at,
        clip=session.clip,
        metric=session.metric,
        tried=session.tried,
        movements=list(session.movements),
        reps=len({result.rep for result in session.results}),
        cave_reps=sorted(caves),
        verdict=next((word for word in _WORST_FIRST if word in found), Word.UNMEASURABLE),
        kneecave=session.made_by,
    )


def _rounded(value: float) -> float:
    return round(value, DECIMALS)
