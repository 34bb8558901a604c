"""Clients that do not end what they began, before a real server; it waits a fifth of a second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from kneecave.apps.web.config import Guard, ServeConfig
from kneecave.apps.web.patience import PatientProtocol
from kneecave.apps.web.serving import listening
from tests.apps.web.conftest import ran

HEAD_S = 0.2
PATIENCE_S = 20.0
Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def served(talk: Callable[[int], Awaitable[object]]) -> object:
    """Return what came of a talk to a server, which is given the port."""
    app = FastAPI()
    app.state.config = ServeConfig(Path("nowhere"), guard=Guard(head_s=HEAD_S, connections_each=2))
    app.add_api_route("/", lambda: "hello", methods=["GET", "POST"])

    async def run() -> object:
        config = uvicorn.Config(app, http=PatientProtocol, lifespan="off", log_level="critical")
        server = uvicorn.Server(config)
        with listening("127.0.0.1", 0) as listener:
            port = listener.getsockname()[1]
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                return await asyncio.wait_for(talk(port), PATIENCE_S)
            finally:
                server.should_exit = True
                await serving

    return ran(run())


async def rest(wire: Wire) -> bytes:
    """Return what comes until the server hangs up."""
    try:
        return await wire[0].read()
    except ConnectionResetError:
        return b""
    finally:
        wire[1].close()


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_a_head_that_does_not_end(sent: bytes) -> None:
    async def talk(port: int) -> bytes:
        wire = await asyncio.open_connection("127.0.0.1", port)
        wire[1].write(sent)
        return await rest(wire)

    assert served(talk) == b""


def test_a_second_head_that_does_not_end() -> None:
    async def talk(port: int) -> bytes:
        wire = await asyncio.open_connection("127.0.0.1", port)
        wire[1].write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HT")
        return await rest(wire)

    answer = served(talk)
    assert isinstance(answer, bytes)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.count(b"hello") == 1


def test_the_rest_of_a_body_that_nobody_wants() -> None:
    async def talk(port: int) -> bytes:
        wire = await asyncio.open_connection("127.0.0.1", port)
        wire[1].write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        return await rest(wire)

    answer = served(talk)
    assert isinstance(answer, bytes)
    assert answer.startswith(b"HTTP/1.1 200")


def test_who_is_slower_than_that_between_requests_is_not_cut_off() -> None:
    async def talk(port: int) -> bytes:
        wire = await asyncio.open_connection("127.0.0.1", port)
        wire[1].write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        first = await wire[0].readuntil(b"hello")
        await asyncio.sleep(2 * HEAD_S)
        wire[1].write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return first + await rest(wire)

    answer = served(talk)
    assert isinstance(answer, bytes)
    assert answer.count(b"hello") == 2


def test_one_connection_too_many() -> None:
    async def talk(port: int) -> bytes:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        wire = await asyncio.open_connection("127.0.0.1", port)
        wire[1].write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = await rest(wire)
        for other in held:
            other[1].close()
        return answer

    assert served(talk) == b""
