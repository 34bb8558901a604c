"""Connections of clients that say nothing, or never end what they began."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from kneecave.apps.web.config import Guard, ServeConfig


class PatientProtocol(H11Protocol):
    """HTTP as uvicorn speaks it; a head must come in time, and so must the rest of a refused body.

    How a body comes that is wanted is for those who read it (`kneecave.apps.web.receiving`).
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        assert isinstance(self.config.app, FastAPI)
        config: ServeConfig = self.config.app.state.config
        self._guard: Guard = config.guard
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin a connection; refuse one too many of a client."""
        super().connection_made(transport)
        address = self.client[0] if self.client else None
        of_client = [
            other
            for other in self.connections
            if isinstance(other, PatientProtocol) and other.client and other.client[0] == address
        ]
        if len(of_client) > self._guard.connections_each:
            transport.abort()
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Take bytes; go on waiting if they are part of a head only."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE:
            self._wait()
        elif self.conn.our_state is not h11.DONE:
            self._wait_no_more()

    def on_response_complete(self) -> None:
        """End an answer; its request may still be coming."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:
            self._wait()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Leave the connection to a socket."""
        self._wait_no_more()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """End a connection."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """Wait, from the first time on, for what is to come."""
        if self._waiting is None:
            self._waiting = self.loop.call_later(self._guard.head_s, self.transport.abort)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
