"""A person's history in the browser: kept, followed, compared, deleted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from kneecave.history.store import History
from tests.apps.web.browser.conftest import Server
from tests.history.sessions import make_session

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
NAME = "Zoë <b>O'Neil</b>/..?a=%2F&#x41;"
BEFORE, AFTER = (24.0, 25.0, 26.0), (3.0, 4.0, 5.0)


def test_a_result_is_kept_under_a_name(page: Page, server: Server, analysed: str) -> None:
    for told in ("Kept for", "has these results already"):
        page.goto(f"/clips/{analysed}")
        page.get_by_label("Name or nickname").fill(f"Kept {NAME}")
        page.get_by_label("This set was").select_option("a test with heels raised")
        page.get_by_role("button", name="Keep", exact=True).click()
        expect(page.locator("#kept")).to_contain_text(told)
    page.get_by_role("link", name="Open the history").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Kept {NAME}")
    expect(page.locator("tbody tr")).to_contain_text("a test with heels raised")
    with History.open(server.history) as history:
        assert len(history.sessions(f"Kept {NAME}")) == 1
    page.goto(f"/clips/{analysed}")
    assert page.locator("#people option").get_attribute("value") == f"Kept {NAME}"


def test_a_person_is_followed_compared_and_deleted(page: Page, server: Server) -> None:
    with History.open(server.history) as history:
        history.add(NAME, make_session(BEFORE, AFTER, clip="first.mp4"))
        history.add(NAME, make_session(AFTER, AFTER, day=14, clip="second.mp4"))
        history.add("Somebody else", make_session())
    page.goto("/history")
    page.get_by_role("link", name=NAME, exact=True).click()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    left, right = (
        page.locator("section", has=page.get_by_role("heading", name=f"Squat, {leg} knee"))
        for leg in ("left", "right")
    )
    expect(left.locator(".chip")).to_contain_text("Better")
    expect(left).to_contain_text("21.0° further out")
    expect(left.get_by_role("img", name="From session to session")).to_contain_text(
        "no real change"
    )
    expect(right.locator(".chip")).to_contain_text("No real change")

    page.get_by_role("button", name="Compare the two").click()
    expect(page).to_have_url(re.compile(r"/compare\?.*session%3A\d+&.*session%3A\d+"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Left knee better; right knee: no real change."
    )
    expect(page.locator(".facts")).to_have_text(re.compile("first.mp4.*second.mp4", re.S))

    page.go_back()
    page.get_by_role("button", name=f"Delete {NAME}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Delete {NAME} with all sessions (2)?")
    dialog.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/history$"))
    expect(page.get_by_role("link", name=NAME, exact=True)).to_have_count(0)
    with History.open(server.history) as history:
        assert NAME not in {one.name for one in history.people()}
        assert "Somebody else" in {one.name for one in history.people()}
    assert b"first.mp4" not in server.history.read_bytes()


def test_two_clips_are_compared(page: Page, analysed: str) -> None:
    page.goto(f"/clips/{analysed}")
    page.get_by_role("link", name="Compare with another set").click()
    expect(page.get_by_label("After", exact=True)).to_have_value(analysed)
    page.get_by_label("Before", exact=True).select_option(analysed)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Both knees: no real change.")
