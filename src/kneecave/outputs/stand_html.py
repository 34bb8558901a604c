"""The standing check, or a plan, as one HTML page that needs nothing beside itself."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from kneecave.model.analysis import Advice, Analysis, Summary
from kneecave.outputs import captions, names, next_steps, sections
from kneecave.outputs.contributor_words import PROVES_NOTHING
from kneecave.outputs.sections import Fact
from kneecave.outputs.standing_words import FEET, standing_headline, standing_lead
from kneecave.outputs.words import NOTICE, TAGLINE


def stand_html(analysis: Analysis) -> str:
    """Return the standing check of an analysis as one page."""
    check = analysis.standing_check
    return (
        _environment()
        .get_template("stand.html")
        .render(
            title=f"kneecave stand · {analysis.clip.name}",
            tagline=TAGLINE,
            headline=standing_headline(check),
            lead=" ".join(standing_lead(check)),
            facts=[
                fact for fact in sections.facts(analysis) if fact.label not in ("Reps", "Signal")
            ],
            check=check,
            standing=None
            if analysis.standing is None
            else sections.standing_rows(analysis.standing),
            feet=FEET,
            advice=analysis.advice,
            captions=captions,
            names=names,
            notice=NOTICE,
        )
    )


def plan_html(source: str, advice: Advice, summary: Summary) -> str:
    """Return a plan as one page, with the drawings; without one, why there is none."""
    plan = advice.plan
    return (
        _environment()
        .get_template("plan_page.html")
        .render(
            title=f"kneecave plan · {source}",
            tagline=TAGLINE,
            headline=next_steps.no_plan(summary) if plan is None else next_steps.plan_title(plan),
            lead=summary.detail if plan is None else None,
            facts=[Fact("For", source)],
            origins=next_steps.origins(advice.contributors),
            advice=advice,
            next_steps=next_steps,
            proves_nothing=PROVES_NOTHING,
            notice=NOTICE,
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
