"""A report read back is the analysis it was made of, as far as a session keeps it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kneecave.errors import ReportFileError
from kneecave.model.session import Tried
from kneecave.model.verdict import Unmeasurable, word_of
from kneecave.outputs.json_report import to_json
from kneecave.outputs.report_reader import load_report, read_report, session_of
from tests.history.sessions import MONDAY
from tests.outputs.analyses import STORIES, make_analysis


@pytest.mark.parametrize("kind", STORIES)
def test_every_rep_and_leg_comes_back(kind: str) -> None:
    analysis = make_analysis(kind)
    session = session_of(analysis, at=MONDAY, tried=Tried.BAND)
    results = iter(session.results)
    for judged in analysis.reps:
        for leg, verdict in judged.legs.items():
            result = next(results)
            assert (result.rep, result.leg) == (judged.rep.number, leg)
            assert (result.movement, result.lead_leg) == (judged.rep.movement, judged.rep.lead_leg)
            assert result.word is word_of(verdict)
            if isinstance(verdict, Unmeasurable):
                assert (result.found, result.reason) == (None, verdict.reason)
            else:
                assert result.found is not None
                assert result.found.value == pytest.approx(verdict.peak.value, abs=1e-4)
                assert result.found.spread == pytest.approx(verdict.peak.spread, abs=1e-4)
                assert result.found.limit == pytest.approx(verdict.peak.limit, abs=1e-4)
    assert next(results, None) is None
    assert (session.clip, session.metric) == (analysis.clip.name, analysis.metric)
    assert (session.at, session.tried, session.pose_model) == (MONDAY, Tried.BAND, "heavy")
    assert session.measured_with["limits.flexion_from_deg"] == 40.0
    assert "limits.knee_over_foot.bilateral" not in session.measured_with


def test_the_same_results_have_the_same_uid() -> None:
    one, again = (session_of(make_analysis("cave"), at=MONDAY) for _ in range(2))
    assert one.uid == again.uid
    assert one.uid != session_of(make_analysis("clear"), at=MONDAY).uid


def test_keys_that_are_not_known_do_no_harm() -> None:
    report = json.loads(to_json(make_analysis("cave"))) | {"from_the_future": [1, 2]}
    report["reps"][0]["legs"]["left"]["more"] = 1
    session = read_report(json.dumps(report), name="x", at=MONDAY)
    assert session == session_of(make_analysis("cave"), at=MONDAY)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no JSON"),
        ("[1]", "is not a report of kneecave"),
        ("{}", "is not a report of kneecave"),
        ('{"schema_version": 2}', "schema version 2"),
        ('{"schema_version": 1}', "not a whole report of kneecave: see clip"),
    ],
)
def test_what_is_no_report(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text)
    with pytest.raises(ReportFileError, match=told) as error:
        load_report(path, at=MONDAY)
    assert str(path) in str(error.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ReportFileError, match="cannot be read"):
        load_report(tmp_path / "missing.json", at=MONDAY)
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReportFileError, match="is not a report"):
        load_report(tmp_path / "binary.json", at=MONDAY)
