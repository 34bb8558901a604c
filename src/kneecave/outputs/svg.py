"""Elements of an SVG picture as text; classes are those of the report's style sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape


def picture(
    parts: Iterable[Markup],
    *,
    width: float,
    height: float,
    label: str,
    data: Mapping[str, str] | None = None,
) -> Markup:
    """Return a picture that grows with its box, with a name for those who do not see it.

    ``data`` become its ``data-`` attributes.
    """
    more = Markup("").join(
        Markup(' data-{}="{}"').format(name, value) for name, value in (data or {}).items()
    )
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" class="chart"{}>{}</svg>'
    ).format(px(width), px(height), label, more, Markup("").join(parts))


def window(parts: Iterable[Markup], left: float, top: float, right: float, bottom: float) -> Markup:
    """Return parts cut off at the edges of a rectangle; they keep their own coordinates."""
    width, height = px(right - left), px(bottom - top)
    return Markup(
        '<svg x="{0}" y="{1}" width="{2}" height="{3}" viewBox="{0} {1} {2} {3}">{4}</svg>'
    ).format(px(left), px(top), width, height, Markup("").join(parts))


def rect(name: str, left: float, top: float, right: float, bottom: float) -> Markup:
    """Return a filled rectangle of a class."""
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        name, px(left), px(top), px(right - left), px(bottom - top)
    )


def line(name: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    """Return a straight line of a class."""
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        name, px(x1), px(y1), px(x2), px(y2)
    )


def text(said: str, x: float, y: float, *, anchor: str = "start", name: str = "") -> Markup:
    """Return a text; ``y`` is its base line, ``anchor`` start, middle or end."""
    kind = Markup(' class="{}"').format(name) if name else Markup("")
    place = Markup(' text-anchor="{}"').format(anchor) if anchor != "start" else Markup("")
    return Markup('<text{} x="{}" y="{}"{}>{}</text>').format(
        kind, px(x), px(y), place, escape(said)
    )


def path(name: str, points: Sequence[tuple[float, float]], *, closed: bool = False) -> Markup:
    """Return a line through points, (x, y) in pixels, filled if closed."""
    steps = "L".join(f"{px(x)} {px(y)}" for x, y in points)
    return Markup('<path class="{}" d="M{}{}"/>').format(name, steps, "Z" if closed else "")


def dot(name: str, x: float, y: float, *, radius: float) -> Markup:
    """Return a filled circle of a class."""
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(
        name, px(x), px(y), px(radius)
    )


def glyph(name: str, x: float, y: float, *, size: float) -> Markup:
    """Return a verdict's shape, centred."""
    return Markup('<use href="#{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        name, px(x - size / 2), px(y - size / 2), px(size), px(size)
    )


def px(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value + 0.0:.1f}".removesuffix(".0")
