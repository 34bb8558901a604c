"""HTML pages: upload, a clip, and what is told where there is no page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import HTMLResponse, Response

from kneecave.apps.web.clip import Clip, State
from kneecave.apps.web.history_pages import known_names
from kneecave.apps.web.look import page, report_style
from kneecave.apps.web.store import Store
from kneecave.apps.web.texts import texts
from kneecave.errors import ReportFileError
from kneecave.model.verdict import Word
from kneecave.naming import REPORT, VIDEO
from kneecave.outputs.advice_reader import load_headline
from kneecave.outputs.report_parts import Part, read_parts

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Entry:
    """A clip in the list: what is kept of it, and the answer where there is one."""

    id: str
    name: str
    state: State
    error: str | None
    verdict: Word | None
    headline: str


def store_of(request: Request) -> Store:
    """Return the store of the server."""
    store: Store = request.app.state.store
    return store


TheStore = Annotated[Store, Depends(store_of)]


@router.get("/", response_class=HTMLResponse)
def upload(request: Request, store: TheStore) -> HTMLResponse:
    """Return the page to upload clips, with the list of them."""
    config = request.app.state.config
    return page(
        request,
        "upload.html",
        here="clips",
        clips=_entries(store),
        loopback=config.is_loopback,
        model=config.model,
        most_bytes=config.max_upload_bytes,
    )


@router.get("/clips", response_class=HTMLResponse)
def clips(request: Request, store: TheStore) -> HTMLResponse:
    """Return the list of clips alone, for the page that shows it."""
    return page(request, "clips.html", clips=_entries(store))


@router.get("/clips/{clip_id}", response_class=HTMLResponse)
def clip(request: Request, clip_id: str, store: TheStore) -> HTMLResponse:
    """Return a clip's page: its result, how far it is, or why there is none.

    A report that this version cannot lay out is told, and its files are offered.
    """
    found = store.clip(clip_id)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if found.state is not State.DONE:
        return page(request, "waiting.html", here="clips", clip=found)
    kept: dict[str, Any] = {
        "here": "clips",
        "clip": found,
        "video": store.file(found, VIDEO).exists(),
        "files": f"/clips/{found.id}/files",
    }
    try:
        parts = read_parts(store.file(found, REPORT).read_text("utf-8"))
    except OSError as error:
        raise HTTPException(HTTPStatus.GONE, texts()["result"]["gone"]) from error
    except (ReportFileError, ValueError):  # the latter: it is no text
        return page(request, "older.html", headline=_headline(store.report(found)), **kept)
    return page(
        request,
        "result.html",
        parts={part.value: parts[part] for part in Part},
        people=known_names(request),
        **kept,
    )


@router.get("/report.css")
def style() -> Response:
    """Return the style that pages share with the report."""
    return Response(report_style(), media_type="text/css", headers={"Cache-Control": "no-cache"})


def _entries(store: Store) -> list[Entry]:
    return [_entry(store, clip) for clip in store.clips()]


def _entry(store: Store, clip: Clip) -> Entry:
    headline = _headline(store.report(clip)) if clip.state is State.DONE else ""
    return Entry(clip.id, clip.name, clip.state, clip.error, clip.verdict, headline)


@lru_cache(maxsize=1000)
def _headline(report: Path) -> str:
    """Return a report's answer; none where the report was taken away."""
    try:
        return load_headline(report)
    except ReportFileError:
        return ""
