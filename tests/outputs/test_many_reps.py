"""Clips of hundreds of reps: what is shown of them keeps its size, and says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.verdict import Cave, Word
from kneecave.outputs.charts import GLYPH_PX, NARROW, WIDE, Size, set_chart
from kneecave.outputs.found import judged, many
from kneecave.outputs.html_report import render
from kneecave.outputs.overlay_story import HOLD_S, held
from kneecave.outputs.overlay_strip import Strip
from kneecave.outputs.palette import VERDICT
from kneecave.outputs.phase_chart import MOST_CURVES
from kneecave.outputs.words import lead
from tests.outputs.analyses import STORIES, Story, make_analysis

SETS = 80
REPS = 5 * SETS


@pytest.fixture(scope="module")
def long() -> Iterator[Analysis]:
    """Four hundred squats; of every five, the left knee caves in on two and the right on one."""
    story = Story((4, 23, 3, 24, 3) * SETS, (3, 20, 1, 4, 2) * SETS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(STORIES, "long", story)
        yield make_analysis("long", rate_hz=15.0)


def test_many_are_more_than_a_chart_has_room_for(long: Analysis) -> None:
    assert many(long)
    assert not any(many(make_analysis(kind)) for kind in STORIES if kind != "long")


def test_the_page_does_not_grow_with_curves(long: Analysis) -> None:
    page = render(long, ())
    assert page.count("<path") < 8 * MOST_CURVES
    assert page.count("<use") < 2 * REPS + 400  # a sign in each cell of the table, and the charts'
    assert f"Left knee, {MOST_CURVES} of {REPS} reps by phase" in page
    assert page.count("<tr data-rep") == REPS
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
