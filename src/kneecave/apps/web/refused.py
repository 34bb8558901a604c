"""What is not done, as an answer: a status and one line."""

from __future__ import annotations

from math import ceil

from starlette.responses import JSONResponse, Response

from kneecave.apps.web.error_pages import error_page
from kneecave.apps.web.jobs import FullError
from kneecave.apps.web.places import BusyError
from kneecave.errors import (
    HistoryError,
    InputError,
    KneecaveError,
    NotAVideoError,
    NothingFoundError,
    OutputError,
    UsageError,
)

_STATUS: tuple[tuple[type[KneecaveError], int], ...] = (
    (NotAVideoError, 415),
    (HistoryError, 404),
    (InputError, 422),
    (NothingFoundError, 422),
    (UsageError, 400),
    (OutputError, 507),
    (BusyError, 429),
    (FullError, 503),
)
_WAIT_S = {429: 10.0, 503: 30.0}


class RefusedError(Exception):
    """A request is not done: the status of the answer, and one line why.

    ``retry_s`` are the seconds after which it may be tried again.
    """

    def __init__(self, status: int, error: str, *, retry_s: float | None = None) -> None:
        super().__init__(error)
        self.status, self.error, self.retry_s = status, error, retry_s


def refusal_of(error: Exception) -> RefusedError | None:
    """Return how an error is answered, None if nobody thought of it."""
    if isinstance(error, RefusedError):
        return error
    if not isinstance(error, KneecaveError):
        return None
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    return RefusedError(status, " ".join(str(error).split()), retry_s=_WAIT_S.get(status))


def answer(refused: RefusedError, *, path: str) -> Response:
    """Return one line: as JSON where programs ask, as a page where people do."""
    headers = None if refused.retry_s is None else {"retry-after": f"{ceil(refused.retry_s)}"}
    if path.startswith("/api/"):
        return JSONResponse({"error": refused.error}, refused.status, headers)
    return error_page(refused.status, refused.error, headers)
