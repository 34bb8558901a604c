"""Clips of hundreds of reps: what is shown of them keeps its size, and says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.verdict import Cave, Clear, Word
from kneecave.outputs.axes import TEXT_PX
from kneecave.outputs.chart_signs import GLYPH_PX
from kneecave.outputs.charts import NARROW, WIDE, Size, set_chart
from kneecave.outputs.found import judged, many
from kneecave.outputs.html_report import render
from kneecave.outputs.overlay_story import HOLD_S, held
from kneecave.outputs.overlay_strip import Strip
from kneecave.outputs.palette import VERDICT
from kneecave.outputs.phase_chart import HEIGHT_PX, MOST_CURVES, WIDE_PX, drawn, phase_chart
from kneecave.outputs.words import lead
from tests.outputs.analyses import STORIES, Story, make_analysis

SETS = 80
REPS = 5 * SETS


@pytest.fixture(scope="module")
def long() -> Iterator[Analysis]:
    """Four hundred squats; of every five, the left knee caves in on two and the right on one."""
    yield of_reps((4, 23, 3, 24, 3) * SETS, (3, 20, 1, 4, 2) * SETS)


@cache
def of_reps(left_deg: tuple[float, ...], right_deg: tuple[float, ...] = ()) -> Analysis:
    """Return squats with these peaks; the right knee's are clear where none are given."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(STORIES, "made", Story(left_deg, right_deg or (2,) * len(left_deg)))
        return make_analysis("made", rate_hz=15.0)


def with_caves(reps: int, *numbers: int, deg: float = 24.0) -> tuple[float, ...]:
    return tuple(deg if k in numbers else 3.0 for k in range(1, reps + 1))


def test_many_are_more_than_a_chart_has_room_for(long: Analysis) -> None:
    assert many(long)
    assert not any(many(make_analysis(kind)) for kind in STORIES)


def test_the_page_does_not_grow_with_curves(long: Analysis) -> None:
    page = render(long, ())
    assert page.count("<path") < 8 * MOST_CURVES
    assert page.count("<use") < 2 * REPS + 400  # a sign in each cell of the table, and the charts'
    assert f"Left knee, {MOST_CURVES} of {REPS} reps by phase" in page
    assert page.count("<tr data-rep") == REPS
    assert '<div class="many" role="region" aria-label="Rep by rep" tabindex="0">' in page
    assert "the peaks of neighbouring reps" in page


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_chart_of_many_reps_shows_the_gravest_everywhere(long: Analysis, size: Size) -> None:
    chart = str(set_chart(long, Leg.LEFT, size))
    marks = [float(x) + GLYPH_PX / 2 for x in re.findall(r'href="#cave" x="([\d.]+)"', chart)]
    assert 'href="#clear"' not in chart
    assert len(marks) <= size.width / GLYPH_PX
    assert max(np.diff(sorted(marks))) < 2 * GLYPH_PX
    labels = re.findall(r'<text x="([\d.]+)" y="[\d.]+" text-anchor="middle">(\d+)</text>', chart)
    centres = [float(x) for x, _ in labels]
    assert min(np.diff(centres)) > 7 * len(str(REPS))  # digits are 7 px wide
    assert labels[0][1] == "1"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("reps", [1, 12, 20, 30, 60, 100])
@pytest.mark.parametrize("caved", [(2,), (2, 3, 11.6)], ids=["one", "three"])
def test_no_sign_crosses_a_number(reps: int, size: Size, caved: tuple[float, ...]) -> None:
    peaks = ((23, *caved, 24, 3) * reps)[:reps]
    picture = ElementTree.fromstring(str(set_chart(of_reps(peaks), Leg.LEFT, size)))
    signs = [
        (float(mark.attrib["x"]), float(mark.attrib["y"]), float(mark.attrib["width"]))
        for mark in picture.iter("use")
    ]
    said = [text for text in picture.iter("text") if text.attrib.get("class") == "t"]
    boxes = []
    for text in said:
        left, base, wide = float(text.attrib["x"]), float(text.attrib["y"]), 36.0  # bold "24.4°"
        left -= wide if text.attrib.get("text-anchor") == "end" else 0
        boxes.append((left, base - 9, left + wide, base))
    assert len(signs) == reps
    for k, (left, top, right, bottom) in enumerate(boxes):
        assert size.left <= left < right <= size.width - size.right
        assert top > 18  # below the name of the axis
        for x, y, side in signs:
            assert x >= right or x + side <= left or y >= bottom or y + side <= top
        for other in boxes[:k]:
            assert other[0] >= right or other[2] <= left or other[1] >= bottom or other[3] <= top
    if reps == 1 or (reps == 12 and size is WIDE):
        assert len(said) >= reps / 4


