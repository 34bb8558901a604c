"""What every part of a JSON report has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part whose keys are explained by the text under them; no key more, no infinity."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False
    )


class Quantity(Part):
    """A number with one standard deviation of its error, same unit; null if it cannot be had."""

    value: float | None
    """The number."""
    spread: float | None
    """One standard deviation of its error."""
