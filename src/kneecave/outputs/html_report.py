"""The report as one HTML file that needs nothing beside itself."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.verdict import Metric, Word
from kneecave.outputs import captions, names, next_steps, numbers, sections, words
from kneecave.outputs.charts import NARROW, WIDE, set_chart
from kneecave.outputs.contributor_words import PROVES_NOTHING
from kneecave.outputs.found import many, worst
from kneecave.outputs.phase_chart import NARROW_PX, WIDE_PX, phase_chart
from kneecave.outputs.standing_words import standing_headline

if TYPE_CHECKING:  # the pictures' room of libraries is not needed to write words
    from kneecave.outputs.key_frames import KeyFrame


@dataclass(frozen=True, slots=True)
class _Picture:
    """A key frame as the template shows it."""

    source: str
    alt: str
    word: Word
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class _LegCharts:
    """One leg's charts, or a sentence in their place."""

    title: str
    wide: Markup | None
    narrow: Markup | None
    instead: str = ""


def render(analysis: Analysis, key_frames: Sequence[KeyFrame]) -> str:
    """Return the report as one HTML page with its style, charts and pictures inside.

    ``key_frames`` are shown in their order, the worst first; none leaves their card out.
    """
    return template().render(
        title=f"kneecave report · {analysis.clip.name}",
        tagline=words.TAGLINE,
        headline=words.headline(analysis),
        lead=_lead(analysis),
        notice=words.NOTICE,
        facts=sections.facts(analysis),
        judged=worst(analysis) is not None,
        refusal=analysis.refusal,
        table=sections.table(analysis),
        many=many(analysis),
        pictures=_pictures(key_frames),
        charts=_charts(analysis),
        phases=_phases(analysis),
        standing=None if analysis.standing is None else sections.standing_rows(analysis.standing),
        standing_headline=standing_headline(analysis.standing_check),
        also=sections.also_rows(analysis),
        missing=sections.missing(analysis),
        advice=analysis.advice,
        origins=next_steps.origins(analysis.advice.contributors),
        next_steps=next_steps,
        proves_nothing=PROVES_NOTHING,
        captions=captions,
        analysis=analysis,
        names=names,
    )


@cache
def template() -> Template:
    """Return the page; read once, which takes a while."""
    environment = Environment(
        loader=PackageLoader("kneecave.outputs", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _lead(analysis: Analysis) -> Markup:
    """Return the lead with the worst peak's number in bold."""
    text = escape(" ".join(words.lead(analysis)))
    top = worst(analysis)
    if top is None:
        return text
    strong = numbers.with_spread(
        abs(top.peak.value) if analysis.metric is Metric.KNEE_OVER_FOOT else top.peak.value,
        top.peak.spread,
        numbers.unit_of(analysis.metric),
    )
    return text.replace(strong, Markup("<b>{}</b>").format(strong), 1)


def _pictures(key_frames: Sequence[KeyFrame]) -> tuple[_Picture, ...]:
    return tuple(_picture(frame, beside=k > 0) for k, frame in enumerate(key_frames))


def _picture(frame: KeyFrame, *, beside: bool) -> _Picture:
    """Return a key frame with what stands under it; the one ``beside`` shows both knees."""
    part = "same depth" if beside else frame.phase.value
    return _Picture(
        source="data:image/jpeg;base64," + b64encode(frame.jpeg).decode("ascii"),
        alt=frame.alt,
        word=frame.word,
        name=f"Rep {frame.rep}" + ("" if beside else f", {frame.leg.value}"),
        place=f"{part}, {numbers.seconds(frame.time_s)}",
    )


def _charts(analysis: Analysis) -> tuple[_LegCharts, ...]:
    if worst(analysis) is None:
        return ()
    return tuple(_leg_charts(analysis, leg) for leg in _legs(analysis))


def _leg_charts(analysis: Analysis, leg: Leg) -> _LegCharts:
    wide = set_chart(analysis, leg, WIDE)
    return _LegCharts(
        title=_knee(analysis, leg),
        wide=wide,
        narrow=set_chart(analysis, leg, NARROW),
        instead=captions.no_chart(analysis, leg) if wide is None else "",
    )


def _phases(analysis: Analysis) -> tuple[_LegCharts, ...]:
    """Return the charts by phase; none for a single rep, nor for a leg that was never judged."""
    if len(analysis.reps) < 2:
        return ()
    charts = (
        _LegCharts(
            title=_knee(analysis, leg),
            wide=phase_chart(analysis, leg, width_px=WIDE_PX),
            narrow=phase_chart(analysis, leg, width_px=NARROW_PX),
        )
        for leg in _legs(analysis)
    )
    return tuple(chart for chart in charts if chart.wide is not None)


def _legs(analysis: Analysis) -> tuple[Leg, ...]:
    """Return the legs to draw: one stands for both where the metric is of both together."""
    return (Leg.LEFT,) if analysis.metric is Metric.KASR else tuple(Leg)


def _knee(analysis: Analysis, leg: Leg) -> str:
    return "Both knees" if analysis.metric is Metric.KASR else f"{leg.value.capitalize()} knee"
