"""A comparison, or a person's history, as one HTML file that needs nothing beside itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kneecave.model.change import Change, Comparison, LegChange, Trend
from kneecave.model.session import Kept, Session
from kneecave.outputs import change_words as words
from kneecave.outputs import names
from kneecave.outputs.change_charts import NARROW_PX, WIDE_PX, pair_chart, trend_chart
from kneecave.outputs.contributor_words import PROVES_NOTHING, contributor_sentence, why
from kneecave.outputs.sections import Fact
from kneecave.outputs.words import NOTICE, TAGLINE

SIGNS = {
    Change.BETTER: "↓",
    Change.WORSE: "↑",
    Change.NO_REAL_CHANGE: "=",
    Change.UNMEASURABLE: "–",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A change as a coloured word: its class in the style sheet, a sign, the word."""

    kind: str
    sign: str
    word: str


@dataclass(frozen=True, slots=True)
class Card:
    """One leg: what changed, the chart in two widths, the sentence, what a test means."""

    title: str
    chip: Chip | None
    figures: tuple[Fact, ...]
    wide: Markup | None
    narrow: Markup | None
    sentence: str
    meaning: str | None = None


def comparison_html(comparison: Comparison) -> str:
    """Return a comparison as one HTML page."""
    before, after = comparison.before, comparison.after
    title = f"kneecave compare · {before.clip} · {after.clip}"
    return _page(title, comparison_body(comparison))


def history_html(person: str, kept: Sequence[Kept], trends: Sequence[Trend]) -> str:
    """Return a person's history as one HTML page."""
    return _page(f"kneecave history · {person}", history_body(person, kept, trends))


def comparison_body(comparison: Comparison) -> Markup:
    """Return what stands on a comparison's page, without the notice."""
    tried = () if comparison.tried is None else (Fact("Test", words.TESTS[comparison.tried]),)
    return _body(
        headline=words.headline(comparison),
        facts=(
            *_side("Before", comparison.before),
            *_side("After", comparison.after),
            *tried,
        ),
        cards=tuple(_pair(one, comparison) for one in comparison.legs),
        contributors=tuple(
            (contributor_sentence(one), why(one)) for one in comparison.contributors
        ),
        notes=comparison.notes,
    )


def history_body(person: str, kept: Sequence[Kept], trends: Sequence[Trend]) -> Markup:
    """Return what stands on the page of a person's history, without the notice."""
    tests = any(one.session.tried is not None for one in kept)
    return _body(
        headline=person,
        lead=words.trends_headline(trends),
        facts=(
            Fact("Sessions", str(len(kept))),
            Fact("First", words.day(kept[0].session.at)),
            Fact("Last", words.day(kept[-1].session.at)),
        ),
        cards=tuple(_trend(one) for one in trends),
        contributors=(),
        notes=(words.TESTS_LEFT_OUT,) if tests else (),
    )


def _page(title: str, body: Markup) -> str:
    page = _environment().get_template("change.html")
    return page.render(title=title, body=body, notice=NOTICE)


def _body(
    *,
    headline: str,
    facts: Sequence[Fact],
    cards: Sequence[Card],
    contributors: Sequence[tuple[str, tuple[str, ...]]],
    notes: Sequence[str],
    lead: str = "",
) -> Markup:
    body = _environment().get_template("change_body.html")
    return Markup(
        body.render(
            tagline=TAGLINE,
            headline=headline,
            lead=lead,
            facts=facts,
            cards=cards,
            contributors=contributors,
            proves_nothing=PROVES_NOTHING,
            notes=notes,
            method=words.METHOD,
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("kneecave.outputs", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _side(label: str, session: Session) -> tuple[Fact, ...]:
    return (Fact(label, f"{session.clip}, {words.day(session.at)}"),)


def _chip(change: Change) -> Chip:
    return Chip(change.name.lower().replace("_", "-"), SIGNS[change], words.CHANGES[change])


def _pair(one: LegChange, comparison: Comparison) -> Card:
    metric = comparison.metric
    title = words.title(one.movement, one.leg, metric)
    return Card(
        title=title,
        chip=_chip(one.change),
        figures=(
            Fact("Before", f"{words.level(one.before, metric)}, {words.reps(one.before)}"),
            Fact("After", f"{words.level(one.after, metric)}, {words.reps(one.after)}"),
        ),
        wide=pair_chart(one, metric, width_px=WIDE_PX, label=f"Before and after: {title}"),
        narrow=pair_chart(one, metric, width_px=NARROW_PX, label=f"Before and after: {title}"),
        sentence=words.sentence(one, metric),
        meaning=one.meaning,
    )


def _trend(trend: Trend) -> Card:
    title = words.title(trend.movement, trend.leg, trend.metric)
    first, last = trend.points[0], trend.points[-1]
    ends = (first, last) if last.difference is not None else (first,)
    return Card(
        title=f"{title} ({names.METRICS[trend.metric]})",
        chip=None if last.difference is None else _chip(last.difference.change),
        figures=tuple(
            Fact(
                words.day(point.at),
                f"{words.level(point.level, trend.metric)}, {words.reps(point.level)}",
            )
            for point in ends
        ),
        wide=trend_chart(trend, width_px=WIDE_PX, label=f"From session to session: {title}"),
        narrow=trend_chart(trend, width_px=NARROW_PX, label=f"From session to session: {title}"),
        sentence=words.trend_sentence(trend),
    )
