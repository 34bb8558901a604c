"""The chapters as one HTML page that needs nothing beside itself."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from kneecave.outputs.words import NOTICE

HERE = Path(__file__).parent
_KINDS = {b"\xff\xd8": "jpeg", b"\x89P": "png"}
Picture = Callable[[str], bytes | None]
"""The PNG or JPEG of a name; None if it cannot be made here."""
Terminal = Callable[[str], str]
"""What a command line prints."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: the name it is linked by, its title and its body in HTML."""

    slug: str
    title: str
    body: Markup


def guide(picture: Picture, terminal: Terminal, *, chapters: Path = HERE / "chapters") -> str:
    """Return the guide as one HTML page, the chapters in the order of their files' names.

    A chapter is Markdown that asks for ``picture(name, caption)`` and ``terminal(command)``; the
    caption is also the text for those who do not see the picture.
    """
    known = [_chapter(path, picture, terminal) for path in sorted(chapters.glob("*.md"))]
    style = Markup((HERE / "guide.css").read_text(encoding="utf-8"))
    page = _environment(HERE, html=True).get_template("guide.html.jinja")
    return page.render(chapters=known, style=style, notice=NOTICE)


def _chapter(path: Path, picture: Picture, terminal: Terminal) -> Chapter:
    def figure(name: str, caption: str) -> str:
        shown = picture(name)
        if shown is None:
            return ""
        return _block(
            f'<figure><img src="{_source(shown)}" alt="{escape(caption)}">'
            f"<figcaption>{MarkdownIt().renderInline(caption)}</figcaption></figure>"
        )

    def printed(command: str) -> str:
        lines = f"$ {command}\n{terminal(command).strip()}"
        return _block(f"<pre><code>{_unbroken(lines)}</code></pre>")

    text = (
        _environment(path.parent, html=False)
        .get_template(path.name)
        .render(picture=figure, terminal=printed, notice=f"> {NOTICE}")
    )
    heading, _, body = text.partition("\n")
    slug = path.stem.partition("_")[2]
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(body)
    return Chapter(slug, heading.removeprefix("# "), Markup(html))


def _environment(folder: Path, *, html: bool) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=html,
        keep_trailing_newline=True,
    )


def _block(html: str) -> str:
    return f"\n\n{html}\n\n"


def _unbroken(lines: str) -> str:
    """Return text for ``<pre>``: an empty line would end the block in Markdown."""
    return str(escape(lines)).replace("\n\n", "\n&#8203;\n")


def _source(picture: bytes) -> str:
    kind = _KINDS[picture[:2]]
    return f"data:image/{kind};base64,{b64encode(picture).decode('ascii')}"
