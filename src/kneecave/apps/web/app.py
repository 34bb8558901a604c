"""The application: store, jobs and routes behind one guard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kneecave.apps.web import clips, events, files, history_pages, live, pages
from kneecave.apps.web.changes import Changes
from kneecave.apps.web.clip import now
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.guard import Guard
from kneecave.apps.web.hosts import own_names
from kneecave.apps.web.jobs import Jobs
from kneecave.apps.web.look import templates
from kneecave.apps.web.looking import open_looker
from kneecave.apps.web.places import Places
from kneecave.apps.web.refused import RefusedError, answer
from kneecave.apps.web.store import open_store

_HERE = Path(__file__).parent
_LOOK_FOR_OLD_EVERY_S = 600.0


def create_app(config: ServeConfig) -> FastAPI:
    """Return the application; while it runs it has the store, and its workers.

    ``app.state`` has ``config``, ``templates`` and, while it runs, ``store``, ``jobs``,
    ``changes`` and ``looker``.
    """

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        state = app.state
        state.changes = Changes(asyncio.get_running_loop())
        with open_store(config.data) as state.store:
            state.jobs = Jobs(state.store, config, state.changes.tell)
            with state.jobs.open():
                async with open_looker(state.store.scratch) as state.looker:
                    removing = asyncio.create_task(_remove_old(state.jobs))
                    yield
                    removing.cancel()

    app = FastAPI(
        title="kneecave", lifespan=running, docs_url=None, redoc_url=None, openapi_url=None
    )
    guard = config.guard
    app.state.config = config
    app.state.templates = templates()
    app.state.uploads = Places("uploads", each=guard.uploads, together=config.most_waiting)
    app.state.listeners = Places(
        "pages that listen", each=guard.listeners, together=guard.all_listeners
    )
    for module in (clips, events, files, pages, history_pages, live):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _wrong)
    app.add_middleware(Guard, config=config, hosts=own_names(config.host))
    return app


async def _remove_old(jobs: Jobs) -> None:
    """Remove what is kept no longer, now and every few minutes."""
    while True:
        await asyncio.to_thread(jobs.remove_old, now())
        await asyncio.sleep(_LOOK_FOR_OLD_EVERY_S)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return answer(RefusedError(error.status_code, str(error.detail)), path=request.url.path)


async def _wrong(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    return answer(RefusedError(422, f"{field}: {first['msg']}"), path=request.url.path)
