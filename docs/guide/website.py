"""Pictures of the pages in the browser: a server as users start it, a clip sent to it, a camera."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from benchmarks.live.webcam import write_webcam

_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
_PATIENCE_S = 300.0
_SIZE: ViewportSize = {"width": 1100, "height": 800}
_CAVED = "Knees out"
_TRIES = 3
_TRY_MS = 90_000


def web_pictures(folder: Path, clip: Path, chromium: Path) -> dict[str, bytes | None]:
    """Return PNGs of the page to upload to, of a result, and of the live page, by name.

    None where a picture could not be made.
    """
    film = write_webcam(clip, folder / "camera.mjpeg")
    switches = [*_CAMERA, f"--use-file-for-fake-video-capture={film}", "--no-sandbox"]
    with _server(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=switches)
        try:
            page = browser.new_page(base_url=address, viewport=_SIZE, device_scale_factor=1.5)
            page.set_default_timeout(1000 * _PATIENCE_S)
            expect.set_options(timeout=1000 * _PATIENCE_S)
            live = _live(page)
            result = _result(page, clip)
            page.goto("/")
            return {"web_upload": page.screenshot(), "web_clip": result, "web_live": live}
        finally:
            browser.close()


def _result(page: Page, clip: Path) -> bytes:
    page.goto("/")
    page.set_input_files("#files", [clip])
    row = page.locator("#clips li", has=page.get_by_text(clip.name, exact=True))
    expect(row.locator(".chip")).to_be_visible()
    row.get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_function("document.querySelector('video')?.readyState >= 2")
    return page.screenshot()


def _live(page: Page) -> bytes | None:
    """Return the live page in the moment it asks for the knees to go out.

    The camera's film is played in real time: a machine that is busy may give no picture.
    """
    page.goto("/live")
    page.select_option("#model", "lite")
    for button in ("Start the camera", *["Try again"] * (_TRIES - 1)):
        page.get_by_role("button", name=button).click()
        asked = page.locator("#cue").filter(has_text=_CAVED)
        stopped = page.get_by_role("button", name="Try again")
        try:
            expect(asked.or_(stopped).first).to_be_visible(timeout=_TRY_MS)
        except AssertionError:
            break
        if not stopped.is_visible():
            return page.screenshot()
    print("the live page did not keep up: its picture is left out", file=sys.stderr)
    return None


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Give the address of a server; it ends with the block."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
    places = ["--data", str(folder / "served"), "--db", str(folder / "served.sqlite")]
    process = subprocess.Popen(
        [Path(sys.executable).with_name("kneecave"), "serve", "--port", str(port), *places,
         "--model", "lite", "--workers", "1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TZ": "UTC"},
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until:
            if process.poll() is not None:
                raise RuntimeError(f"kneecave serve ended with {process.returncode}")
            try:
                httpx.get(f"{address}/api/clips")
            except httpx.TransportError:
                time.sleep(0.2)
            else:
                break
        yield address
    finally:
        process.terminate()
        process.wait(30)
