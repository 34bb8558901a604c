"""All settings as a TOML file, each with its range, unit and source."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from kneecave.settings import Settings


def as_toml() -> str:
    """Return the default settings as a TOML file, each with its range, unit and source."""
    lines = []
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, StrEnum):
            choices = ", ".join(choice.value for choice in type(field.default))
            lines.append(f'{name} = "{field.default.value}"  # one of {choices}')
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, BaseModel):
            lines += _section_as_toml(field.default, name)
    return "\n".join(lines) + "\n"


def _section_as_toml(section: BaseModel, name: str) -> list[str]:
    fields = type(section).model_fields
    inner = {key: getattr(section, key) for key in fields}
    lines = ["", f"[{name}]"] if any(not isinstance(v, BaseModel) for v in inner.values()) else []
    for key, value in inner.items():
        if isinstance(value, BaseModel):
            continue
        known = fields[key].json_schema_extra
        assert isinstance(known, dict)
        span = "" if isinstance(value, StrEnum) else f"; {_span(fields[key].metadata)}"
        lines.append(f"# {known['unit']}{span}; source: {known['source']}")
        lines.append(f'{key} = "{value}"' if isinstance(value, StrEnum) else f"{key} = {value}")
    for key, value in inner.items():
        if isinstance(value, BaseModel):
            lines += _section_as_toml(value, f"{name}.{key}")
    return lines


def _span(metadata: list[Any]) -> str:
    low = next(bound.ge for bound in metadata if hasattr(bound, "ge"))
    high = next(bound.le for bound in metadata if hasattr(bound, "le"))
    return f"{low:g} to {high:g}"
