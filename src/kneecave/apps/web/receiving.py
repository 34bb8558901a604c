"""The body of an upload to a file, whoever sends it, however slowly."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import Protocol
from urllib.parse import unquote

from kneecave.apps.web.config import Guard
from kneecave.apps.web.refused import RefusedError
from kneecave.apps.web.texts import texts

RESERVE_BYTES = 256_000_000
"""What must stay free on the disk, for results."""
_LONGEST_NAME = 100
_LOOK_EVERY_BYTES = 16_000_000


class Disk(Protocol):
    """Tells how much it can still take."""

    def free_bytes(self) -> int:
        """Return the free bytes."""


def shown_name(told: str | None) -> str:
    """Return what a clip is called on pages: the last part, printable, not too long.

    ``told`` is percent-encoded, as header values must be.
    """
    name = unquote(told or "", errors="replace").replace("\\", "/").rstrip("/").split("/")[-1]
    name = "".join(letter for letter in name if letter.isprintable()).strip()
    if name.strip(".") == "":
        return texts()["upload"]["unnamed"]
    stem, dot, ending = name.rpartition(".")
    if len(name) > _LONGEST_NAME and dot and len(ending) < _LONGEST_NAME // 4:
        return stem[: _LONGEST_NAME - len(ending) - 2] + "…." + ending
    return name[:_LONGEST_NAME]


def declared_bytes(length: str | None) -> int | None:
    """Return the size a request declares, None where it does not.

    Raises
    ------
    RefusedError
        It is no number.
    """
    if length is None:
        return None
    if not (length.isascii() and length.isdecimal()):
        raise RefusedError(400, "the declared length is no number")
    return int(length)


def require_room(declared: int | None, *, most: int, disk: Disk) -> None:
    """Refuse what is too large for the server, or for its disk.

    Raises
    ------
    RefusedError
        It is.
    """
    if declared is not None and declared > most:
        raise too_large(most)
    if disk.free_bytes() < RESERVE_BYTES + 2 * (declared or 0):
        raise RefusedError(507, "the server's disk is almost full; delete clips and try again")


def too_large(most: int) -> RefusedError:
    """Return the refusal of an upload that is too large."""
    return RefusedError(
        413, f"the clip is larger than {most / 1e6:g} MB; cut it or export it smaller"
    )


async def receive(
    body: AsyncIterator[bytes], file: Path, *, most: int, guard: Guard, disk: Disk
) -> None:
    """Write a body into a file.

    Raises
    ------
    RefusedError
        It is empty, too large, too slow, or the disk is full.
    """
    begun_s, size, look_at = monotonic(), 0, _LOOK_EVERY_BYTES
    with file.open("wb", buffering=0) as out:
        async for chunk in _in_time(body, guard):
            size += len(chunk)
            if size > most:
                raise too_large(most)
            if size > look_at:
                look_at = size + _LOOK_EVERY_BYTES
                require_room(None, most=most, disk=disk)
            late_s = monotonic() - begun_s - guard.grace_s
            if late_s > 0 and size < late_s * guard.least_bytes_per_s:
                raise _too_slow()
            try:
                out.write(chunk)
            except OSError as error:
                if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                    raise
                raise RefusedError(507, "the server's disk is full; delete clips") from error
    if not size:
        raise RefusedError(400, "the clip is empty (0 bytes); choose it again")


async def _in_time(body: AsyncIterator[bytes], guard: Guard) -> AsyncIterator[bytes]:
    """Give out what comes, as long as something does."""
    while True:
        try:
            async with asyncio.timeout(guard.silence_s):
                chunk = await anext(body, None)
        except TimeoutError:
            raise _too_slow() from None
        if chunk is None:
            return
        yield chunk


def _too_slow() -> RefusedError:
    return RefusedError(408, "the upload came too slowly and was given up; try again")
