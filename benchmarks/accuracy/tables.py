"""A table of words, and how numbers are written in it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Column heads, and rows of as many cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.heads):
                raise ValueError(f"{len(row)} cells under {len(self.heads)} heads: {row}")

    def markdown(self) -> str:
        """Return the table as Markdown, numbers to the right."""
        ruler = ("---", *("---:",) * (len(self.heads) - 1))
        lines = (self.heads, ruler, *self.rows)
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def degrees(value: float) -> str:
    """Return a number of degrees, one decimal; a dash where there is none."""
    return f"{value:.1f}" if math.isfinite(value) else "–"


def signed(value: float) -> str:
    """Return a number with its sign, one decimal."""
    return f"{value:+.1f}".replace("-", "−") if math.isfinite(value) else "–"


def percent(share: float) -> str:
    """Return a share as whole per cent."""
    return f"{100 * share:.0f} %" if math.isfinite(share) else "–"


def ratio(value: float) -> str:
    """Return a ratio, two decimals."""
    return f"{value:.2f}" if math.isfinite(value) else "–"


def part_of(share: int, whole: int) -> str:
    """Return a count of a whole."""
    return f"{share} of {whole}"
