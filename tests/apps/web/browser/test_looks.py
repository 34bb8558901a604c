"""Every page: on a phone, in the dark, by keyboard alone, to a screen reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kneecave.history.store import History
from tests.apps.web.browser.conftest import Server, Visit, until
from tests.history.sessions import make_session

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
PERSON = "Nobody-has-such-a-long-name-without-any-space-in-it-but-it-is-allowed"
PHONE_PX = 370
LEAST_CONTRAST = 4.5
CONTRASTS = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (c) => { const v = c / 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
  const luminance = ([r, g, b]) => .2126 * light(r) + .7152 * light(g) + .0722 * light(b);
  const ground = (at) => {
    const over = [];
    for (; at; at = at.parentElement) {
      const [r, g, b, a = 1] = rgb(getComputedStyle(at).backgroundColor);
      if (a > 0) over.push([r, g, b, a]);
      if (a === 1) break;
    }
    if (!over.length || over.at(-1)[3] < 1) over.push([255, 255, 255, 1]);
    return over.reverse().reduce((under, [r, g, b, a]) =>
      [r, g, b].map((c, k) => a * c + (1 - a) * (under[k] ?? 0)), []);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || holder.closest("svg, script, template, option")) continue;
    if (!holder.checkVisibility() || holder.closest(".visually-hidden, .skip")) continue;
    const [a, b] = [luminance(rgb(getComputedStyle(holder).color)), luminance(ground(holder))];
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    found.push([contrast, walker.currentNode.textContent.trim()]);
  }
  return found;
}"""  # noqa: E501
UNNAMED = """() => [...document.querySelectorAll("a, button, input, select, video, svg[role=img]")]
  .filter((one) => one.checkVisibility() && !(one.ariaLabel || one.textContent.trim()
    || (one.labels && one.labels.length))).map((one) => one.outerHTML)"""


@pytest.fixture(scope="module")
def pages(server: Server, analysed: str) -> dict[str, str]:
    with History.open(server.history) as history:
        numbers = [
            history.add(PERSON, make_session((24.0, 25.0, 26.0), day=day, clip=f"{day}.mp4")).number
            for day in (0, 7)
        ]
    before, after = (f"session%3A{number}" for number in numbers)
    return {
        "upload": "/",
        "result": f"/clips/{analysed}",
        "history": "/history",
        "person": f"/history/{PERSON}",
        "choose": "/compare",
        "live": "/live",
        "compare": f"/compare?before={before}&after={after}",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(
    visit: Visit, pages: dict[str, str], scheme: str
) -> None:
    page = visit(color_scheme=scheme, viewport={"width": 1200, "height": 900})
    grounds = {"light": "rgb(246, 247, 245)", "dark": "rgb(15, 20, 26)"}
    for name, address in pages.items():
        page.goto(address)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(11, 15, 20)" if name == "live" else grounds[scheme])
        found = page.evaluate(CONTRASTS)
        assert len(found) > 10
        assert [one for one in found if one[0] < LEAST_CONTRAST] == []
        assert page.evaluate(UNNAMED) == []


def test_nothing_moves_sideways_on_a_phone(visit: Visit, pages: dict[str, str]) -> None:
    page = visit(viewport={"width": PHONE_PX, "height": 740}, has_touch=True)
    for address in pages.values():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE_PX, address
        small = page.evaluate(
            """() => [...document.querySelectorAll(
              "main .btn, .ct button, .bar nav a, .stage button, .stage select, .stage .check")]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 33)
            .map((one) => one.outerHTML)"""
        )
        assert small == []


def test_an_angle_stands_beside_its_word(visit: Visit, analysed: str) -> None:
    page = visit(viewport={"width": 1100, "height": 900})
    page.goto(f"/clips/{analysed}")
    page.get_by_role("button", name="Rep 2").click()
    expect(page.locator(".now").nth(1)).to_be_visible()
    for width in (1100, 1001, 760):
        page.set_viewport_size({"width": width, "height": 900})
        lower = page.evaluate(
            """() => {
            const top = (one) => one.getBoundingClientRect().top;
            return [...document.querySelectorAll(".m td .v")]
            .map((one) => top(one) - top(one.previousElementSibling)); }"""
        )
        assert len(lower) == 4
        assert max(lower) < 10, (width, lower)


def test_all_is_reached_by_keyboard(page: Page, analysed: str) -> None:
    page.goto(f"/clips/{analysed}")
    until(page, "document.getElementById('video').readyState >= 2")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => { const one = document.activeElement;
            const ring = getComputedStyle(one).outlineStyle;
            return [one.id || one.className || one.tagName, one.textContent.trim(), ring]; }"""
        )
        if at[0] == "BODY":
            break
        reached.append(at)
        if at[1] == "Rep 2":
            page.keyboard.press("Enter")
            expect(page.locator("#which")).to_have_text("Rep 2 of 2")
            page.keyboard.press("ArrowUp")
            page.keyboard.press("Space")
            expect(page.locator("#which")).to_have_text("Rep 1 of 2")
            page.keyboard.press("ArrowDown")
    ids = [at[0] for at in reached]
    assert ids[0] == "skip"
    wanted = ["play", "seek", "slow", "previous", "next", "full", "who", "tried"]
    assert [one for one in ids if one in wanted] == wanted
    texts = [at[1] for at in reached]
    assert texts.index("Rep 1") < texts.index("Rep 2") < texts.index("Open report")
    assert {"Save video", "Keep", "Compare with another set", "Delete"} <= set(texts)
    assert all(at[2] != "none" for at in reached), [at for at in reached if at[2] == "none"]


def test_the_live_page_begins_by_keyboard(page: Page) -> None:
    page.goto("/live")
    reached = []
    for _ in range(10):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """() => { const one = document.activeElement;
                return [one.id, getComputedStyle(one).outlineStyle !== "none"]; }"""
            )
        )
        if reached[-1][0] == "start":
            break
    assert [one[0] for one in reached[-5:]] == ["camera", "movement", "model", "letters", "start"]
    assert all(seen for _, seen in reached)


@pytest.mark.usefixtures("pages")  # somebody else is kept
def test_a_page_that_is_not_there_looks_like_the_others(visit: Visit) -> None:
    page = visit(refused=404)
    for address in ("/nowhere", "/clips/AAAAAAAAAAAAAAAA", "/history/Nobody%20at%20all"):
        answer = page.goto(address)
        assert answer is not None and answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here.")
        expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(page.locator(".lead")).to_contain_text("nobody called Nobody at all")


def test_motion_is_kept_to_the_playhead(visit: Visit, pages: dict[str, str]) -> None:
    page = visit(reduced_motion="reduce")
    page.goto(pages["upload"])
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0
    assert page.locator(".skip").evaluate("one => getComputedStyle(one).transitionDuration") == "0s"
