"""A live process ends when it is told to, and when it cannot go on."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys

import pytest

from kneecave.apps.web.live_pictures import Inbox
from kneecave.apps.web.live_process import LONGEST_LINE, LiveProcess
from kneecave.apps.web.live_wire import Order, packed
from kneecave.apps.web.live_worker import _read
from kneecave.errors import InputError
from tests.apps.web.conftest import ran

TALKS_ON = "import os\nwhile True: os.write(1, bytes(100_000))"
END_S = 3.0


def test_a_process_ends_although_nobody_has_read_what_it_said() -> None:
    async def run() -> int | None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            TALKS_ON,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            limit=LONGEST_LINE,
        )
        assert process.stdout is not None
        while not process.stdout._paused:  # more has come than it takes unread
            await asyncio.sleep(0.01)
        await asyncio.wait_for(LiveProcess(process).end(), END_S)
        return process.returncode

    assert ran(run()) == -9


def test_a_process_that_is_sent_nonsense_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    with pytest.raises(InputError, match="too short"):
        _read(io.BytesIO(packed(Order.PICTURE, b"abc")), Inbox())
    assert ended == [0]
