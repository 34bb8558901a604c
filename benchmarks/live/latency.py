"""From the camera to the drawing over its picture, in a browser on the same machine."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, sync_playwright

from benchmarks.live.serving import cpu_s, family, live_process

AUTO = "auto"
"""The page's own choice: the heaviest model that is quick enough."""
CHROMIUM = "/usr/bin/chromium"
LEAST_HZ, MOST_MEDIAN_MS, MOST_P95_MS = 20.0, 120.0, 250.0
_PARTS = ("until_sent_ms", "round_trip_ms", "in_process_ms", "until_drawn_ms")
_READY_MS = 60_000


def camera_flags(webcam: Path) -> list[str]:
    """Return the flags that make Chromium take a file for its camera, without asking."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={webcam}",
    ]


def measure(address: str, webcam: Path, *, server: int, models: list[str], seconds: float) -> bool:
    """Return whether some model holds the limits, after printing a line for each."""
    print(
        f"{'asked, took':11} {'answers/s':>9} {'glass to overlay':>20} {'to tone':>20}  parts, ms"
    )
    held = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", *camera_flags(webcam)]
        )
        for model in models:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{address}/live?stats")
            held |= _print(*_told(page, model, seconds, server=server))
            page.close()
        browser.close()
    return held


def _told(
    page: Page, model: str, seconds: float, *, server: int
) -> tuple[dict[str, Any], dict[str, float]]:
    """Return the page's own numbers over so many seconds, and who took processor time in them."""
    page.select_option("#model", "" if model == AUTO else model)
    page.click("#start")
    try:
        page.wait_for_selector("#count:not([hidden])", timeout=_READY_MS)
    except Error:
        sys.exit(f"not measured; the page says: {page.inner_text('#stage')}")
    session = live_process(server)
    assert session is not None, "it measures"
    groups = {
        "session": [session],
        "server": [server],
        "browser": family(os.getpid(), without=server),
    }
    before = {name: cpu_s(group) for name, group in groups.items()}
    page.evaluate("kneecaveStats.reset()")
    time.sleep(seconds)
    told: dict[str, Any] = page.evaluate("kneecaveStats.summary()")
    told["asked"] = model
    return told, {name: cpu_s(group) - before[name] for name, group in groups.items()}


def _print(told: dict[str, Any], took_s: dict[str, float]) -> bool:
    glass, tone = told["glass_to_overlay_ms"], told["glass_to_tone_ms"]
    answers = max(1, told["answers"])
    parts = ", ".join(f"{name.removesuffix('_ms')} {told[name]['median']:.0f}" for name in _PARTS)
    each = ", ".join(f"{name} {1000 * took / answers:.0f}" for name, took in took_s.items())
    seen, heard = (f"{of['median']:.0f}, 95 %: {of['p95']:.0f} ms" for of in (glass, tone))
    models = f"{told['asked']:5} {told['model']:5}"
    print(f"{models} {told['answers_hz']:9.1f} {seen:>20} {heard:>20}  {parts}")
    print(f"{'':12}processor ms an answer: {each}; load {os.getloadavg()[0]:.1f}", flush=True)
    return bool(
        told["answers_hz"] >= LEAST_HZ
        and glass["median"] <= MOST_MEDIAN_MS
        and glass["p95"] <= MOST_P95_MS
    )
