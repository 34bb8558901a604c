"""What is shown instead of a page, in the look of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import HTMLResponse

from kneecave.apps.web.look import templates
from kneecave.apps.web.texts import texts
from kneecave.outputs.names import sentence


def error_page(status: int, line: str, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """Return a page that tells an error in one line; the status' own phrase is put better."""
    headline, usual = _said(status)
    detail = usual if line in ("", HTTPStatus(status).phrase) else sentence(line)
    page = templates().get_template("error.html").render(headline=headline, detail=detail)
    return HTMLResponse(page, status, headers)


def _said(status: int) -> tuple[str, str]:
    """Return what a status means: the page's headline, and what to do."""
    said = texts()["error"]
    match status:
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return said["not_found"], said["not_found_how"]
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return said["forbidden"], said["forbidden_how"]
        case HTTPStatus.INTERNAL_SERVER_ERROR:
            return said["unexpected"], said["unexpected_how"]
        case _:
            return said["refused"], said["refused_how"]
