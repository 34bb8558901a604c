"""The body of a request that is no upload: short, and soon there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

LONGEST_BODY = 64_000
_UPLOAD = ("POST", "/api/clips")
"""Its body is measured by who reads it (`kneecave.apps.web.receiving`)."""


def measured(
    scope: Scope, receive: Receive, *, most_s: float, begun: Callable[[], bool]
) -> Receive:
    """Return what takes the body of a request, and what comes after it.

    Where the body is too long, or is not whole after ``most_s`` seconds, it raises an
    ``HTTPException`` of status 413 or 408; once the answer has ``begun``, the client counts as
    gone.  Uploads and sockets have limits of their own.
    """
    if scope["type"] != "http" or (scope["method"], scope["path"]) == _UPLOAD:
        return receive
    end_s = monotonic() + most_s
    size, whole = 0, False

    def refused(status: int, error: str) -> Message:
        if begun():
            return {"type": "http.disconnect"}
        raise HTTPException(status, error)

    async def take() -> Message:
        nonlocal size, whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout(end_s - monotonic()):
                message = await receive()
        except TimeoutError:
            return refused(408, "the request came too slowly; try again")
        size += len(message.get("body", b""))
        if size > LONGEST_BODY:
            return refused(413, f"the request is larger than {LONGEST_BODY // 1000} kB")
        whole = not message.get("more_body", False)
        return message

    return take
