"""Who listens hears the newest, the last, and that the server is still there."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

from kneecave.apps.web.changes import Changes
from kneecave.apps.web.clip import State, Status
from kneecave.apps.web.events import news_of
from tests.apps.web.conftest import ran

QUEUED = Status(
    id="x",
    name="squat.mp4",
    state=State.QUEUED,
    stage=None,
    done=0,
    total=None,
    left_s=None,
    ahead=2,
    error=None,
    verdict=None,
    made_at=datetime(2026, 1, 1, tzinfo=UTC),
)


class Board:
    """A status that changes, and is told."""

    def __init__(self) -> None:
        self.changes = Changes(asyncio.get_running_loop())
        self.status: Status | None = QUEUED

    def show(self, **changes: object) -> None:
        self.status = replace(QUEUED, **changes)
        self.changes.tell("x")

    def news(self, heartbeat_s: float = 5.0):
        return news_of("x", lambda: self.status, self.changes, heartbeat_s=heartbeat_s)


def told(message: str) -> dict[str, object]:
    assert message.startswith("data: ")
    assert message.endswith("\n\n")
    assert message.count("\n") == 2
    return json.loads(message.removeprefix("data: "))


def test_all_who_listen_hear_the_same_end() -> None:
    async def listen() -> list[list[str]]:
        board = Board()

        async def one() -> list[str]:
            return [told(message)["state"] async for message in board.news()]

        listeners = [asyncio.create_task(one()) for _ in range(10)]
        await asyncio.sleep(0.05)
        board.show(state=State.RUNNING)
        await asyncio.sleep(0.5)
        board.show(state=State.DONE)
        return await asyncio.gather(*listeners)

    assert ran(listen()) == [["queued", "running", "done"]] * 10


def test_who_is_slow_gets_the_newest_only() -> None:
    async def listen() -> list[object]:
        board = Board()
        news = board.news()
        first = told(await anext(news))["done"]
        for done in range(1, 1000):
            board.show(state=State.RUNNING, done=done)
        return [first, told(await anext(news))["done"]]

    assert ran(listen()) == [0, 999]


def test_a_heartbeat_where_nothing_changes() -> None:
    async def listen() -> str:
        news = Board().news(heartbeat_s=0.01)
        await anext(news)
        return await anext(news)

    assert ran(listen()).startswith(": ")


def test_the_stream_of_a_deleted_clip_ends() -> None:
    async def listen() -> int:
        board = Board()
        news = board.news()
        await anext(news)
        board.status = None
        board.changes.tell("x")
        return len([message async for message in news])

    assert ran(listen()) == 0


def test_streams_end_with_the_server() -> None:
    async def listen() -> int:
        board = Board()
        news = board.news()
        await anext(news)
        board.changes.close_soon()
        return len([message async for message in news])

    assert ran(listen()) == 0
