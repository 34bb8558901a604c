"""One live session between a browser's socket and the process that measures."""

from __future__ import annotations

import asyncio
import json
from enum import IntEnum
from pathlib import Path
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect

from kneecave.apps.web.clip import now
from kneecave.apps.web.live_process import LiveProcess
from kneecave.apps.web.live_wire import TIME_BYTES, Finish, Kind
from kneecave.apps.web.store import Store
from kneecave.apps.web.texts import texts
from kneecave.errors import KneecaveError
from kneecave.model.verdict import Word
from kneecave.outputs.change_words import day_and_time
from kneecave.video.jpeg import MOST_BYTES

LONGEST_S = 30 * 60.0
IDLE_S = 30.0
_STALLED_S = 60.0
_SLOW_S = 20.0
_WRITING_S = 300.0
_MOST_MESSAGE = MOST_BYTES + TIME_BYTES
_LONGEST_ORDER = 1024


class Close(IntEnum):
    """Codes a socket is closed with (RFC 6455, section 7.4)."""

    NORMAL = 1000
    GARBAGE = 1007
    NOT_NOW = 1008
    TOO_LARGE = 1009
    BROKEN = 1011
    BUSY = 1013


class SessionRefusedError(KneecaveError):
    """The browser is told one sentence, and the socket is closed."""

    def __init__(self, text: str, code: Close) -> None:
        super().__init__(text)
        self.code = code


class Session:
    """Passes pictures on and answers back, until the report is made or somebody has gone.

    A browser that goes while its report is written finds it in the store.
    """

    def __init__(self, socket: WebSocket, process: LiveProcess, store: Store) -> None:
        self._socket = socket
        self._process = process
        self._store = store
        self._ready = False
        self._finishing = False
        at = day_and_time(now())
        self._name = texts()["live"]["name"].replace("{at}", at)
        self._folder = store.live_folder()

    async def run(self) -> None:
        """Serve the session to its end.

        Raises
        ------
        SessionRefusedError
            It cannot go on; the browser is to be told.
        WebSocketDisconnect
            The browser has gone.
        ProcessEndedError
            The process has gone.
        """
        with self._folder:
            give, take = (asyncio.create_task(part) for part in (self._give(), self._take()))
            try:
                await asyncio.wait(
                    {give, take}, timeout=LONGEST_S, return_when=asyncio.FIRST_COMPLETED
                )
                if not (give.done() or take.done()):
                    await self._finish()
                if take.done() and not give.done():
                    take.result()
                await give
            finally:
                give.cancel()
                take.cancel()
                await asyncio.gather(give, take, return_exceptions=True)

    async def _take(self) -> None:
        """Take what the browser sends, until it goes."""
        while True:
            try:
                async with asyncio.timeout(None if self._finishing else IDLE_S):
                    came = await self._socket.receive()
            except TimeoutError as error:
                text = f"nothing came from the camera for {IDLE_S:.0f} s; start again"
                raise SessionRefusedError(text, Close.NOT_NOW) from error
            if came["type"] == "websocket.disconnect":
                if self._finishing:
                    return
                raise WebSocketDisconnect(came.get("code", Close.NORMAL))
            if (picture := came.get("bytes")) is not None:
                await self._picture(picture)
            elif order_in(came.get("text") or "").get("type") != "finish":
                raise SessionRefusedError(
                    "this session has begun; it can only be finished", Close.NOT_NOW
                )
            else:
                await self._finish()

    async def _picture(self, message: bytes) -> None:
        if len(message) <= TIME_BYTES:
            raise SessionRefusedError("the message is too short to hold a picture", Close.GARBAGE)
        if len(message) > _MOST_MESSAGE:
            text = f"the picture is too large; at most {MOST_BYTES // 1024} kB are taken"
            raise SessionRefusedError(text, Close.TOO_LARGE)
        if not self._finishing:
            await self._process.show(message)

    async def _finish(self) -> None:
        if not self._finishing:
            self._finishing = True
            folder = Path(self._folder.name)
            await self._process.finish(Finish(folder=folder, name=self._name))

    async def _give(self) -> None:
        """Give the browser what the process answers, until the report is made."""
        while True:
            kind, text = await self._answer()
            match kind:
                case Kind.READY | Kind.STATE:
                    self._ready = True
                    await self._send(text)
                case Kind.REFUSED:
                    raise SessionRefusedError(json.loads(text)["error"], self._why_refused())
                case Kind.DONE:
                    clip = self._keep(Word(json.loads(text)["verdict"]))
                    await self._send(json.dumps({"type": "done", "page": f"/clips/{clip}"}))
                    return

    async def _send(self, text: str) -> None:
        try:
            async with asyncio.timeout(_SLOW_S):
                await self._socket.send_text(text)
        except (TimeoutError, RuntimeError, WebSocketDisconnect) as error:
            if not self._finishing:
                raise WebSocketDisconnect from error

    async def _answer(self) -> tuple[Kind, str]:
        try:
            async with asyncio.timeout(_WRITING_S if self._finishing else _STALLED_S):
                return await self._process.answer()
        except TimeoutError as error:
            raise SessionRefusedError("the measuring stalled; start again", Close.BROKEN) from error

    def _why_refused(self) -> Close:
        if self._finishing:
            return Close.NORMAL
        return Close.GARBAGE if self._ready else Close.BROKEN

    def _keep(self, verdict: Word) -> str:
        """Return the id of a new clip of the store, which has the results."""
        with self._store.adding_results(self._name, verdict) as (clip, folder):
            for file in Path(self._folder.name).iterdir():
                file.replace(folder / file.name)
        return clip


def order_in(text: str) -> dict[str, Any]:
    """Return the order a text message holds.

    Raises
    ------
    SessionRefusedError
        It holds none.
    """
    try:
        order = json.loads(text) if len(text) < _LONGEST_ORDER else None
    except (ValueError, RecursionError):
        order = None
    if not isinstance(order, dict) or not isinstance(order.get("type"), str):
        raise SessionRefusedError("that is no order; send JSON with a type", Close.GARBAGE)
    return order
