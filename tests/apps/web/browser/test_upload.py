"""A clip goes up, is analysed, and its result can be looked through, saved and deleted."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import av
import pytest
from playwright.sync_api import Page, expect

from tests.apps.clips import write_clip
from tests.apps.web.browser.conftest import Server, Visit, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
WATCHED = """window.seen = [];
addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  for (const work of document.querySelectorAll("#sending .work, #clips .work")) {
    const text = work.innerText.replace(/\\s+/g, " ").trim();
    window.seen.push([text, work.querySelector("progress")?.value ?? 0]);
  }
}).observe(document.body, { subtree: true, childList: true, characterData: true }));"""
"""Notes every progress that the page shows, however short."""
STREAMS = """window.streams = [];
window.EventSource = class extends EventSource {
  constructor(...given) { super(...given); window.streams.push(this); }
};"""
"""Keeps every event stream that the page opens."""
ALIVE = "window.streams.filter((one) => one.readyState !== EventSource.CLOSED)"
CHART_PX = re.compile(r"translate\(([\d.]+) 0\)")


def row(page: Page, name: str):
    """The newest clip of a name in the list."""
    return page.locator("#clips li", has=page.get_by_text(name, exact=True)).first


def test_a_clip_goes_up_while_another_waits(page: Page, clip: Path, tmp_path: Path) -> None:
    empty = write_clip(tmp_path / "nobody <b>here.mp4")
    page.add_init_script(WATCHED)
    page.add_init_script(STREAMS)
    page.goto("/")
    page.set_input_files("#files", [clip, empty])
    until(page, "window.seen.some(([text, value]) => value > 0 && / 146 frames/.test(text))")
    until(page, "window.seen.some(([text]) => text.includes('Waiting: 1 clip before it'))")
    streams_stay_few(page)
    seen = page.evaluate("window.seen")
    assert any(re.fullmatch(r"Uploading · \d\.\d of \d\.\d MB 100 %", text) for text, _ in seen)
    of_joints = [
        (int(match[1]), int(match[2]), value)
        for text, value in seen
        if (match := re.match(r"Finding the joints · (\d+) of 146 frames.* (\d+) %$", text))
    ]
    assert of_joints == sorted(of_joints)
    for done, percent, value in of_joints:
        assert value == pytest.approx(done / 146)
        assert percent == int(100 * done / 146)

    page.goto("/history")  # closing the page does not stop the work
    page.goto("/")
    expect(row(page, clip.name)).to_contain_text("The knees caved in on 1 of 2 squats.")
    expect(row(page, clip.name).locator(".chip")).to_have_text("Cave")
    expect(row(page, empty.name)).to_contain_text("no person is seen")
    expect(row(page, empty.name).locator(".chip")).to_have_text("No result")

    row(page, empty.name).get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"No result for {empty.name}.")
    page.wait_for_load_state()  # buttons answer when the scripts are there
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/$"))
    expect(row(page, empty.name)).to_have_count(0)


def streams_stay_few(page: Page) -> None:
    """Two clips that end at once open no more than two streams; a hidden page has none."""
    assert page.evaluate(f"{ALIVE}.length") == 2
    for hidden in ("true", "false"):
        page.evaluate(
            f"""() => {{
            Object.defineProperty(document, "hidden", {{ value: {hidden}, configurable: true }});
            document.dispatchEvent(new Event("visibilitychange"));
            }}"""
        )
        alive = page.evaluate(f"{ALIVE}.length")
        assert alive == 0 if hidden == "true" else 0 < alive <= 2
    opened = page.evaluate("window.streams.length")
    done = "new MessageEvent('message', { data: JSON.stringify({ state: 'done' }) })"
    page.evaluate(f"{ALIVE}.forEach((one) => one.dispatchEvent({done}))")
    until(page, f"window.streams.length > {opened}")
    page.wait_for_timeout(200)
    assert page.evaluate(f"{ALIVE}.length") <= 2


DROPPED = """() => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["Dear diary, ".repeat(100)], "diary.mp4"));
  for (const kind of ["dragover", "drop"]) {
    const event = new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
    document.getElementById("upload").dispatchEvent(event);
  }
}"""


def test_what_is_dropped_and_no_clip_is_told_in_one_line(visit: Visit) -> None:
    page = visit(refused=415)
    page.goto("/")
    page.evaluate(DROPPED)
    sent = page.locator("#sending li")
    expect(sent).to_contain_text("diary.mp4")
    expect(sent.locator("[data-stage]")).to_contain_text("not a video")
    sent.get_by_role("button", name="Put away").click()
    expect(sent).to_have_count(0)


def test_a_clip_that_is_too_large_is_told_before_it_is_sent(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.method))
    page.goto("/")
    form = page.locator("#upload")
    expect(form).to_have_attribute("data-most-bytes", "500000000")
    form.evaluate("form => { form.dataset.mostBytes = 1000; }")
    page.evaluate(DROPPED)
    row = page.locator("#sending li")
    expect(row.locator("[data-stage]")).to_contain_text("Not uploaded: 1 MB, and this server takes")
    row.get_by_role("button", name="Put away").click()
    expect(row).to_have_count(0)
    assert "POST" not in sent


def test_without_a_camera_the_page_says_why_nothing_can_be_recorded(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    page.goto("/")
    expect(page.locator("#record-not")).to_contain_text("this browser finds no camera")
    expect(page.get_by_role("button", name="Record now")).to_be_hidden()


def test_a_clip_is_recorded(page: Page, server: Server) -> None:
    page.goto("/")
    page.get_by_role("button", name="Record now").click()
    dialog = page.get_by_role("dialog", name="Record a clip")
    dialog.get_by_role("button", name="Start recording").click()
    expect(dialog.locator("#recording")).to_have_text("Recording begins in 5 s")
    expect(dialog.get_by_role("status")).to_have_text("Recording begins in 5 s")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    expect(dialog.get_by_role("button", name="Stop and analyse")).to_be_focused()
    expect(dialog.get_by_role("status")).to_have_text("Recording")
    dialog.get_by_role("button", name="Stop and analyse").click()
    expect(dialog).to_be_hidden()
    recorded = page.locator("#clips li").filter(has_text=re.compile(r"Recording \d\d:\d\d:\d\d"))
    expect(recorded).to_contain_text("no person is seen")
    expect(page.locator("#told")).to_have_text(re.compile(r"^Recording .*: no result\.$"))
    recorded.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(recorded).to_have_count(0)
    expect(page.locator("#told")).to_have_text(re.compile(r"^Recording .* is deleted\.$"))
    assert not any("Recording" in str(one["name"]) for one in server.clips())


def test_a_result_is_looked_through(page: Page, analysed: str) -> None:
    page.goto(f"/clips/{analysed}")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "The knees caved in on 1 of 2 squats."
    )
    video = page.locator("#video")
    until(page, "document.getElementById('video').readyState >= 2")
    rows = page.locator("tr[data-rep]")
    for number in (2, 1):
        moment = float(rows.nth(number - 1).get_attribute("data-worst-s") or "nan")
        page.get_by_role("button", name=f"Rep {number}").press("Enter")
        expect(rows.nth(number - 1)).to_have_attribute("aria-current", "true")
        expect(page.locator("#which")).to_have_text(f"Rep {number} of 2")
        assert video.evaluate("video => video.currentTime") == pytest.approx(moment, abs=1e-3)
        chart = page.locator("svg.chart[data-from-s]:visible").first
        scale = {key: float(chart.get_attribute(f"data-{key}") or "nan") for key in
                 ("from-s", "to-s", "left", "right")}  # fmt: skip
        share = (moment - scale["from-s"]) / (scale["to-s"] - scale["from-s"])
        drawn = CHART_PX.match(chart.locator(".playhead").get_attribute("transform") or "")
        assert drawn is not None
        expected = scale["left"] + share * (scale["right"] - scale["left"])
        assert float(drawn[1]) == pytest.approx(expected, abs=0.5)

    page.get_by_role("button", name="Next rep").click()
    expect(page.locator("#which")).to_have_text("Rep 2 of 2")
    page.get_by_role("button", name="Play").click()
    until(page, "document.getElementById('video').currentTime > 5.6")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_results_are_saved_as_files(page: Page, analysed: str, tmp_path: Path) -> None:
    page.goto(f"/clips/{analysed}")
    saved = {}
    for name in ("Save video", "Save report", "JSON", "Reps as CSV", "Frames as CSV"):
        with page.expect_download() as under_way:
            page.get_by_role("link", name=name, exact=True).click()
        saved[name] = tmp_path / under_way.value.suggested_filename
        under_way.value.save_as(saved[name])
    with av.open(str(saved["Save video"])) as video:
        assert video.streams.video[0].frames == 146
    report = json.loads(saved["JSON"].read_text())
    assert report["summary"]["cave_reps"] == [2]
    assert "caved in on 1 of 2 squats" in saved["Save report"].read_text()
    with saved["Frames as CSV"].open() as table:
        assert len(list(csv.DictReader(table))) == 146
    with saved["Reps as CSV"].open() as table:
        assert {line["rep"] for line in csv.DictReader(table)} == {"1", "2"}
