"""The user guide: its links, pictures and words, and that the program makes what it shows."""

from __future__ import annotations

import base64
import re
import shlex
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest

from docs.guide.pages import HERE, guide
from docs.guide.studio import PICTURES, Studio
from kneecave.outputs.words import NOTICE

NEVER = re.compile(
    r"\binjur|\brisk|\bdiagnos|\bACL\b|\babnormal|\bvalgus collapse|guarantee|proves? that", re.I
)
PIXEL = cv2.imencode(".png", np.full((2, 3, 3), 128, np.uint8))[1].tobytes()


class Page(HTMLParser):
    """What is in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.ids += [name for key, name in attrs if key == "id" and name]
        self.links += [address for key, address in attrs if key == "href" and address]
        if tag == "img":
            self.images.append(known)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


class Asked:
    """A picture of one colour for every name, and which names and commands were asked for."""

    def __init__(self) -> None:
        self.pictures: list[str] = []
        self.commands: list[str] = []

    def picture(self, name: str) -> bytes:
        self.pictures.append(name)
        return PIXEL

    def terminal(self, command: str) -> str:
        self.commands.append(command)
        return "first line\n\n<last> line"


@pytest.fixture(scope="module")
def asked() -> Asked:
    return Asked()


@pytest.fixture(scope="module")
def text(asked: Asked) -> str:
    return guide(asked.picture, asked.terminal)


def test_every_chapter_can_be_reached_and_nothing_outside_is_asked_for(text: str) -> None:
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    assert len(page.links) == len(list((HERE / "chapters").glob("*.md"))) == 7
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert not re.search(r"https?://(?!127\.0\.0\.1)", text)


def test_every_picture_is_inside_and_told_in_words(text: str, asked: Asked) -> None:
    page = Page(text)
    assert len(page.images) == len(asked.pictures)
    assert set(asked.pictures) == PICTURES
    for image in page.images:
        kind, _, data = str(image["src"]).partition(";base64,")
        assert kind == "data:image/png"
        assert base64.b64decode(data) == PIXEL
        assert len(str(image["alt"])) > 15
    assert text.count("<figcaption>") == len(page.images)


def test_words_are_the_products_own(text: str) -> None:
    words = "\n".join(Page(text).words)
    assert words.count(NOTICE) == 2
    found = NEVER.findall(words.replace(NOTICE, ""))
    assert found == []
    assert "{{" not in text
    assert "{%" not in text


def test_what_the_terminal_prints_stays_as_it_is(text: str, asked: Asked) -> None:
    assert text.count("&lt;last&gt; line") == len(asked.commands) >= 8
    assert "<p><last>" not in text
    assert {shlex.split(command)[0] for command in asked.commands} == {"kneecave"}


def test_a_picture_that_cannot_be_made_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "1_one.md").write_text('# One\n\nText.\n\n{{ picture("plan", "A plan.") }}\n')
    text = guide(lambda name: None, str, chapters=tmp_path)
    assert "figure>" not in text
    assert Page(text).links == ["#one"]


@pytest.mark.slow
def test_the_program_makes_what_the_first_chapter_shows(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    chapter = (HERE / "chapters" / "1_film.md").read_text(encoding="utf-8")
    (tmp_path / "chapters" / "1_film.md").write_text(chapter, encoding="utf-8")
    studio = Studio(tmp_path, chromium=None)
    page = Page(guide(studio.picture, studio.terminal, chapters=tmp_path / "chapters"))
    for image in page.images:
        data = base64.b64decode(str(image["src"]).partition(";base64,")[2])
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        assert picture.shape == (640, 480, 3)
        assert picture.std() > 20
    words = "".join(page.words)
    assert "The camera stands 44° to the side; up to 30° can be measured. Face it." in words
    assert "The feet are outside the picture. Step back a metre." in words
    assert studio.picture("plan") is None
