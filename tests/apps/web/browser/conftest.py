"""One server as users start it, and Debian's Chromium before it.

``server`` and ``browser`` are there once, for all tests of this folder; ``page`` is a new page,
whose test fails if anything on it complained or asked another host.  ``launch`` starts a browser
with switches of its own, such as a film in place of the camera.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import av
import httpx
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from kneecave.video.reader import open_video

FRAMES = range(20, 166)
"""Of the sample clip: standing, a clear squat, and one in which both knees cave in."""
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
START_S = 300.0
PATIENCE_MS = 60_000
"""Both only for a machine that is busy with other things."""

Launch = Callable[..., Browser]
Visit = Callable[..., Page]


@dataclass(frozen=True)
class Server:
    """A server that runs: where, and where its files lie."""

    url: str
    data: Path
    history: Path

    def clips(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = httpx.get(f"{self.url}/api/clips").json()
        return found

    def upload(self, clip: Path) -> str:
        """Send a clip and wait until it is analysed; return its id."""
        sent = httpx.post(
            f"{self.url}/api/clips", content=clip.read_bytes(), headers={"X-Clip-Name": clip.name}
        )
        assert sent.status_code == 202, sent.text
        id_ = str(sent.json()["id"])
        with httpx.stream("GET", f"{self.url}/api/clips/{id_}/events", timeout=60) as events:
            for _ in events.iter_lines():
                pass
        return id_


@dataclass
class Watched:
    """What pages of a context complained of, and asked of others."""

    origin: str
    meant: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", lambda said: self._hear(said.type, said.text))
        context.on("weberror", lambda error: self.problems.append(str(error.error)))
        context.on("request", lambda asked: self._see(asked.url))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(meant in text for meant in self.meant):
            self.problems.append(text)

    def _see(self, url: str) -> None:
        if not url.startswith((self.origin + "/", "data:", "blob:")):
            self.problems.append(f"asked {url}")


def until(page: Page, expression: str) -> None:
    """Wait for something a page can tell; the browser's own way would need an unsafe policy."""
    last = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < last, expression
        page.wait_for_timeout(50)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in a process of its own, with one worker and the lightest model."""
    folder = tmp_path_factory.mktemp("serve")
    port = _free_port()
    made = Server(f"http://127.0.0.1:{port}", folder / "data", folder / "history.sqlite")
    command = [sys.executable, "-c", "from kneecave.apps.cli import main; main()", "serve"]
    options = {"port": port, "data": made.data, "db": made.history, "model": "lite", "workers": 1}
    said = folder / "said"
    with said.open("w") as told:
        process = subprocess.Popen(
            [
                *command,
                *(part for key, value in options.items() for part in (f"--{key}", str(value))),
            ],
            stdout=told,
            stderr=subprocess.STDOUT,
            env=os.environ | {"TZ": "UTC"},
        )
    try:
        _wait(made.url, process, said)
        yield made
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert process.poll() is None, said.read_text()
        try:
            httpx.get(f"{url}/api/clips")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the server does not answer: {said.read_text()}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def launch(playwright: Playwright) -> Iterator[Launch]:
    """Start Debian's Chromium without a window, with a camera that films a test card."""
    path = shutil.which("chromium")
    assert path is not None, "no chromium: make test installs it with apt"
    started: list[Browser] = []

    def start(*switches: str) -> Browser:
        args = [*CAMERA, *switches]
        if os.geteuid() == 0:
            args.append("--no-sandbox")
        browser = playwright.chromium.launch(executable_path=path, args=args)
        started.append(browser)
        return browser

    yield start
    for browser in started:
        browser.close()


@pytest.fixture(scope="session")
def browser(launch: Launch) -> Browser:
    return launch()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Open pages in ways of their own: ``visit(color_scheme="dark", viewport=...)``.

    ``refused`` is a status that the test provokes, which the browser's console then complains of.
    """
    watched = Watched(server.url)
    opened: list[BrowserContext] = []

    def open_page(*, refused: int | None = None, **way: object) -> Page:
        if refused is not None:
            watched.meant.append(f"the server responded with a status of {refused}")
        context = browser.new_context(base_url=server.url, accept_downloads=True, **way)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        watched.watch(context)
        opened.append(context)
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()
    assert watched.problems == []


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit(viewport={"width": 1200, "height": 900})


@pytest.fixture(scope="session")
def clip(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds of the sample clip: two squats."""
    path = tmp_path_factory.mktemp("clips") / "two squats.mp4"
    sample = root / "sample_videos" / "squat_front.mp4"
    with open_video(sample) as reader, av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 480, 640, "yuv420p"
        for frame in islice(reader, FRAMES.start, FRAMES.stop):
            image = av.VideoFrame.from_ndarray(frame.image_bgr, format="bgr24")
            container.mux(stream.encode(image))
        container.mux(stream.encode())
    return path


@pytest.fixture(scope="session")
def analysed(server: Server, clip: Path) -> str:
    """The id of a clip that the server has analysed; uploaded only if no test did before."""
    known = [one for one in server.clips() if one["name"] == clip.name and one["state"] == "done"]
    return str(known[0]["id"]) if known else server.upload(clip)
