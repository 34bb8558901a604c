from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.rep import Phase
from kneecave.model.signals import Measure
from kneecave.model.verdict import Cave, Metric, Reason, Unmeasurable, Word
from kneecave.outputs import axes
from kneecave.outputs.charts import NARROW, WIDE, set_chart
from kneecave.outputs.html_report import render
from kneecave.outputs.key_frames import KeyFrame
from kneecave.outputs.phase_chart import WIDE_PX, phase_chart
from kneecave.outputs.words import NOTICE, TAGLINE, headline
from tests.outputs.analyses import STORIES, make_analysis

FORBIDDEN = re.compile(r"injur|risk|diagnos|abduct|\bACL\b|\bnormal|score|\bnan\b|\binf\b", re.I)
VOID = {"meta", "img", "br"}
FRAMES = (
    KeyFrame(b"\xff\xd8worst", Word.CAVE, 4, Leg.LEFT, Phase.DESCENT, 11.9, "Rep 4, left knee"),
    KeyFrame(b"\xff\xd8clear", Word.CLEAR, 3, Leg.LEFT, Phase.DESCENT, 8.6, "Rep 3, left knee"),
)


class Reader(HTMLParser):
    """Reads a page: its text, its headings, and whether every element ends where it should."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.headings: list[str] = []
        self.sources: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.sources += [named[key] or "" for key in ("src", "href") if key in named]
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"h1", "h2"}:
            self.headings.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.sources += [value or "" for key, value in attrs if key in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text.append(data)
        if self.open and self.open[-1] in {"h1", "h2"}:
            self.headings[-1] += data

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.text).split())


def read(kind: str, frames: tuple[KeyFrame, ...] = ()) -> Reader:
    return Reader(render(make_analysis(kind), frames))


def points(chart: str, name: str) -> list[list[tuple[float, float]]]:
    """Return the points of every path of a class, in pixels."""
    found = re.findall(rf'<path class="{name}" d="M([^"Z]*)Z?"', chart)
    return [
        [(float(x), float(y)) for x, y in (p.split() for p in path.split("L"))] for path in found
    ]


@pytest.mark.parametrize("kind", STORIES)
def test_every_story_is_a_whole_page_that_needs_nothing_beside_itself(kind: str) -> None:
    page = Reader(render(make_analysis(kind), FRAMES))
    assert page.headings[0] == headline(make_analysis(kind))
    assert all(source.startswith(("#", "data:image/jpeg;base64,")) for source in page.sources)
    assert page.said.endswith(NOTICE)
    assert render(make_analysis(kind), FRAMES).startswith("<!doctype html>")


@pytest.mark.parametrize("kind", STORIES)
def test_forbidden_words_stand_only_in_notice_and_tagline(kind: str) -> None:
    said = read(kind, FRAMES).said.replace(NOTICE, "").replace(TAGLINE, "")
    assert not FORBIDDEN.search(said)


def test_the_page_forbids_itself_every_foreign_source() -> None:
    page = render(make_analysis("cave"), FRAMES)
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page
    assert not re.search(r"https?:|url\(|@import|<script|<link", page)


def test_a_caved_set_has_all_its_cards_in_order() -> None:
    assert read("cave", FRAMES).headings == [
        "The knees caved in on 2 of 5 squats.",
        "Rep by rep",
        "The worst moment, and the same depth done well",
        "Knee over foot, through the set",
        "Left knee, all reps by phase",
        "Right knee, all reps by phase",
        "Standing check",
        "Also measured, at the worst moment",
        "Next set",
        "What it may come from",
        "Tests to try",
        "Plan: 3 sessions a week for 4 weeks",
        "What could not be measured",
        "Film it even better",
    ]


def test_a_refusal_is_a_short_calm_page() -> None:
    page = read("refused")
    assert page.headings == ["The knees could not be measured.", "Reps seen", "How to film it"]
    assert "Filmed from the side: a knee moving inward cannot be seen." in page.said
    assert "Clear" not in page.said
    assert not re.search(r"error|fail|!", page.said, re.I)


def test_no_rep_says_so_and_shows_no_empty_cards() -> None:
    assert read("no-rep").headings == ["No rep found.", "How to film it"]


def test_the_spread_is_explained_once() -> None:
    assert read("cave", FRAMES).said.count("standard deviation") == 1


def test_each_verdict_has_shape_word_and_class() -> None:
    page = render(make_analysis("watch"), ())
    row = page[page.index("Rep 5<") :]
    row = row[: row.index("</tr>")]
    assert re.findall(r'class="chip (\w+)".*?href="#(\w+)".*?</svg>(\w+)', row) == [
        ("clear", "clear", "Clear"),
        ("watch", "watch", "Watch"),
    ]


def test_the_table_gives_number_spread_phase_and_time_or_the_reason() -> None:
    said = read("unmeasurable").said
    assert re.search(
        r"Rep 3 7\.3–9\.9 s Watch 11\.5° ± 2\.1° ascent, 9\.1 s Unmeasurable foot", said
    )


def test_the_worst_number_is_bold_in_the_lead() -> None:
    page = render(make_analysis("cave"), ())
    assert re.search(r'<p class="lead">[^<]*pointed <b>23\.9° ± 2\.8°</b> inside the foot', page)


def test_names_from_outside_are_escaped() -> None:
    analysis = make_analysis("clear")
    clip = replace(analysis.clip, name='<img src=x onerror="alert(1)">.mp4')
    page = render(replace(analysis, clip=clip), ())
    assert "<img" not in page
    assert "&lt;img src=x onerror=" in page


def test_key_frames_are_inside_the_page_with_their_words() -> None:
    page = read("cave", FRAMES)
    assert [source[:23] for source in page.sources if source[0] != "#"] == [
        "data:image/jpeg;base64,"
    ] * 2
    assert "Rep 4, left , descent, 11.9 s" in page.said
    assert "Rep 3 , same depth, 8.6 s" in page.said


def test_a_cave_against_the_own_best_says_so_in_its_row() -> None:
    analysis = make_analysis("one-rep")
    caved = analysis.reps[0].legs[Leg.LEFT]
    assert isinstance(caved, Cave)
    near = Cave(replace(caved.peak, value=8.0, spread=2.0, relative=7.1))
    rep = replace(analysis.reps[0], legs={**analysis.reps[0].legs, Leg.LEFT: near})
    said = Reader(render(replace(analysis, reps=(rep,)), ())).said
    assert "8.0° ± 2.0° ascent, 2.5 s; 7.1° over own best" in said


def test_one_reason_for_many_reps_is_one_line() -> None:
    analysis = make_analysis("clear")
    reps = tuple(
        replace(
            rep,
            legs={
                **rep.legs,
                Leg.LEFT: Unmeasurable(Reason.TOO_SHALLOW, f"The knee bent only {30 + k}°."),
            },
        )
        for k, rep in enumerate(analysis.reps)
    )
    said = Reader(render(replace(analysis, reps=reps), ())).said
    assert "Unmeasurable Reps 1–5, left: too shallow. Rep 1, left: The knee bent only 30°." in said


def test_what_of_the_file_was_lost_is_told() -> None:
    analysis = make_analysis("clear")
    clip = replace(
        analysis.clip, frames=86, declared_frames=159, damaged_packets=1, variable_rate=True
    )
    said = Reader(render(replace(analysis, clip=clip), ())).said
    assert "Frames 86 at 25 fps, varying" in said
    assert "File 1 damaged part of the file could not be read." in said
    assert "File The file says 159 frames; 86 could be read." in said


def test_charts_have_the_same_axis_for_both_legs() -> None:
    analysis = make_analysis("cave")
    charts = [set_chart(analysis, leg, WIDE) for leg in Leg]
    limits = [re.search(r'class="lim"[^>]*y1="([\d.]+)"', str(chart)) for chart in charts]
    assert limits[0] and limits[1]
    assert limits[0][1] == limits[1][1]
    assert axes.value_span(analysis) == axes.Span(-6.0, 29.0)


def test_the_axis_grows_for_knees_pushed_far_out() -> None:
    analysis = make_analysis("clear")
    reps = []
    for rep in analysis.reps:
        left = rep.legs[Leg.LEFT]
        assert not isinstance(left, Unmeasurable)
        moved = replace(left, peak=replace(left.peak, value=-25.0))
        reps.append(replace(rep, legs={**rep.legs, Leg.LEFT: moved}))
    assert axes.value_span(replace(analysis, reps=tuple(reps))) == axes.Span(-30.0, 29.0)


def test_a_curve_is_thick_only_where_it_is_judged_and_absent_when_straight() -> None:
    analysis = make_analysis("cave")
    analysis = replace(analysis, settings={**analysis.settings, "limits.flexion_to_deg": 70.0})
    flexion = analysis.signals.left.flexion_deg.value
    rep = analysis.reps[1].rep
    seen = axes.shown(analysis, Leg.LEFT, rep)
    judged = axes.judged_frames(analysis, Leg.LEFT, rep)
    assert flexion[seen].min() >= 40
    assert flexion[judged].max() <= 70 < flexion[seen].max()
    chart = str(set_chart(analysis, Leg.LEFT, WIDE))
    assert len(points(chart, "cur thin")) == 5, "the bottom of each rep"
    assert len(points(chart, "cur")) == 10, "descent and ascent of each rep"
    thin, thick = points(chart, "cur thin")[0], points(chart, "cur")[:2]
    assert thin[0] == thick[0][-1], "the line goes on without a break"
    assert thin[-1] == thick[1][0]


def test_a_gap_is_never_drawn_across() -> None:
    analysis = make_analysis("cave")
    left = analysis.signals.left
    lost = np.abs(analysis.signals.time_s - analysis.reps[1].rep.bottom_s) < 0.2
    value = np.where(lost, np.nan, left.knee_over_foot_deg.value)
    spread = np.where(lost, np.nan, left.knee_over_foot_deg.spread)
    gapped = replace(left, knee_over_foot_deg=Measure(value, spread))
    analysis = replace(analysis, signals=replace(analysis.signals, left=gapped))
    chart = str(set_chart(analysis, Leg.LEFT, WIDE))
    assert len(points(chart, "cur")) == 6
    assert len(points(chart, "rib")) == 6
    assert "nan" not in chart
    assert "nan" not in str(phase_chart(analysis, Leg.LEFT, width_px=WIDE_PX))


@pytest.mark.parametrize("kind", ["cave", "kasr", "frontal", "lunge", "unmeasurable"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_charts_are_well_formed_and_their_marks_lie_inside(kind: str, size: object) -> None:
    analysis = make_analysis(kind)
    chart = set_chart(analysis, Leg.LEFT, size)  # type: ignore[arg-type]
    assert chart is not None
    picture = ElementTree.fromstring(str(chart))
    width, height = (float(n) for n in picture.attrib["viewBox"].split()[2:])
    for mark in picture.iter("use"):
        x, y, side = (float(mark.attrib[key]) for key in ("x", "y", "width"))
        assert 0 <= x <= width - side
        assert 0 <= y <= height - side
    marks = [mark.attrib["href"] for mark in picture.iter("use")]
    assert marks == ["#" + str(word) for word in words_of(analysis)]


def words_of(analysis: Analysis) -> list[str]:
    return [type(rep.legs[Leg.LEFT]).__name__.lower() for rep in analysis.reps]


def test_the_glyph_of_a_peak_stands_at_its_time_and_value() -> None:
    analysis = make_analysis("cave")
    verdict = analysis.reps[3].legs[Leg.LEFT]
    assert isinstance(verdict, Cave)
    picture = ElementTree.fromstring(str(set_chart(analysis, Leg.LEFT, WIDE)))
    mark = [m for m in picture.iter("use") if m.attrib["href"] == "#cave"][1]
    x, y = (float(mark.attrib[key]) + 8 for key in ("x", "y"))
    first, last = analysis.reps[0].rep.start_s, analysis.reps[-1].rep.end_s
    start, end = max(first - 1, 0), min(last + 1, analysis.clip.duration_s)
    assert x == pytest.approx(40 + 798 * (verdict.peak.time_s - start) / (end - start), abs=0.2)
    assert y == pytest.approx(146 - 124 * (verdict.peak.value + 6) / 35, abs=0.2)


def test_a_ratio_caves_below_its_limit() -> None:
    analysis = make_analysis("kasr")
    chart = str(set_chart(analysis, Leg.LEFT, WIDE))
    tops = {
        name: float(re.search(rf'class="{name}"[^>]* y="([\d.]+)"', chart)[1])  # type: ignore[index]
        for name in ("bc", "bw", "bv")
    }
    assert tops["bc"] < tops["bw"] < tops["bv"]
    page = read("kasr")
    assert [h for h in page.headings if "phase" in h] == ["Both knees, all reps by phase"]
    assert "0.62 ± 0.04" in page.said


def test_the_watch_zone_reaches_from_the_limit_as_far_as_doubt() -> None:
    analysis = make_analysis("cave")
    where = axes.zones(analysis, Leg.LEFT)
    assert where is not None
    spreads = [rep.legs[Leg.LEFT].peak.spread for rep in analysis.reps]  # type: ignore[union-attr]
    certainty = float(analysis.settings["limits.certainty_z"])
    assert where.limit == 10.0
    assert where.past == pytest.approx(10.0 + certainty * np.median(spreads))


def test_a_leg_never_judged_has_a_sentence_in_place_of_its_chart() -> None:
    page = read("unmeasurable")
    assert set_chart(make_analysis("unmeasurable"), Leg.RIGHT, WIDE) is None
    assert "Unmeasurable Not judged: foot hidden." in page.said


def test_a_side_is_named_only_beyond_its_spread() -> None:
    said = read("clear").said
    assert "Foot direction, left 22.0° ± 2.0° , out" in said
    assert "Hip line 0.3° ± 1.1° Knee" in said


def test_a_single_rep_has_no_chart_by_phase() -> None:
    assert not any("phase" in heading for heading in read("one-rep").headings)


def test_thinning_keeps_both_ends_and_its_distance() -> None:
    columns = np.arange(0.0, 10.05, 0.1)
    kept = axes.thinned(columns, apart_px=2.0)
    assert (kept[0], kept[-1]) == (0, len(columns) - 1)
    assert np.diff(columns[kept])[:-1].min() >= 2.0 - 1e-9
    assert axes.thinned(np.array([3.0]), apart_px=2.0) == [0]


def test_runs_are_first_and_last_true_frames() -> None:
    assert axes.runs(np.array([False, True, True, False, True])) == [(1, 2), (4, 4)]
    assert axes.runs(np.zeros(0, dtype=bool)) == []


def test_a_long_set_stays_a_small_file() -> None:
    analysis = make_analysis("cave", rate_hz=240.0)
    assert len(analysis.signals.time_s) > 4000
    assert len(render(analysis, ())) < 80_000


@pytest.mark.parametrize(
    ("metric", "title", "signal"),
    [
        (Metric.KNEE_OVER_FOOT, "Knee over foot", "knee over foot"),
        (Metric.FRONTAL, "Frontal angle", "frontal angle"),
        (Metric.FPPA, "FPPA", "FPPA"),
        (Metric.KASR, "Knee : ankle width", "knee : ankle width"),
    ],
)
def test_the_chosen_metric_is_named_and_not_listed_beside_itself(
    metric: Metric, title: str, signal: str
) -> None:
    page = Reader(render(replace(make_analysis("cave"), metric=metric), ()))
    assert f"{title}, through the set" in page.headings
    assert f"Signal {signal} kneecave" in page.said
    also = page.said.split("Also measured, at the worst moment")[1].split("Next set")[0]
    beside = {"Knee over foot", "Frontal angle", "FPPA (image)", "Knee : ankle width"}
    assert sum(name in also for name in beside) == 3
    assert title not in also
