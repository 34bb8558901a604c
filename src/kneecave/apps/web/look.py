"""How pages are made: templates with the words, and the report's own style."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from fastapi import Request
from fastapi.templating import Jinja2Templates
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from kneecave.apps.web.texts import texts
from kneecave.model.rep import Movement
from kneecave.model.session import Tried
from kneecave.outputs import change_words, names
from kneecave.outputs.words import NOTICE, TAGLINE

HERE = Path(__file__).parent
STYLES = ("report.css", "change.css")


@cache
def templates() -> Jinja2Templates:
    """Return the templates: ours, and the report's under ``report/``."""
    environment = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(HERE / "templates"), PackageLoader("kneecave.outputs", "templates")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "texts": texts(),
        "notice": NOTICE,
        "tagline": TAGLINE,
        "words": names.WORDS,
        "movements": {kind.value: names.MOVEMENTS[kind][0].capitalize() for kind in Movement},
        "tests": {tried.value: tried.name.lower() for tried in Tried},
    }
    environment.filters |= {"day": change_words.day, "moment": change_words.day_and_time}
    return Jinja2Templates(env=environment)


def page(
    request: Request, template: str, *, status_code: int = 200, **context: object
) -> HTMLResponse:
    """Return a page; ``here`` in its context is the entry of the navigation it belongs to."""
    return templates().TemplateResponse(request, template, context, status_code=status_code)


@cache
def report_style() -> str:
    """Return the report's style sheets; ``static/pages.css`` adds what only pages have."""
    folder = files("kneecave.outputs").joinpath("templates")
    return "\n".join(folder.joinpath(name).read_text("utf-8") for name in STYLES)
