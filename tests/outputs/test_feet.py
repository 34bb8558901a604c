"""The look at feet as words, JSON and picture."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import jsonschema
import numpy as np

from kneecave.model.body import Leg
from kneecave.model.feet import FeetCheck, FootMarks, FootRoll, RollPeak
from kneecave.model.signals import Measure
from kneecave.model.verdict import Reason, Unmeasurable
from kneecave.model.view import ViewKind
from kneecave.outputs.feet_json import feet_json, feet_schema, schema_texts
from kneecave.outputs.feet_picture import as_png, feet_picture
from kneecave.outputs.feet_words import feet_lines
from tests.outputs.analyses import make_analysis

_TIME_S = np.arange(0, 10, 0.1)


def _roll(leg: Leg, peak_deg: float, *, bent: bool = True) -> FootRoll:
    values = peak_deg * np.exp(-((_TIME_S - 4.0) ** 2))
    values[:3] = np.nan
    inward = RollPeak(max(peak_deg, 0.1), 0.9, 4.0, bent, peak_deg > 1.4)
    outward = RollPeak(min(peak_deg, -0.1), 0.9, 4.0, bent, peak_deg < -1.4)
    spread = np.where(np.isfinite(values), 0.5, np.nan)
    return FootRoll(leg, _TIME_S, Measure(values, spread), inward, outward, 1.4, 4.0)


def check_of(left: FootRoll | Unmeasurable, right: FootRoll | Unmeasurable) -> FeetCheck:
    analysis = make_analysis("clear")
    return FeetCheck(
        clip=analysis.clip,
        pose=analysis.pose,
        view=ViewKind.FRONT,
        standing=analysis.standing,
        reference_s=0.5,
        feet={Leg.LEFT: left, Leg.RIGHT: right},
        notes=("One camera sees little.",),
        versions=analysis.versions,
    )


_GONE = Unmeasurable(Reason.FOOT_MOVED, "The foot moved. Keep it planted.")


def test_words_say_how_much_when_and_what_it_is_consistent_with() -> None:
    left, right = feet_lines(check_of(_roll(Leg.LEFT, 6.6), _roll(Leg.RIGHT, 0.5)))
    assert left == (
        "Left foot: rolls 6.6° ± 0.9° inward at 4.0 s with bent knees: consistent with pronation."
    )
    assert right == "Right foot: no roll beyond 1.4°, the smallest change that can be told."


def test_words_keep_what_clean_squats_show_apart() -> None:
    left, right = feet_lines(check_of(_roll(Leg.LEFT, -3.0), _roll(Leg.RIGHT, 5.0, bent=False)))
    assert left.endswith(
        "3.0° ± 0.9° outward at 4.0 s with bent knees: no more than in clean squats."
    )
    assert right.endswith("while standing, unless the foot was set anew.")
    outward, _ = feet_lines(check_of(_roll(Leg.LEFT, -8.0), _GONE))
    assert outward.endswith("with bent knees, as where shins travel out over turned-out feet.")


def test_one_reason_of_both_feet_is_said_once() -> None:
    assert len(feet_lines(check_of(_GONE, _GONE))) == 1
    assert len(feet_lines(check_of(_GONE, _roll(Leg.RIGHT, 5.0)))) == 2


def test_json_keeps_to_its_schema_and_holds_the_numbers() -> None:
    check = check_of(_roll(Leg.LEFT, 6.6), _GONE)
    report = json.loads(feet_json(check))
    jsonschema.validate(report, feet_schema())
    left, right = report["feet"]["left"], report["feet"]["right"]
    assert left["inward"] == {
        "value_deg": 6.6, "spread_deg": 0.9, "at_s": 4.0, "bent": True, "detectable": True
    }  # fmt: skip
    assert left["detectable_change_deg"] == 1.4
    assert left["roll_deg"][0] is None
    assert left["roll_deg"][40] == 6.6
    assert len(left["time_s"]) == len(left["roll_deg"]) == len(_TIME_S)
    assert right["reason"] == "foot-moved"
    assert right["inward"] is None
    assert report["lines"] == list(feet_lines(check))


def test_the_published_schema_is_the_one_of_the_code() -> None:
    docs = Path(__file__).parents[2] / "docs"
    for name, text in schema_texts().items():
        assert (docs / name).read_text(encoding="utf-8") == text, (
            "run: python docs/report_schema.py"
        )


def test_picture_shows_the_feet_and_the_roll_of_both() -> None:
    marks = {
        leg: FootMarks(
            knee=np.array([x, 300.0]),
            ankle=np.array([x, 450.0]),
            heel=np.array([x, 470.0]),
            toe=np.array([x + 10, 500.0]),
        )
        for leg, x in ((Leg.LEFT, 300.0), (Leg.RIGHT, 200.0))
    }
    photo = np.full((640, 480, 3), (30, 120, 60), np.uint8)
    still = feet_picture(check_of(_roll(Leg.LEFT, 0.3), _roll(Leg.RIGHT, 0.3)), photo, marks)
    rolled = feet_picture(check_of(_roll(Leg.LEFT, 7.0), _GONE), photo, marks)
    assert rolled.shape == still.shape
    green = (still[:470] == (30, 120, 60)).all(axis=2)
    assert green.mean() > 0.5
    charts = slice(-400, None)
    assert (rolled[charts] != still[charts]).any(axis=2).sum() > 2000
    decoded = cv2.imdecode(np.frombuffer(as_png(rolled), np.uint8), cv2.IMREAD_COLOR)
    assert np.array_equal(decoded, rolled)
