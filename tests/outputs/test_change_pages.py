"""Comparisons and histories in words, as JSON and as pages."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from kneecave.history.changes import compare
from kneecave.history.trends import trends
from kneecave.model.body import Leg
from kneecave.model.change import Comparison, Trend
from kneecave.model.coaching import Contributor, Evidence, Origin, Sign
from kneecave.model.rep import Movement
from kneecave.model.session import Kept, Session, Tried
from kneecave.model.verdict import Metric
from kneecave.outputs.change_html import comparison_html, history_html
from kneecave.outputs.change_json import comparison_json, history_json, people_json, schema_texts
from kneecave.outputs.change_words import (
    headline,
    level,
    reps,
    sentence,
    trend_sentence,
    trends_headline,
)
from kneecave.outputs.words import NOTICE
from kneecave.settings import Settings
from tests.history.sessions import make_session

LIMITS = Settings().change
CHANCE = "chance alone (measurement, and reps that differ)"
CAVED, CLEAN, NONE = (24.0, 25.0, 26.0), (3.0, 4.0, 5.0), (None,) * 3


def compared(before: Session, after: Session, tried: Tried | None = None) -> Comparison:
    return compare(before, after, LIMITS, tried=tried)


def kept(*sessions: Session) -> tuple[Kept, ...]:
    return tuple(Kept(number, "Anna", one) for number, one in enumerate(sessions, start=1))


def shown(*sessions: Session) -> tuple[Trend, ...]:
    return trends(kept(*sessions), limits=LIMITS)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((CAVED, CLEAN), (CLEAN, CLEAN), "Left knee better; right knee: no real change."),
        ((CAVED, CAVED), (CLEAN, CLEAN), "Both knees better."),
        ((CLEAN, CLEAN), (CAVED, CAVED), "Both knees worse."),
        ((CLEAN, CLEAN), (CLEAN, CLEAN), "Both knees: no real change."),
        ((CLEAN, NONE), (CLEAN, CLEAN),
         "Left knee: no real change; right knee: could not be compared."),
        ((NONE, NONE), (CLEAN, CLEAN), "Both knees: could not be compared."),
    ],
)  # fmt: skip
def test_the_headline(before: tuple, after: tuple, said: str) -> None:
    assert headline(compared(make_session(*before), make_session(*after, day=1))) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (CAVED, CLEAN, "21.0° further out than before, a real change: it is more than 8.9°, and "
         f"{CHANCE} gives up to 8.0°."),
        (CLEAN, CAVED, "21.0° further in than before, a real change: it is more than 8.9°, and "
         f"{CHANCE} gives up to 8.0°."),
        (CLEAN, (5.0, 6.0, 7.0), "2.0° further in than before: no real change, which would be "
         f"more than 8.9°; {CHANCE} gives up to 8.0°."),
        (CLEAN, CLEAN, "The same as before: no real change, which would be more than 8.9°; "
         f"{CHANCE} gives up to 8.0°."),
        (CLEAN, (-9.0, -8.0, -7.0), "12.0° further out than before, a real change: it is more than "
         f"8.9°, and {CHANCE} gives up to 8.0°. The knee was within the limit both times."),
        (NONE, CLEAN, "Not measured before (foot hidden), so nothing can be compared."),
        (CLEAN, NONE, "Not measured after (foot hidden), so nothing can be compared."),
        (NONE, NONE, "Not measured in either session (foot hidden), so nothing can be compared."),
    ],
)  # fmt: skip
def test_a_legs_sentence(before: tuple, after: tuple, said: str) -> None:
    found = compared(make_session(before, CLEAN), make_session(after, CLEAN, day=1))
    assert sentence(found.legs[0], found.metric) == said


def test_reps_that_scatter_are_told_by_the_error_alone() -> None:
    wild = (5.0, 25.0, 45.0)
    found = compared(make_session(wild, CLEAN), make_session((0.0, 16.0, 34.0), CLEAN, day=1))
    assert sentence(found.legs[0], found.metric) == (
        f"9.0° further out than before, no real change: {CHANCE} gives up to 37.9°."
    )


def test_a_ratio_in_words() -> None:
    found = compared(
        make_session((0.6,) * 3, metric=Metric.KASR, spread=0.03),
        make_session((0.9,) * 3, metric=Metric.KASR, spread=0.03, day=1),
    )
    assert headline(found) == "Both knees better."
    assert sentence(found.legs[0], found.metric).startswith("0.30 further out than before, a real")


def test_levels_and_reps_in_words() -> None:
    (one, _) = compared(make_session((12.0, 3.0, 20.0)), make_session(day=1)).legs
    assert reps(one.before) == "3 reps, 1 cave, 1 to watch"
    assert level(one.before, Metric.KNEE_OVER_FOOT) == "12.0° ± 6.3°"
    assert (reps(None), level(None, Metric.FPPA)) == ("not measured", "–")


def test_the_trend_in_words() -> None:
    (one, _) = shown(make_session(CAVED, CLEAN))
    assert trend_sentence(one) == "One session so far: a change needs a second one."
    (two, _) = shown(make_session(CAVED, CLEAN), make_session(CLEAN, CLEAN, day=9))
    assert trend_sentence(two).startswith("21.0° further out than on 2026-03-02, a real change")


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        ([make_session(CAVED, CLEAN)], ""),
        ([make_session(CAVED, CLEAN), make_session(CLEAN, CLEAN, day=7)],
         "Left knee better; right knee: no real change."),
        ([make_session(CLEAN, CLEAN), make_session(CAVED, CAVED, day=7)], "Both knees worse."),
        ([make_session(day=day, movement=movement)
          for day, movement in ((0, Movement.SQUAT), (1, Movement.DEADLIFT),
                                (2, Movement.SQUAT), (3, Movement.DEADLIFT))],
         "Squat, by knee over foot: both knees: no real change; "
         "deadlift, by knee over foot: both knees: no real change."),
    ],
)  # fmt: skip
def test_the_headline_of_a_history(sessions: list[Session], said: str) -> None:
    assert trends_headline(shown(*sessions)) == said
    page = history_html("Anna", kept(*sessions), shown(*sessions))
    assert (f'<p class="lead">{said}</p>' in page) == bool(said)


def test_json_keeps_to_its_schema_and_the_words() -> None:
    found = compared(make_session(CAVED, NONE), make_session(CLEAN, CLEAN, day=1), Tried.BAND)
    report = json.loads(comparison_json(found))
    jsonschema.validate(report, json.loads(schema_texts()["compare.schema.json"]))
    left, right = report["legs"]
    assert (left["change"], right["change"]) == ("better", "unmeasurable")
    assert left["difference"]["value"] == -21.0
    assert left["before"]["peaks"] == [24.0, 25.0, 26.0]
    assert right["before"] is None
    assert right["difference"] is None
    assert (report["tried"], report["headline"]) == ("band", headline(found))
    assert report["notice"] == NOTICE


def test_what_a_heel_raise_told_is_in_all_of_them() -> None:
    shown_by_test = Evidence(
        Sign.HEEL_TEST, 1.0, math.nan, math.nan, counts=True, points_to=Origin.FOOT
    )
    found = replace(
        compared(make_session(CAVED, CLEAN), make_session(CLEAN, CLEAN, day=1), Tried.HEEL_RAISE),
        contributors=(Contributor(Leg.LEFT, Origin.FOOT, (shown_by_test,)),),
    )
    (told,) = json.loads(comparison_json(found))["contributors"]
    assert (told["leg"], told["origin"]) == ("left", "ankle mobility or foot")
    assert told["sentence"] == "Left knee: consistent with ankle mobility or the foot."
    assert len(told["evidence"]) == 1
    page = comparison_html(found)
    assert told["sentence"] in page
    assert told["evidence"][0] in page


def test_the_history_as_json() -> None:
    sessions = (make_session(CAVED, CLEAN), make_session(CLEAN, CLEAN, day=9, tried=Tried.STANCE),
                make_session(CLEAN, CLEAN, day=10))  # fmt: skip
    report = json.loads(history_json("Anna", kept(*sessions), shown(*sessions)))
    jsonschema.validate(report, json.loads(schema_texts()["history.schema.json"]))
    assert [row["cave_reps"] for row in report["sessions"]] == [[1, 2, 3], [], []]
    assert [row["verdict"] for row in report["sessions"]] == ["cave", "clear", "clear"]
    left = report["trends"][0]
    assert [point["session"] for point in left["points"]] == [1, 3]
    assert [point["change"] for point in left["points"]] == [None, "better"]
    assert json.loads(people_json(())) == {"schema_version": 1, "people": []}


def test_the_published_schemas_are_those_of_the_code(root: Path) -> None:
    for name, text in schema_texts().items():
        assert (root / "docs" / name).read_text(encoding="utf-8") == text


def numbers_drawn(page: str) -> list[float]:
    return [float(x) for x in re.findall(r'(?:cx|x1)="([\d.]+)"', page)]


def test_the_page_of_a_comparison_shows_every_rep_inside_the_chart() -> None:
    found = compared(make_session(CAVED, CLEAN), make_session(CLEAN, CLEAN, day=1), Tried.BAND)
    page = comparison_html(found)
    assert page.count('class="rep-old"') == page.count('class="rep-new"') == 2 * 2 * 3
    assert all(0 <= x <= 900 for x in numbers_drawn(page))
    assert "Left knee better; right knee: no real change." in page
    assert NOTICE in page


def test_the_page_of_a_history() -> None:
    sessions = [make_session(CAVED, CLEAN, day=day) for day in range(12)]
    page = history_html("<Anna>", kept(*sessions), shown(*sessions))
    assert "&lt;Anna&gt;" in page
    assert page.count("<svg") == 4
    dates = re.findall(r">(2026-03-\d\d)</text>", page)
    assert dates[-1] == "2026-03-13"
    assert len(dates) == 2 * (6 + 3)


def test_a_page_needs_nothing_beside_itself() -> None:
    page = comparison_html(compared(make_session(), make_session(day=1)))
    assert re.findall(r'(?:src|href)="(?!#)', page) == []
    assert "default-src 'none'" in page


def test_one_session_has_no_chart() -> None:
    page = history_html("Anna", kept(make_session()), shown(make_session()))
    assert "<svg" not in page
    assert "One session so far" in page
