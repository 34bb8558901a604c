"""HTML pages and routes of the history: people, one person, two sessions compared."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from starlette.responses import HTMLResponse, Response

from kneecave.apps.sessions import KEPT, Source, compared, database_path, kept_source, refuse_empty
from kneecave.apps.web.clip import State
from kneecave.apps.web.look import page
from kneecave.apps.web.texts import texts
from kneecave.errors import HistoryError, KneecaveError, OutputError, ReportFileError, UsageError
from kneecave.history.store import History
from kneecave.model.session import Kept, Tried
from kneecave.outputs.advice_reader import load_contributors
from kneecave.outputs.change_html import comparison_body, history_body
from kneecave.outputs.report_reader import load_report

router = APIRouter()

LONGEST_NAME_SENT = 1000
"""Far more than a name may have, so that its own check can say why it cannot be one."""

NO_ADDRESS = (".", "..")
"""Browsers take these for folders, however they are written."""


def _chosen(value: str | None) -> str | None:
    """Return what was chosen in a form; the empty choice is none."""
    return value or None


class Keep(BaseModel):
    """What a browser asks to be kept: the result of a clip, under a person's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clip: str
    person: Annotated[str, StringConstraints(max_length=LONGEST_NAME_SENT)]
    tried: Tried | None = None


class KeptAs(BaseModel):
    """What came of keeping: whose it is now, where that is shown, and names that are near."""

    person: str
    page: str
    new: bool
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person in the list."""

    name: str
    page: str
    sessions: int
    first: datetime
    last: datetime


@router.get("/history", response_class=HTMLResponse)
def everybody(request: Request) -> HTMLResponse:
    """Return the page of everybody the history knows."""
    with _history(request) as history:
        people = () if history is None else history.people()
    listed = [
        Somebody(one.name, page_of(one.name), one.sessions, one.first, one.last) for one in people
    ]
    return page(request, "history.html", here="history", people=listed)


@router.get("/history/{person:path}", response_class=HTMLResponse)
def one_person(request: Request, person: str) -> HTMLResponse:
    """Return a person's sessions and trends."""
    with _somebody(request, person) as (history, name):
        kept = history.sessions(name)
        trends = history.trends(name, limits=request.app.state.config.settings.change)
    return page(
        request,
        "person.html",
        here="history",
        person=name,
        kept=kept,
        trends=trends,
        body=history_body(name, kept, trends),
        api="/api" + page_of(name),
        export=shlex.join(["kneecave", "history", "export", "FILE", "--person", name]),
    )


@router.get("/compare", response_class=HTMLResponse)
def compare(
    request: Request,
    before: str = "",
    after: str = "",
    tried: Annotated[Tried | None, BeforeValidator(_chosen), Query()] = None,
) -> HTMLResponse:
    """Return what changed between two sessions; the choice of two where one is missing."""
    if not (before and after):
        return _choice(request, before, after)
    sources = _source(request, before), _source(request, after)
    try:
        for one in sources:
            refuse_empty(one.session)
        comparison = compared(*sources, request.app.state.config.settings, tried=tried)
    except KneecaveError as error:
        raise HTTPException(HTTPStatus.CONFLICT, str(error)) from error
    return page(request, "compare.html", here="history", body=comparison_body(comparison))


@router.post("/api/history", status_code=HTTPStatus.CREATED)
def keep(request: Request, wanted: Keep) -> KeptAs:
    """Keep the result of a clip under a person's name."""
    source = _of_clip(request, wanted.clip, tried=wanted.tried)
    if not source.session.results:
        raise HTTPException(HTTPStatus.CONFLICT, texts()["result"]["no_rep"])
    if wanted.person.strip() in NO_ADDRESS:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, texts()["result"]["no_dots"])
    try:
        with History.open(_path(request)) as history:
            added = history.add(wanted.person, source.session)
    except UsageError as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
    except (HistoryError, OutputError) as error:
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error
    return KeptAs(person=added.person, page=page_of(added.person), new=added.new, near=added.near)


@router.delete("/api/history/{person:path}", status_code=HTTPStatus.NO_CONTENT)
def forget(request: Request, person: str) -> Response:
    """Delete a person with all sessions."""
    with _somebody(request, person) as (history, name):
        history.delete_person(name)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def page_of(person: str) -> str:
    """Return the address of a person's page."""
    return f"/history/{quote(person, safe='')}"


def known_names(request: Request) -> tuple[str, ...]:
    """Return the names to choose from; none where the history cannot be opened."""
    try:
        with _history(request) as history:
            return () if history is None else tuple(one.name for one in history.people())
    except HTTPException:
        return ()


def _choice(request: Request, before: str, after: str) -> HTMLResponse:
    """Return the page to choose two sessions on."""
    clips = [one for one in request.app.state.store.clips() if one.state is State.DONE]
    people: list[tuple[str, tuple[Kept, ...]]] = []
    with _history(request) as history:
        if history is not None:
            people = [(one.name, history.sessions(one.name)[::-1]) for one in history.people()]
    return page(
        request,
        "choose.html",
        here="history",
        clips=clips,
        people=people,
        before=before,
        after=after,
    )


def _source(request: Request, name: str) -> Source:
    """Return what is compared: a kept session by ``session:N``, a clip by its id."""
    if not name.startswith(KEPT):
        return _of_clip(request, name)
    try:
        return kept_source(name, request.app.state.config.database)
    except KneecaveError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from error


def _of_clip(request: Request, clip_id: str, *, tried: Tried | None = None) -> Source:
    store = request.app.state.store
    clip = store.clip(clip_id)
    if clip is None or clip.state is not State.DONE:
        raise HTTPException(HTTPStatus.NOT_FOUND, texts()["result"]["gone"])
    report = store.report(clip)
    try:
        session = load_report(report, at=clip.made_at, tried=tried)
        return Source(session, contributors=load_contributors(report))
    except ReportFileError as error:
        raise HTTPException(HTTPStatus.GONE, texts()["result"]["gone"]) from error


@contextmanager
def _history(request: Request) -> Iterator[History | None]:
    """Give the history, None where there is none yet; a damaged one is told and left as it is."""
    path = _path(request)
    if not path.exists():
        yield None
        return
    try:
        with History.open(path) as history:
            yield history
    except (HistoryError, OutputError) as error:
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error


@contextmanager
def _somebody(request: Request, person: str) -> Iterator[tuple[History, str]]:
    """Give the history, and a person's name as it is kept there."""
    with _history(request) as history:
        if history is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, texts()["history"]["nobody"])
        history.people()  # tells a damaged file from an unknown name
        try:
            name = history.name_of(person)
        except (HistoryError, UsageError) as error:
            raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from error
        yield history, name


def _path(request: Request) -> Path:
    chosen: Path | None = request.app.state.config.database
    return database_path(chosen)
