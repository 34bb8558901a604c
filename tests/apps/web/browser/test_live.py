"""The live page in Chromium, a rendered squat in place of the camera."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, WebSocketRoute, expect

from benchmarks.live.webcam import RATE_HZ, STANDS_S, camera_jpegs
from tests.apps.web.browser.conftest import Launch, Server, Watched

WAIT_MS = 150_000
REP = 2
"""Of the sample clip: both knees cave in."""
REMEMBER = """() => {
  const places = {steps: "#steps h2", told: "#told", cue: "#cue",
                  left: "#left .word", right: "#right .word"};
  window.said = {};
  for (const [name, place] of Object.entries(places)) {
    const element = document.querySelector(place);
    const said = window.said[name] = [element.innerText.trim()];
    const look = () => {
      const text = element.innerText.trim();
      if (said.at(-1) !== text) said.push(text);
    };
    const all = {childList: true, characterData: true, subtree: true};
    new MutationObserver(look).observe(element, all);
  }
}"""
"""Keeps every text that each place has shown, in their order."""


@pytest.fixture(scope="module")
def film(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody stands still, then does one squat; from the beginning again at its end."""
    clip = root / "sample_videos" / "squat_front.mp4"
    truth = json.loads(clip.with_suffix(".json").read_text())["reps"]
    assert truth[REP - 1]["legs"]["left"]["planned"] == "cave"
    assert truth[REP - 1]["legs"]["right"]["planned"] == "cave"
    first, last = (round(s * RATE_HZ) for s in (truth[REP - 2]["end_s"], truth[REP]["start_s"]))
    pictures = list(camera_jpegs(clip))
    path = tmp_path_factory.mktemp("film") / "camera.mjpeg"
    standing = pictures[first : first + 1] * round(STANDS_S * RATE_HZ)
    path.write_bytes(b"".join(standing + pictures[first:last]))
    return path


@pytest.fixture(scope="module")
def before_camera(film: Path, launch: Launch, server: Server) -> Iterator[BrowserContext]:
    """A context whose camera shows the film; fails if a page complained or asked another host."""
    watched = Watched(server.url)
    browser = launch(f"--use-file-for-fake-video-capture={film}")
    context = browser.new_context(base_url=server.url)
    watched.watch(context)
    yield context
    context.close()
    assert watched.problems == []


@pytest.mark.slow
def test_a_squat_is_guided_counted_judged_and_reported(before_camera: BrowserContext) -> None:
    page = before_camera.new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto("/live?stats")
    page.evaluate(REMEMBER)
    page.select_option("#model", "lite")
    page.get_by_role("button", name="Start the camera").click()

    caved = re.compile(r"^Rep \d+L CaveR Cave$")
    expect(page.locator("#last")).to_have_text(caved, timeout=WAIT_MS)
    said = page.evaluate("window.said")
    assert "Stand still for 2 s" in said["steps"]
    assert "Measuring. Start when you like." in said["told"]
    assert any(re.match(r"Rep \d+: left Cave, right Cave\.$", text) for text in said["told"])
    assert "Knees out" in said["cue"]
    for leg in ("left", "right"):
        assert said[leg].index("Waiting") < said[leg].index("Cave")
    told = page.evaluate("kneecaveStats.summary()")
    assert told["answers"] > 30
    assert 0 < told["glass_to_overlay_ms"]["median"] < 1000

    expect(page.locator("#numbers")).to_contain_text("to the drawing ")

    page.keyboard.press("r")
    question = page.get_by_role("dialog", name="Begin a new set?")
    question.get_by_role("button", name="Keep it").click()
    expect(page.locator("#last")).to_have_text(caved)
    page.keyboard.press("s")
    page.wait_for_url(re.compile(r"/clips/[\w-]{16}$"))
    expect(page.locator("h1")).to_have_text(re.compile(r"knees caved in on .*squats?\.$"))
    expect(page.locator("main")).to_contain_text("Live, ")


@pytest.mark.slow
def test_a_connection_lost_while_the_report_is_written_begins_no_new_set(
    before_camera: BrowserContext,
) -> None:
    page = before_camera.new_page()
    page.set_default_timeout(WAIT_MS)
    opened: list[WebSocketRoute] = []

    def cut_at_finish(socket: WebSocketRoute) -> None:
        opened.append(socket)
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if isinstance(message, str) and "finish" in message:
                socket.close(code=1001)
            else:
                server.send(message)

        socket.on_message(pass_on)

    page.route_web_socket("**/api/live", cut_at_finish)
    page.goto("/live")
    page.select_option("#model", "lite")
    page.get_by_label("Letter keys").uncheck()
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator("#steps ul")).to_be_visible(timeout=WAIT_MS)
    page.keyboard.press("s")
    expect(page.locator("#steps ul")).to_be_visible()
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("alert")).to_contain_text("the report will be under Clips")
    expect(page.get_by_role("button", name="Try again")).to_be_focused()
    page.wait_for_timeout(600)  # longer than it waits before it connects again
    assert len(opened) == 1
    assert page.evaluate("window.kneecaveStats") is None


@pytest.mark.slow
def test_a_camera_that_is_refused_is_told_with_what_to_do(before_camera: BrowserContext) -> None:
    page = before_camera.new_page()
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => {"
        " throw new DOMException('', 'NotAllowedError'); }"
    )
    page.goto("/live")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.get_by_role("alert")).to_contain_text("Allow it")
    expect(page.get_by_role("button", name="Try again")).to_be_focused()
