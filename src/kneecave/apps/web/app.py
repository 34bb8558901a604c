"""The application: store, jobs and routes under one guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from kneecave.apps.web import history_pages, live, pages
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.error_pages import add_error_pages
from kneecave.apps.web.look import templates
from kneecave.apps.web.store import open_store

_HERE = Path(__file__).parent


def create_app(config: ServeConfig) -> FastAPI:
    """Return the application; while it runs it has the store, and its workers.

    ``app.state`` has ``config``, ``templates`` and, while it runs, ``store`` and ``jobs``.
    """

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        with open_store(config.data) as store:
            app.state.store = store
            yield

    app = FastAPI(
        title="kneecave", lifespan=running, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.config = config
    app.state.templates = templates()
    add_error_pages(app)
    for router in (pages.router, history_pages.router, live.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    return app
