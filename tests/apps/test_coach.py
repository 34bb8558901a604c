"""``kneecave stand`` and ``kneecave plan`` on joints that are known."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from kneecave.outputs.words import NOTICE
from tests.apps.conftest import Run, names_under
from tests.pose_files import save_performance, save_track_of
from tests.posed import Camera, CaveIn, Person, Tempo, make_track, push_up, squat, standing

CAVES = {2: CaveIn(left_deg=25.0), 3: CaveIn(left_deg=25.0)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Saved pose tracks: somebody who stands; a set with caves and a leaning trunk; a clean one."""
    folder = tmp_path_factory.mktemp("tracks")
    tempo = Tempo(reps=3)
    save_performance(standing(Person()), folder / "stands.pose.npz")
    save_performance(
        squat(tempo=tempo, caves=CAVES, trunk_lean_deg=12.0), folder / "leans.pose.npz"
    )
    save_performance(squat(tempo=tempo), folder / "clean.pose.npz")
    aside, _ = make_track(squat(tempo=tempo), Camera(yaw_deg=85.0))
    save_track_of(aside, folder / "aside.pose.npz")
    save_performance(push_up(), folder / "lies.pose.npz")
    return folder


def schema(root: Path, name: str) -> jsonschema.Draft202012Validator:
    text = (root / "docs" / f"{name}.schema.json").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))


def test_stand_tells_both_knees_and_writes_nothing(kneecave: Run, here: Path, folder: Path) -> None:
    outcome = kneecave("stand", folder / "stands.pose.npz")
    assert (outcome.code, outcome.err) == (0, "")
    assert "Neither knee falls in while standing." in outcome.out
    assert outcome.out.count("±") >= 9
    assert "kneecave feet" in outcome.out
    assert NOTICE in outcome.out
    assert names_under(here) == []


def test_stand_as_json_keeps_to_its_schema(kneecave: Run, root: Path, folder: Path) -> None:
    outcome = kneecave("stand", folder / "stands.pose.npz", "--json")
    report = json.loads(outcome.out)
    schema(root, "stand").validate(report)
    assert report["standing_check"]["verdict"] == "clear"
    assert report["standing_check"]["left"]["limit_deg"] == 5.0
    assert report["standing"]["legs"]["left"]["toe_out_deg"]["value"] == pytest.approx(12, abs=3)


def test_stand_can_fail_on_a_cave(kneecave: Run, here: Path, folder: Path) -> None:
    (here / "own.toml").write_text("[limits]\nstanding_deg = 1.0\ncertainty_z = 0.0\n")
    strict = ["--settings", "own.toml", "--fail-on-cave", "-q"]
    assert kneecave("stand", folder / "stands.pose.npz", *strict).code == 0
    assert kneecave("stand", folder / "missing.pose.npz", *strict).code == 3


def test_stand_asks_somebody_who_does_not_stand_to_do_so(kneecave: Run, folder: Path) -> None:
    outcome = kneecave("stand", folder / "lies.pose.npz")
    assert outcome.code in (0, 4)
    assert "could not be measured" in outcome.out


