"""Settings as chosen on the command line."""

from __future__ import annotations

from pathlib import Path

from kneecave.model.coaching import Equipment, Level
from kneecave.model.engine import Engine
from kneecave.model.verdict import Metric
from kneecave.settings import Settings


def settings_of(
    path: Path | None,
    *,
    metric: Metric | None = None,
    threshold: float | None = None,
    engine: Engine | None = None,
) -> Settings:
    """Return a file's settings, or the defaults, with metric, its limit and engine as chosen.

    Raises
    ------
    SettingsError
        The file cannot be read, or a value is out of range.
    """
    settings = Settings.load(path)
    chosen = {"metric": metric, "engine": engine}
    settings = settings.model_copy(
        update={key: value for key, value in chosen.items() if value is not None}
    )
    return settings if threshold is None else settings.with_threshold(threshold)


def coaching_of(
    path: Path | None,
    *,
    days: int | None,
    level: Level | None,
    equipment: Equipment | None,
    engine: Engine | None = None,
) -> Settings:
    """Return a file's settings, or the defaults, with what the plan is made for as chosen.

    Raises
    ------
    SettingsError
        The file cannot be read, or a value is out of range.
    """
    values = settings_of(path, engine=engine).model_dump()
    chosen = {"days_per_week": days, "level": level, "equipment": equipment}
    values["coaching"] |= {key: value for key, value in chosen.items() if value is not None}
    return Settings.of(values)
