"""A written report taken apart again for pages that lay it out in another way."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kneecave.errors import ReportFileError
from kneecave.model.verdict import Unmeasurable
from kneecave.outputs.charts import NARROW, WIDE
from kneecave.outputs.html_report import render
from kneecave.outputs.report_parts import Part, read_parts
from tests.outputs.analyses import STORIES, make_analysis


@pytest.mark.parametrize("kind", STORIES)
def test_the_parts_are_the_whole_report_in_its_order(kind: str) -> None:
    page = render(make_analysis(kind), ())
    whole = page.partition("<main>")[2].partition("</main>")[0]
    said = re.sub(r"<!--.*?-->|\s+", "", whole)
    assert re.sub(r"\s+", "", "".join(read_parts(page).values())) == said


def test_a_clip_cannot_be_named_like_a_mark() -> None:
    analysis = make_analysis("cave")
    name = "<!-- part notice -->\n<script>alert(1)</script>.mp4"
    parts = read_parts(render(replace(analysis, clip=replace(analysis.clip, name=name)), ()))
    assert "<script" not in "".join(parts.values())
    assert parts[Part.NOTICE].startswith('<p class="notice">')


@pytest.mark.parametrize("page", ["", "<h1>Hello</h1>", "<!-- part answer -->\n<p>\n"])
def test_what_is_no_report_of_ours_is_refused(page: str) -> None:
    with pytest.raises(ReportFileError, match="other parts"):
        read_parts(page)


@pytest.mark.parametrize("kind", ["cave", "lunge", "kasr", "unmeasurable"])
def test_a_row_of_the_table_tells_the_rep_and_its_worst_moment(kind: str) -> None:
    analysis = make_analysis(kind)
    rows = re.findall(
        r'<tr data-rep="(\d+)" data-from-s="([\d.]+)" data-to-s="([\d.]+)" '
        r'data-worst-s="([\d.]+)">',
        read_parts(render(analysis, ()))[Part.REPS],
    )
    assert len(rows) == len(analysis.reps)
    for told, judged in zip(rows, analysis.reps, strict=True):
        number, start_s, end_s, worst_s = map(float, told)
        rep = judged.rep
        assert (number, start_s, end_s) == pytest.approx(
            (rep.number, rep.start_s, rep.end_s), abs=1e-3
        )
        peaks = [v.peak for v in judged.legs.values() if not isinstance(v, Unmeasurable)]
        top = max(peaks, key=lambda peak: analysis.metric.inward * peak.value, default=None)
        assert worst_s == pytest.approx(rep.bottom_s if top is None else top.time_s, abs=1e-3)


def test_a_curve_tells_where_a_time_lies() -> None:
    analysis = make_analysis("cave")
    curves = read_parts(render(analysis, ()))[Part.CURVES]
    charts = re.findall(
        r'data-from-s="([\d.]+)" data-to-s="([\d.]+)" data-left="([\d.]+)" data-right="([\d.]+)"'
        r' data-top="22" data-bottom="[\d.]+">(.*?)</svg>',
        curves,
    )
    assert len(charts) == 4
    for (*told, drawn), size in zip(charts, (WIDE, NARROW, WIDE, NARROW), strict=True):
        from_s, to_s, left, right = map(float, told)
        assert (left, right) == (size.left, size.width - size.right)
        scale = (right - left) / (to_s - from_s)
        begins = [left + (one.rep.start_s - from_s) * scale for one in analysis.reps]
        drawn_at = [float(x) for x in re.findall(r'class="repb" x="([\d.]+)"', drawn)]
        assert drawn_at == pytest.approx(begins[: len(drawn_at)], abs=0.1)
        assert drawn_at
