"""Pictures of pages, by Chromium."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

_WIDTH_PX = 1000
_MARGIN_PX = 16
_SHARP = 1.5


@dataclass(frozen=True, slots=True)
class Shot:
    """A part of a page: from one element to another, or so many pixels from the first on.

    ``made_by`` is the command that writes the page.
    """

    page: str
    made_by: str
    first: str
    last: str | None = None
    height_px: float | None = None


def shoot(address: str, shot: Shot, chromium: Path) -> bytes:
    """Return a picture of a part of a page as PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            page = browser.new_page(
                viewport={"width": _WIDTH_PX, "height": 900}, device_scale_factor=_SHARP
            )
            page.goto(address)
            boxes = [
                page.locator(one).first.bounding_box() for one in (shot.first, shot.last) if one
            ]
            edges = [box for box in boxes if box is not None]
            top = edges[0]["y"] - _MARGIN_PX
            height = shot.height_px or edges[-1]["y"] + edges[-1]["height"] + _MARGIN_PX - top
            return page.screenshot(
                clip={"x": 0, "y": max(top, 0), "width": _WIDTH_PX, "height": height},
                full_page=True,
            )
        finally:
            browser.close()
