"""A table of words, and how numbers are written in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_LONG = 24


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
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.heads)
        ruler = tuple("---:" if _numbers(cells) else "---" for cells in columns)
        lines = (self.heads, ruler, *self.rows)
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _numbers(cells: Sequence[str]) -> bool:
    """Return whether a column holds numbers: short, and not beginning with a letter."""
    return all(len(cell) < _LONG and not cell[:1].isalpha() for cell in cells)


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
