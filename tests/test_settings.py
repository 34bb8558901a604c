from enum import StrEnum
from pathlib import Path

import pytest

from kneecave.apps.settings_file import as_toml
from kneecave.errors import SettingsError
from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric
from kneecave.settings import Settings


def test_every_limit_has_unit_and_source() -> None:
    def fields(model: type) -> None:
        for name, field in model.model_fields.items():
            if hasattr(field.annotation, "model_fields"):
                fields(field.annotation)
            elif name not in ("metric", "engine"):
                assert set(field.json_schema_extra) == {"unit", "source"}, name
                chosen = issubclass(field.annotation, StrEnum)
                assert field.metadata or chosen, f"{name} has no range"

    fields(Settings)


def test_file_changes_one_value_and_leaves_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text("[limits.knee_over_foot]\nbilateral = 12\n")
    settings = Settings.load(file)
    assert settings.limit_for(Movement.SQUAT) == 12
    assert settings.limit_for(Movement.FORWARD_LUNGE) == 10
    assert settings.flat()["limits.knee_over_foot.bilateral"] == 12


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[limits]\nkne = 3", "unknown key limits.kne; known here: certainty_z"),
        ("[limits.kasr]\nbilateral = 9", "limits.kasr.bilateral = 9"),
        ("metric = 'guess'", "metric = 'guess'"),
        ("[limits]\nflexion_from_deg = 80\nflexion_to_deg = 60", "must be less than"),
        ("limits = [", "cannot be read"),
    ],
)
def test_mistakes_are_told_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "s.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        Settings.load(file)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings.load(tmp_path / "none.toml")


def test_threshold_is_that_of_the_chosen_metric() -> None:
    settings = Settings(metric=Metric.KASR).with_threshold(0.9)
    assert settings.limit_for(Movement.SQUAT) == 0.9
    assert settings.limits.knee_over_foot.bilateral == 10
    with pytest.raises(SettingsError):
        settings.with_threshold(20)


def test_the_printed_file_is_the_defaults_and_explains_each(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(as_toml())
    assert Settings.load(file) == Settings()
    limits = [name for name in Settings().flat() if name not in ("metric", "engine")]
    assert as_toml().count("; source: ") == len(limits)
    file.write_text(as_toml().replace("bilateral = 10.0", "bilateral = 12.5", 1))
    assert Settings.load(file).limits.knee_over_foot.bilateral == 12.5