def test_a_page_of_standing_needs_nothing_beside_itself(
    kneecave: Run, here: Path, folder: Path
) -> None:
    kneecave("stand", folder / "stands.pose.npz", "--html", "stand.html", "-q")
    page = (here / "stand.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Neither knee falls in while standing." in page
    assert not re.search(r"https?:|url\(|@import|<script|<link|src=", page)
    assert page.count("±") >= 9


def test_a_plan_is_the_same_from_the_clip_and_from_its_report(
    kneecave: Run, root: Path, folder: Path
) -> None:
    clip = folder / "leans.pose.npz"
    kneecave("analyze", clip, "--out", "out", "-q")
    plans = [
        json.loads(kneecave("plan", source, "--json", "--days", "2").out)
        for source in (clip, "out/leans", "out/leans/report.json")
    ]
    for plan in plans:
        schema(root, "plan").validate(plan)
        assert plan["plan"]["origin"] == "hip control"
        assert plan["plan"]["sessions_a_week"] == 2
    assert plans[0]["plan"] == plans[1]["plan"] == plans[2]["plan"]


def test_a_plan_in_the_terminal_and_as_a_page(kneecave: Run, here: Path, folder: Path) -> None:
    options = ["--equipment", "none", "--level", "intermediate", "--html", "plan.html"]
    outcome = kneecave("plan", folder / "leans.pose.npz", *options)
    assert (outcome.code, outcome.err) == (0, "")
    assert "Left knee: consistent with hip control." in outcome.out
    assert "3 × 10 each side" in outcome.out
    assert "band" not in outcome.out.lower().replace("-band", "")
    assert re.search(r"Whole glute: \d+ reps a week, of the usual 60–140", outcome.out)
    page = (here / "plan.html").read_text(encoding="utf-8")
    assert page.count("<svg viewBox") >= 4
    assert not re.search(r"https?:|url\(|@import|<script|<link|src=", page)


def test_without_a_cave_there_is_nothing_to_plan(kneecave: Run, folder: Path) -> None:
    outcome = kneecave("plan", folder / "clean.pose.npz")
    assert outcome.code == 0
    assert "nothing to plan" in outcome.out


def test_no_rep_is_not_no_cave(kneecave: Run, here: Path, folder: Path) -> None:
    kneecave("analyze", folder / "stands.pose.npz", "--out", "out", "-q")
    for source in (folder / "stands.pose.npz", "out/stands"):
        outcome = kneecave("plan", source, "--html", "plan.html")
        assert outcome.code == 4
        assert "No knee could be judged (no rep found), so there is nothing to plan." in outcome.out
        assert "no rep found" in outcome.err
        assert len(outcome.err.splitlines()) == 1
        page = (here / "plan.html").read_text(encoding="utf-8")
        assert "No knee could be judged (no rep found)" in page


def test_a_view_that_shows_no_cave_is_told(kneecave: Run, root: Path, folder: Path) -> None:
    kneecave("analyze", folder / "aside.pose.npz", "--out", "out", "-q")
    for source in (folder / "aside.pose.npz", "out/aside"):
        outcome = kneecave("plan", source)
        assert (outcome.code, outcome.err) == (0, "")
        assert "No knee could be judged (side view)" in outcome.out
        plan = json.loads(kneecave("plan", source, "--json").out)
        schema(root, "plan").validate(plan)
        assert (plan["verdict"], plan["reason"], plan["plan"]) == (
            "unmeasurable", "side-view", None
        )  # fmt: skip
        assert plan["detail"] in outcome.out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["no-report"], 3, "no-report/report.json: cannot be read"),
        (["missing.json"], 3, "cannot be read"),
        (["wrong.json"], 3, "no report"),
        (["missing.mp4"], 3, "missing.mp4"),
        (["wrong.json", "--days", "9"], 2, "days_per_week"),
        (["wrong.json", "--level", "hero"], 2, "hero"),
    ],
)
def test_mistakes_are_told_in_one_line(
    kneecave: Run, here: Path, arguments: list[str], code: int, told: str
) -> None:
    (here / "no-report").mkdir()
    (here / "wrong.json").write_text('{"a": 1}')
    outcome = kneecave("plan", *arguments)
    assert outcome.code == code
    assert len(outcome.err.splitlines()) == 1
    assert told in outcome.err
    assert "Traceback" not in outcome.err


def test_analyze_says_what_a_cave_may_come_from(kneecave: Run, folder: Path) -> None:
    outcome = kneecave("analyze", folder / "leans.pose.npz")
    assert "Left knee: consistent with hip control. " in outcome.out
    assert "One camera proves none of this" in outcome.out
    assert "Test to try: " in outcome.out
    clean = kneecave("analyze", folder / "clean.pose.npz").out
    assert "consistent with" not in clean


def test_plans_and_checks_have_published_schemas(root: Path) -> None:
    from kneecave.outputs.stand_json import schema_texts

    for name, text in schema_texts().items():
        assert (root / "docs" / name).read_text(encoding="utf-8") == text
