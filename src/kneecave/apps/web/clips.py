"""Clips over HTTP: upload, how far they are, delete."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Request
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from kneecave.apps.arguments import MOVEMENTS, PoseModel
from kneecave.apps.web.clip import Clip, Wish, status_json
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.guard import client_of
from kneecave.apps.web.jobs import Jobs
from kneecave.apps.web.looking import Looker
from kneecave.apps.web.orders import Kind
from kneecave.apps.web.places import Places
from kneecave.apps.web.receiving import declared_bytes, receive, require_room, shown_name
from kneecave.apps.web.refused import RefusedError
from kneecave.apps.web.store import Store
from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric

Value = TypeVar("Value")

router = APIRouter(prefix="/api/clips")
_MOST_PEOPLE = 20
_STATUS = {Kind.NO_CLIP: 415, Kind.UNREADABLE: 422}


def known_clip(request: Request, clip: str) -> Clip:
    """Return the clip of an id.

    Raises
    ------
    RefusedError
        There is none.
    """
    store: Store = request.app.state.store
    found = store.clip(clip)
    if found is None:
        raise RefusedError(404, "there is no such clip; it may have been deleted")
    return found


KnownClip = Annotated[Clip, Depends(known_clip)]


@router.post("")
async def upload(request: Request) -> Response:
    """Take a clip, and let it wait to be analysed."""
    state = request.app.state
    config: ServeConfig = state.config
    store: Store = state.store
    jobs: Jobs = state.jobs
    looker: Looker = state.looker
    uploads: Places = state.uploads
    name = shown_name(request.headers.get("x-clip-name"))
    wish = wish_of(request.query_params, config)
    most = config.max_upload_bytes
    require_room(declared_bytes(request.headers.get("content-length")), most=most, disk=store)
    with uploads.taken(client_of(request.scope)), jobs.place() as add, store.incoming() as file:
        try:
            await receive(request.stream(), file, most=most, guard=config.guard, disk=store)
        except ClientDisconnect:
            raise RefusedError(400, "the upload was broken off") from None
        seen = await looker.look(file, name)
        if seen.kind is not Kind.CLIP:
            raise RefusedError(_STATUS[seen.kind], seen.why)
        clip = await asyncio.to_thread(add, file, name, wish)
    return JSONResponse({"id": clip.id, "page": f"/clips/{clip.id}"}, 202)


@router.get("")
async def clips(request: Request) -> Response:
    """Return how far every clip is, the newest first."""
    jobs: Jobs = request.app.state.jobs
    store: Store = request.app.state.store
    return _json("[" + ",".join(status_json(jobs.status(clip)) for clip in store.clips()) + "]")


@router.get("/{clip}")
async def status(request: Request, clip: KnownClip) -> Response:
    """Return how far a clip is."""
    jobs: Jobs = request.app.state.jobs
    return _json(status_json(jobs.status(clip)))


@router.delete("/{clip}")
async def delete(request: Request, clip: KnownClip) -> Response:
    """End a clip's analysis, if it is under way, and remove all of it."""
    jobs: Jobs = request.app.state.jobs
    await asyncio.to_thread(jobs.remove, clip)
    return Response(status_code=204)


def wish_of(query: Mapping[str, str], config: ServeConfig) -> Wish:
    """Return how a clip is to be analysed; what is missing or empty is found by itself.

    Raises
    ------
    RefusedError
        A value is none of those there are.
    """
    by_value = {movement.value: movement for movement in Movement}
    model = _chosen(query, "model", {model.value: model for model in PoseModel})
    return Wish(
        model=config.model if model is None else model.value,
        movement=_chosen(query, "movement", by_value | MOVEMENTS),
        metric=_chosen(query, "metric", {metric.value: metric for metric in Metric}),
        person=_chosen(query, "person", {str(n): n for n in range(1, _MOST_PEOPLE + 1)}),
    )


def _chosen(query: Mapping[str, str], key: str, known: Mapping[str, Value]) -> Value | None:
    value = query.get(key, "")
    if not value:
        return None
    if value not in known:
        raise RefusedError(400, f"this {key} is none of {', '.join(known)}")
    return known[value]


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")
