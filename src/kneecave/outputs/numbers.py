"""Numbers as people read them: one decimal, a true minus, the spread beside the value."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kneecave.model.verdict import Metric

MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Unit:
    """How a quantity is written: the sign behind the number, and how many decimals."""

    sign: str
    decimals: int


DEGREES = Unit("°", 1)
RATIO = Unit("", 2)


def unit_of(metric: Metric) -> Unit:
    """Return the unit of a metric: a ratio for KASR, degrees for every other."""
    return RATIO if metric is Metric.KASR else DEGREES


def number(value: float, unit: Unit) -> str:
    """Return a value with its unit, as ``−3.5°`` or ``0.81``; a dash if it is not finite."""
    if not math.isfinite(value):
        return "–"
    rounded = round(value, unit.decimals) + 0.0
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):.{unit.decimals}f}{unit.sign}"


def limit(value: float, unit: Unit) -> str:
    """Return a limit without needless zeros, as ``10°``, ``6.5°`` or ``0.9``."""
    text = number(value, unit).removesuffix(unit.sign)
    return text.rstrip("0").rstrip(".") + unit.sign


def spread(value: float, unit: Unit) -> str:
    """Return a spread, as ``± 2.6°``."""
    return f"± {number(value, unit)}"


def with_spread(value: float, sd: float, unit: Unit) -> str:
    """Return a value beside its spread, as ``23.6° ± 2.6°``."""
    return f"{number(value, unit)} {spread(sd, unit)}"


def seconds(value: float) -> str:
    """Return a time, as ``5.3 s``."""
    return f"{value + 0.0:.1f} s"


def whole_with_spread(value: float, sd: float) -> str:
    """Return whole degrees beside their spread, as ``1° ± 2°``."""
    return with_spread(value, sd, Unit("°", 0))


def known(value: float) -> bool:
    """Return whether there is a number to write."""
    return math.isfinite(value)
