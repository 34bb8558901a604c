"""A server of our own in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.testclient import TestClient

from kneecave.apps.web.app import create_app
from kneecave.apps.web.config import ServeConfig

T = TypeVar("T")
Serving = Callable[..., AbstractContextManager[TestClient]]


@contextmanager
def serving(data: Path, **changes: object) -> Iterator[TestClient]:
    """A server that keeps its clips in a folder, as a browser on this machine sees it."""
    config = replace(ServeConfig(data, model="lite", database=data / "history.sqlite"), **changes)
    with TestClient(create_app(config), base_url="http://127.0.0.1:8321") as client:
        yield client


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One server for all tests of a module; it takes clips of 2 MB."""
    with serving(tmp_path_factory.mktemp("data"), max_upload_mb=2) as client:
        yield client


def ran(work: Coroutine[Any, Any, T]) -> T:
    """What comes of work in a loop of its own, in a thread: tests with a browser keep one here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def data_of(client: TestClient) -> Path:
    """Where a server keeps its clips."""
    folder: Path = client.app.state.config.data
    return folder
