"""How many live sessions this machine has room for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from kneecave.errors import KneecaveError

_CORES_EACH = 2


class BusyError(KneecaveError):
    """Every place for a live session is taken."""


class Places:
    """Places for live sessions: one for every two cores, one at least."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most or max(1, (os.cpu_count() or 1) // _CORES_EACH)
        self._taken = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a place.

        Raises
        ------
        BusyError
            There is none.
        """
        if self._taken >= self.most:
            raise BusyError("somebody else is being measured now; try again in a few minutes")
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1
