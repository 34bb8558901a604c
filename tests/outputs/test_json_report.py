from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from kneecave.model.body import Leg
from kneecave.model.clip import ClipInfo
from kneecave.model.signals import Estimate
from kneecave.model.verdict import Unmeasurable
from kneecave.outputs.json_report import json_pieces, json_schema, json_schema_text, to_json
from kneecave.outputs.report_schema import Report
from tests.outputs.analyses import STORIES, make_analysis


def report_of(kind: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(to_json(make_analysis(kind)))
    return read


@pytest.mark.parametrize("kind", STORIES)
def test_every_report_keeps_to_the_schema(kind: str) -> None:
    jsonschema.Draft202012Validator(json_schema()).validate(report_of(kind))


@pytest.mark.parametrize("kind", STORIES)
def test_reps_written_one_by_one_stand_as_in_the_whole(kind: str) -> None:
    text = to_json(make_analysis(kind))
    assert text == Report.model_validate_json(text).model_dump_json(indent=2) + "\n"
    assert len(list(json_pieces(make_analysis(kind)))) == 2 + len(make_analysis(kind).reps)


def test_the_published_schema_is_current(root: Path) -> None:
    published = (root / "docs" / "report.schema.json").read_text(encoding="utf-8")
    assert published == json_schema_text(), "run: python docs/report_schema.py"


def test_the_schema_refuses_a_wrong_word_and_a_missing_key() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    wrong = report_of("cave")
    wrong["reps"][0]["legs"]["left"]["verdict"] = "severe"
    assert not validator.is_valid(wrong)
    missing = report_of("cave")
    del missing["summary"]["cave_reps"]
    assert not validator.is_valid(missing)


def test_every_key_of_the_schema_is_explained_or_plain() -> None:
    plain = {"start_s", "bottom_s", "end_s", "number", "movement", "kind", "text", "notice"}
    plain |= {"left", "right", "legs", "summary", "notes", "reps", "clip", "pose", "metric"}
    plain |= {"advice", "schema_version"}
    parts = {"Report": json_schema(), **json_schema()["$defs"]}
    silent = [
        f"{name}.{key}"
        for name, part in parts.items()
        for key, value in part.get("properties", {}).items()
        if "description" not in value and key not in plain
    ]
    assert silent == []


def test_backbone_of_a_cave() -> None:
    report = report_of("cave")
    assert report["schema_version"] == 1
    assert report["clip"]["name"] == "cave.mp4"
    assert report["view"]["kind"] == "front"
    assert (report["view"]["yaw_deg"], report["view"]["yaw_spread_deg"]) == (2.0, 1.6)
    assert [rep["number"] for rep in report["reps"]] == [1, 2, 3, 4, 5]
    rep = report["reps"][3]
    assert (rep["movement"], rep["lead_leg"]) == ("squat", None)
    assert rep["start_s"] < rep["bottom_s"] < rep["end_s"]
    assert (rep["start_spread_s"], rep["end_spread_s"]) == (0.1, 0.1)
    left = rep["legs"]["left"]
    assert left["verdict"] == "cave"
    assert left["peak_deg"] == pytest.approx(23.9, abs=0.2)
    assert (left["limit_deg"], left["phase"], left["reason"]) == (10.0, "descent", None)
    assert left["spread_deg"] > 0
    assert rep["start_s"] <= left["at_s"] <= rep["bottom_s"]
    summary = report["summary"]
    assert (summary["reps"], summary["cave_reps"], summary["verdict"]) == (5, [2, 4], "cave")
    assert summary["reason"] is None
    assert summary["headline"] == "The knees caved in on 2 of 5 squats."


def test_an_unmeasurable_leg_has_a_reason_and_no_number() -> None:
    for rep in report_of("unmeasurable")["reps"]:
        right = rep["legs"]["right"]
        assert (right["verdict"], right["reason"]) == ("unmeasurable", "foot-hidden")
        assert "hidden" in right["detail"]
        for key in ("peak_deg", "spread_deg", "limit_deg", "at_s", "phase"):
            assert right[key] is None


def test_a_refused_clip_says_why() -> None:
    report = report_of("refused")
    assert report["standing"] is None
    assert report["summary"]["verdict"] == "unmeasurable"
    assert report["summary"]["reason"] == "side-view"
    assert report["summary"]["cave_reps"] == []


def test_the_report_names_the_metric_that_its_peaks_are_of() -> None:
    assert report_of("cave")["metric"] == {"name": "knee-over-foot", "unit": "deg"}
    ratio = report_of("kasr")
    assert ratio["metric"] == {"name": "kasr", "unit": "ratio"}
    assert (
        ratio["reps"][1]["legs"]["left"]["peak_deg"] < ratio["reps"][1]["legs"]["left"]["limit_deg"]
    )


def test_a_peak_carries_what_else_was_measured_then() -> None:
    analysis = make_analysis("cave")
    left = report_of("cave")["reps"][3]["legs"]["left"]
    frame = int(np.argmin(np.abs(analysis.signals.time_s - left["at_s"])))
    signal = analysis.signals.left.fppa_deg
    assert left["at_peak"]["fppa_deg"]["value"] == pytest.approx(signal.value[frame], abs=1e-3)
    assert left["at_peak"]["fppa_deg"]["spread"] == pytest.approx(signal.spread[frame], abs=1e-3)


def test_no_number_is_ever_written_as_nan() -> None:
    analysis = make_analysis("one-rep")
    assert analysis.view is not None
    verdict = analysis.reps[0].legs[Leg.LEFT]
    assert not isinstance(verdict, Unmeasurable)
    assert math.isnan(verdict.peak.relative)
    view = replace(
        analysis.view,
        yaw_deg=Estimate(math.nan, math.inf),
        leg_length_px=math.nan,
        yaw_cues_deg={"feet": math.nan},
    )
    clip: ClipInfo = replace(analysis.clip, frame_rate_hz=math.inf)
    text = to_json(replace(analysis, view=view, clip=clip))

    def refuse(constant: str) -> float:
        raise AssertionError(f"{constant} in the report")

    report = json.loads(text, parse_constant=refuse)
    assert report["view"]["yaw_deg"] is None
    assert report["view"]["yaw_spread_deg"] is None
    assert report["view"]["yaw_cues_deg"] == {"feet": None}
    assert report["clip"]["frame_rate_hz"] is None
    assert report["reps"][0]["legs"]["left"]["relative_deg"] is None
    jsonschema.Draft202012Validator(json_schema()).validate(report)
