"""Whether an upload is a clip: decoded in a process of its own, before it is accepted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import assert_never

from kneecave.apps.web.orders import LOOKING, Look, Seen
from kneecave.batch.isolated import IsolatedWorker, Limits
from kneecave.errors import InputError
from kneecave.model.batch import Failure, FailureKind

LIMITS = Limits(time_s=20.0, memory_mb=2500.0)
_TRIES = 2
_WHY = {
    FailureKind.TOO_SLOW: "takes too long to open; export it as H.264 (mp4) at 1080p",
    FailureKind.OUT_OF_MEMORY: "needs too much memory to open; export it as H.264 (mp4) at 1080p",
}
_BROKEN = "cannot be opened; export it as H.264 (mp4)"


class Looker:
    """Looks at one upload after the other."""

    def __init__(self, worker: IsolatedWorker[Seen]) -> None:
        self._worker = worker
        self._one_at_a_time = asyncio.Lock()

    async def look(self, source: Path, name: str) -> Seen:
        """Return what an upload is.

        Raises
        ------
        InputError
            It can neither be read nor refused in order.
        KneecaveError
            No process can be started.
        """
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._look, source, name)

    def _look(self, source: Path, name: str) -> Seen:
        order = Look(source, name)
        seen = self._worker.run(order)
        for _ in range(_TRIES - 1):
            if isinstance(seen, Failure) and seen.kind is FailureKind.CRASHED:
                seen = self._worker.run(order)
        match seen:
            case Seen():
                return seen
            case Failure(kind=kind):
                raise InputError(f"{name} {_WHY.get(kind, _BROKEN)}")
            case _:
                assert_never(seen)


@asynccontextmanager
async def open_looker(scratch: Path, limits: Limits = LIMITS) -> AsyncIterator[Looker]:
    """Give a looker; its process ends with the block.

    ``scratch`` is an existing folder for temporary files.
    """
    worker = IsolatedWorker(LOOKING, limits, beside=1, place=scratch)
    try:
        yield Looker(worker)
    finally:
        worker.stop()
