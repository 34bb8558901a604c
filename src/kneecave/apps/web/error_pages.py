"""Errors as a browser sees them: a page for a person, one line of JSON for a script."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from kneecave.apps.web.look import page
from kneecave.apps.web.texts import texts

API = "/api/"


def add_error_pages(app: FastAPI) -> None:
    """Have an application answer every error in the look of its pages."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(Exception, _unexpected)


def error_response(request: Request, status: int, line: str = "") -> Response:
    """Return an error in one line: JSON under ``/api/``, a page elsewhere.

    Without a line it says what the status means.
    """
    headline, usual = _said(status)
    if request.url.path.startswith(API):
        return JSONResponse({"error": line or usual}, status_code=status)
    return page(request, "error.html", status_code=status, headline=headline, detail=line or usual)


def _said(status: int) -> tuple[str, str]:
    """Return what a status means: the page's headline, and what to do."""
    said, history = texts()["error"], texts()["history"]
    match status:
        case HTTPStatus.NOT_FOUND:
            return said["not_found"], said["not_found_how"]
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return said["forbidden"], said["forbidden_how"]
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return history["damaged"], said["refused_how"]
        case HTTPStatus.INTERNAL_SERVER_ERROR:
            return said["unexpected"], said["unexpected_how"]
        case _:
            return said["refused"], said["refused_how"]


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for these"
    usual = HTTPStatus(error.status_code).phrase
    line = "" if error.detail == usual else error.detail
    response = error_response(request, error.status_code, line)
    response.headers.update(error.headers or {})
    return response


async def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError), "registered for these"
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"][1:])) or str(first["loc"][0])
    line = f"{place}: {first['msg']}"
    return error_response(request, HTTPStatus.UNPROCESSABLE_ENTITY, line)


async def _unexpected(request: Request, _error: Exception) -> Response:
    return error_response(request, HTTPStatus.INTERNAL_SERVER_ERROR)
