"""The live page, and the socket behind it."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from time import monotonic
from typing import Literal

from fastapi import APIRouter, FastAPI, Request, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import HTMLResponse

from kneecave.apps.arguments import PoseModel
from kneecave.apps.web.guard import client_of
from kneecave.apps.web.live_process import LiveProcess
from kneecave.apps.web.live_session import Close, Session, SessionRefusedError, order_in
from kneecave.apps.web.live_wire import Start
from kneecave.apps.web.look import page
from kneecave.apps.web.places import BusyError, Places
from kneecave.errors import KneecaveError
from kneecave.model.rep import Movement

_FIRST_ORDER_S = 10.0
_PATIENCE_S, _AGAIN_S = 3.0, 0.1
_CORES_EACH = 2

router = APIRouter()


class Begin(BaseModel):
    """The first order of a browser: measure."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["start"]
    movement: Movement | None = None
    model: PoseModel | None = None


@router.get("/live", response_class=HTMLResponse)
def live_page(request: Request) -> HTMLResponse:
    """Return the live page."""
    models = [model.value for model in PoseModel]
    return page(request, "live.html", here="live", models=models)


@router.websocket("/api/live")
async def live(socket: WebSocket) -> None:
    """Measure who stands before the browser's camera."""
    await socket.accept()
    with suppress(WebSocketDisconnect):
        try:
            begin = await _begin(socket)
            async with _place(socket):
                await _measure(socket, begin)
        except BusyError as error:
            await _close(socket, str(error), Close.BUSY)
        except SessionRefusedError as error:
            await _close(socket, str(error), error.code)
        except KneecaveError as error:  # the process has ended, or the disk is full
            await _close(socket, str(error), Close.BROKEN)


def places_of(app: FastAPI) -> Places:
    """Return the places for live sessions: one for every two cores, one at least."""
    if not hasattr(app.state, "live_places"):
        most = max(1, (os.cpu_count() or 1) // _CORES_EACH)
        app.state.live_places = Places("live sessions", each=most, together=most)
    places: Places = app.state.live_places
    return places


@asynccontextmanager
async def _place(socket: WebSocket) -> AsyncIterator[None]:
    """Hold a place; waits a moment for a session that is ending, as when a page is loaded anew."""
    places, client = places_of(socket.app), client_of(socket.scope)
    with ExitStack() as held:
        last_s = monotonic() + _PATIENCE_S
        while True:
            try:
                held.enter_context(places.taken(client))
                break
            except BusyError:
                if monotonic() > last_s:
                    raise
                await asyncio.sleep(_AGAIN_S)
        yield


async def _begin(socket: WebSocket) -> Begin:
    try:
        async with asyncio.timeout(_FIRST_ORDER_S):
            came = await socket.receive()
    except TimeoutError as error:
        raise SessionRefusedError("no order came; send one to start", Close.NOT_NOW) from error
    if came["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(came.get("code", Close.NORMAL))
    if came.get("bytes") is not None:
        raise SessionRefusedError("send an order to start before the first picture", Close.NOT_NOW)
    order = order_in(came.get("text") or "")
    if order["type"] != "start":
        raise SessionRefusedError("this session has not begun; start it first", Close.NOT_NOW)
    try:
        return Begin.model_validate(order)
    except ValidationError as error:
        field = ".".join(map(str, error.errors()[0]["loc"]))
        raise SessionRefusedError(
            f"this order to start has no valid {field}", Close.GARBAGE
        ) from error


async def _measure(socket: WebSocket, begin: Begin) -> None:
    state = socket.app.state
    model = begin.model and begin.model.value
    start = Start(model=model, movement=begin.movement, settings=state.config.settings)
    process = await LiveProcess.begin(start)
    try:
        await Session(socket, process, state.store).run()
        with suppress(RuntimeError):  # it has gone
            await socket.close(Close.NORMAL)
    finally:
        await process.end()


async def _close(socket: WebSocket, error: str, code: Close) -> None:
    """Tell the browser one sentence, and close the socket."""
    with suppress(RuntimeError):  # it has gone
        await socket.send_text(json.dumps({"type": "error", "error": error}))
        await socket.close(code)
