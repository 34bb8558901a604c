"""The server's end of a live process."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from typing import Self

from kneecave.apps.web.live_wire import Finish, Kind, Order, Start, packed, parted
from kneecave.errors import KneecaveError

LONGEST_LINE = 1 << 18
_END_S = 5.0
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_COMMAND = (sys.executable, "-P", "-m", "kneecave.apps.web.live_worker")


class ProcessEndedError(KneecaveError):
    """The process of a live session ended without being asked."""


class LiveProcess:
    """One process, for one session; whoever starts it ends it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        assert process.stdin is not None and process.stdout is not None, "started with pipes"
        self._orders, self._answers = process.stdin, process.stdout

    @classmethod
    async def begin(cls, start: Start) -> Self:
        """Start a process, told how to measure.

        Raises
        ------
        ProcessEndedError
            This machine starts no more processes.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *_COMMAND,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=os.environ | _ONE_THREAD,
                limit=LONGEST_LINE,
                start_new_session=True,  # Ctrl-C is for the server
            )
        except OSError as error:
            raise ProcessEndedError(
                "this machine starts no more processes; try again later"
            ) from error
        made = cls(process)
        try:
            await made._tell(Order.START, start.model_dump_json().encode())
        except BaseException:
            await made.end()
            raise
        return made

    @property
    def pid(self) -> int:
        """The system's number of the process."""
        return self._process.pid

    async def show(self, message: bytes) -> None:
        """Pass a picture on, as the browser sent it; waits while the pipe is full."""
        await self._tell(Order.PICTURE, message)

    async def finish(self, finish: Finish) -> None:
        """Have the report written into an existing folder."""
        await self._tell(Order.FINISH, finish.model_dump_json().encode())

    async def answer(self) -> tuple[Kind, str]:
        """Return the next answer: its kind, and its JSON.

        Raises
        ------
        ProcessEndedError
            There is none, as the process ended.
        """
        line = await self._answers.readline()
        if not line.endswith(b"\n"):
            raise ProcessEndedError("the measuring stopped; start again")
        return parted(line)

    async def end(self) -> None:
        """Kill the process, whatever it does."""
        with suppress(ProcessLookupError):
            self._process.kill()
        self._orders.close()
        async with asyncio.timeout(_END_S):
            with suppress(ConnectionError):
                await self._answers.read()  # it counts as ended when its pipes have
            await self._process.wait()

    async def _tell(self, order: Order, body: bytes) -> None:
        """Pass an order on; that nobody takes it any more is told by `answer`."""
        with suppress(ConnectionError, RuntimeError):
            self._orders.write(packed(order, body))
            await self._orders.drain()