def test_the_gravest_peak_is_the_first_to_have_its_number() -> None:
    made = of_reps((3, 20, 3, 3, 22, 3, 3, 24, 3, 3, 23, 3))
    chart = str(set_chart(made, Leg.LEFT, NARROW))
    told = [float(found) for found in re.findall(r'class="t"[^>]*>([\d.]+)°', chart)]
    assert len(told) >= 3
    assert told == sorted(told, reverse=True)
    assert told[0] == pytest.approx(max(one.peak.value for one in judged(made, Cave)), abs=0.05)


def test_the_line_of_many_peaks_goes_through_peaks() -> None:
    made = of_reps(with_caves(150, 3, 60, 140))
    (line,) = re.findall(r'class="cur" d="M([^"]+)"', str(set_chart(made, Leg.LEFT, WIDE)))
    rows = {float(point.split()[1]) for point in line.split("L")}
    peaks = [one.peak.value for one in judged(made, Clear, Cave) if one.leg is Leg.LEFT]
    truth = np.array([146 - 124 * (peak + 6) / 35 for peak in peaks])
    assert len(peaks) == 150
    assert max(np.abs(truth - row).min() for row in rows) <= 0.06


def test_of_many_reps_the_gravest_are_drawn_by_phase() -> None:
    made = of_reps(with_caves(150, 3, 60, 140))
    numbers = [one.rep.number for one in drawn(made).reps]
    assert len(numbers) == len(set(numbers)) == MOST_CURVES
    assert {1, 3, 60, 140, 150} <= set(numbers)
    assert numbers == sorted(numbers)
    assert max(np.diff(numbers)) <= 4
    assert str(phase_chart(made, Leg.LEFT, width_px=WIDE_PX)).count('class="cur hot"') == 3
    assert f"Left knee, {MOST_CURVES} of 150 reps by phase, the gravest first" in render(made, ())
    assert "the gravest" not in render(of_reps(with_caves(150)), ()).partition("by phase")[2]


def test_each_legs_gravest_are_drawn_however_grave_the_others_are() -> None:
    left = tuple(20 + k / 50 if k % 2 else 3 for k in range(150))
    made = of_reps(left, with_caves(150, 5, 77, deg=16.0))
    numbers = {one.rep.number for one in drawn(made).reps}
    gravest = sorted(range(1, 151), key=lambda number: left[number - 1])[-MOST_CURVES // 2 + 2 :]
    assert {5, 77, *gravest} <= numbers


@pytest.mark.parametrize("reps", [12, 60, 100, 150])
@pytest.mark.parametrize("every", [1, 5])
def test_numbers_by_phase_stand_beside_their_curve(reps: int, every: int) -> None:
    peaks = tuple(22.0 + k % 3 if k % every == 0 else 3.0 for k in range(reps))
    chart = str(phase_chart(of_reps(peaks), Leg.LEFT, width_px=WIDE_PX))
    ends = [
        tuple(map(float, path.split("L")[-1].split()))
        for path in re.findall(r'class="cur hot" d="M([^"]+)"', chart)
    ]
    told = [
        (float(x) - 6, float(y) - 4)
        for x, y in re.findall(r'<text class="t" x="([\d.]+)" y="([\d.]+)"', chart)
    ]
    assert told
    assert len(told) == len(ends) or every == 1 or reps > 12
    assert min(np.diff([y for _, y in told]), default=TEXT_PX) >= TEXT_PX - 0.11
    for x, y in told:
        assert y <= HEIGHT_PX - 34
        assert any(abs(x - at) < 0.11 and -0.11 <= y - end <= 2 * TEXT_PX for at, end in ends)


def test_the_words_name_the_first_reps_and_count_the_others(long: Analysis) -> None:
    told = " ".join(lead(long))
    assert "Reps 2, 7, 12," in told
    assert re.search(r"and \d+ more", told)
    assert len(told) < 600


def test_the_strip_of_many_reps_has_a_mark_wherever_a_knee_caved(long: Analysis) -> None:
    strip = Strip(long, width_px=720, unit_px=7.2, over=False, limit_shown=True)
    image = np.full((400, 720, 3), 90, np.uint8)
    strip.paint(image, float(long.signals.time_s[-1]))
    red = np.abs(image[-strip.height_px :].astype(int) - VERDICT[Word.CAVE]).max(axis=2) < 30
    columns = np.flatnonzero(red[: strip.height_px // 2].any(axis=0))
    assert len(judged(long, Cave)) > 2 * SETS
    assert np.diff(columns).max() < 3 * 0.95 * 7.2


def test_colours_of_a_long_clip_stay_as_long_as_they_should_and_where_they_were() -> None:
    rng = np.random.default_rng(5)
    long = rng.random(2000) < 0.3
    lengths = np.where(long, rng.integers(20, 90, 2000), rng.integers(1, 12, 2000))
    states = rng.integers(0, 6, 2000)
    shown = held(np.repeat(states, lengths), np.arange(lengths.sum()) / 30.0)
    edges = np.flatnonzero(np.diff(shown)) + 1
    assert np.diff(edges).min() >= round(HOLD_S * 30)
    middles = (np.cumsum(lengths) - lengths // 2)[long]
    np.testing.assert_array_equal(shown[middles], states[long])
