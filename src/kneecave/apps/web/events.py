"""How far a clip is, told as it changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from kneecave.apps.web.changes import Changes
from kneecave.apps.web.clip import Status, status_json
from kneecave.apps.web.clips import KnownClip
from kneecave.apps.web.guard import client_of
from kneecave.apps.web.places import Places

router = APIRouter()
HEARTBEAT_S = 15.0
_PAUSE_S = 0.2
"""Between two messages: nobody reads faster."""


@router.get("/api/clips/{clip}/events")
async def events(request: Request, clip: KnownClip) -> Response:
    """Tell how far a clip is, until it is done, failed or deleted."""
    state = request.app.state

    def status() -> Status | None:
        now = state.store.clip(clip.id)
        return None if now is None else state.jobs.status(now)

    news = news_of(clip.id, status, state.changes)
    return _HeldStream(news, state.listeners)


class _HeldStream(StreamingResponse):
    """A stream of events that holds a place as long as it runs."""

    def __init__(self, news: AsyncIterator[str], places: Places) -> None:
        super().__init__(news, media_type="text/event-stream")
        self._places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._places.taken(client_of(scope)):
            await super().__call__(scope, receive, send)


async def news_of(
    clip: str,
    status: Callable[[], Status | None],
    changes: Changes,
    *,
    heartbeat_s: float = HEARTBEAT_S,
) -> AsyncIterator[str]:
    """Give messages of a clip's status: now, after every change, and the last when it is over.

    Who takes them slowly gets the newest, not all; a comment is sent when nothing changes.
    """
    told = ""
    with changes.listening(clip) as changed:
        while not changes.closing:
            changed.clear()
            now = status()
            if now is None:
                return
            if (text := status_json(now)) != told:
                told = text
                yield f"data: {text}\n\n"
            if now.state.is_over:
                return
            await asyncio.sleep(_PAUSE_S)
            try:
                await asyncio.wait_for(changed.wait(), heartbeat_s)
            except TimeoutError:
                yield ": still here\n\n"
