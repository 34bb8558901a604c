"""Every limit a user may change: its unit, its range and where it comes from.

Read from a TOML file by :meth:`Settings.load`; an unknown key is an error that names the known
ones.  Each field's ``json_schema_extra`` holds ``unit`` and ``source``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kneecave.errors import SettingsError
from kneecave.model.coaching import Equipment, Level
from kneecave.model.engine import Engine
from kneecave.model.rep import Movement
from kneecave.model.verdict import Metric

_BILATERAL = frozenset({Movement.SQUAT, Movement.DEADLIFT})
_FRONT_SQUATS = "112 leg-reps of clean front-view squats, docs/method.md"
_OWN = "docs/method.md, rendered people and real clips"
_VICON = "docs/history.md, laboratory motion capture through a virtual camera"
_THINNED = "docs/method.md, clips thinned"
_CLEAN = "clean real squats reach "
_PRACTICE = "no published cut-off for bilateral movements; the single-leg figure is used"


def _limit(default: float, low: float, high: float, unit: str, source: str) -> Any:
    """Return a field with its range, unit and source."""
    return Field(default, ge=low, le=high, json_schema_extra={"unit": unit, "source": source})


def _choice(default: StrEnum, source: str) -> Any:
    """Return a field that is one of an enumeration's words, with its source."""
    words = ", ".join(word.value for word in type(default))
    return Field(default, json_schema_extra={"unit": f"one of {words}", "source": source})


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KneeOverFootLimits(_Section):
    """Limits of the knee-over-foot direction, + = knee inside the foot."""

    bilateral: float = _limit(10.0, 1.0, 60.0, "deg", _OWN)
    lead_leg: float = _limit(10.0, 1.0, 60.0, "deg", _OWN)
    relative: float = _limit(4.5, 1.0, 60.0, "deg over the leg's own best rep, beyond doubt", _OWN)
    relative_watch: float = _limit(
        2.5, 1.0, 60.0, "deg over the leg's own best rep, from which a rep is watched", _OWN
    )
    relative_within: float = _limit(
        6.0, 0.0, 60.0, "deg below the limit from which that is a cave", _OWN
    )
    relative_watch_within: float = _limit(
        11.0, 0.0, 60.0, "deg below the limit from which that is watched", _OWN
    )
    toe_out_followed: float = _limit(
        25.0, 0.0, 60.0, "deg of toe-out; the limit rises by what is beyond", _FRONT_SQUATS
    )


class AngleLimits(_Section):
    """Limits of an angle in the frontal plane, + = valgus."""

    bilateral: float = _limit(10.0, 1.0, 60.0, "deg", _PRACTICE)
    lead_leg: float = _limit(
        10.0, 1.0, 60.0, "deg", "lateral step-down: > 10 deg = dynamic valgus; Holden 2015: 10.6"
    )


class RatioLimits(_Section):
    """Limit of a ratio of widths; a cave lies below.  It says nothing of staggered feet."""

    bilateral: float = _limit(0.8, 0.2, 1.5, "ratio", "knees inside ankles; Mizner 2012, Bell 2013")


class Limits(_Section):
    """What a rep is judged by."""

    knee_over_foot: KneeOverFootLimits = KneeOverFootLimits()
    frontal: AngleLimits = AngleLimits()
    fppa: AngleLimits = AngleLimits()
    kasr: RatioLimits = RatioLimits()
    standing_deg: float = _limit(
        5.0, 1.0, 60.0, "deg, frontal angle while standing", "Bellemans 2012: -1.3, sd 2.3; " + _OWN
    )
    foot_roll_deg: float = _limit(
        4.0, 1.0, 30.0, "deg, change of a foot's roll with bent knees", "docs/pronation.md"
    )
    certainty_z: float = _limit(
        1.28, 0.0, 3.0, "spreads beyond the limit that make a cave", "one-sided 90 %"
    )
    max_spread_deg: float = _limit(
        12.0, 2.0, 60.0, "deg; a peak less certain than this is not judged", _OWN
    )
    sustained_s: float = _limit(0.2, 0.05, 1.0, "s", "mean over this time makes the peak; " + _OWN)
    flexion_from_deg: float = _limit(
        40.0, 20.0, 80.0, "deg", "straighter, the knee has no direction; " + _OWN
    )
    flexion_to_deg: float = _limit(
        90.0, 60.0, 140.0, "deg", "deeper, the thigh points at the camera; " + _OWN
    )

    @model_validator(mode="after")
    def _band_is_a_band(self) -> Self:
        if self.flexion_from_deg >= self.flexion_to_deg:
            raise ValueError("flexion_from_deg must be less than flexion_to_deg")
        return self


class ViewLimits(_Section):
    """What can still be measured."""

    max_yaw_deg: float = _limit(30.0, 5.0, 45.0, "deg", _OWN)
    max_yaw_spread_deg: float = _limit(4.5, 1.0, 15.0, "deg", _OWN)
    min_leg_px: float = _limit(60.0, 20.0, 400.0, "px", "docs/method.md, clips made smaller")
    low_leg_px: float = _limit(150.0, 20.0, 800.0, "px", _OWN)
    min_feet_in_picture: float = _limit(0.8, 0.1, 1.0, "share of frames", _OWN)
    min_foot_confidence: float = _limit(
        0.2, 0.0, 0.9, "median confidence of heel and toe", "hidden feet 0.1, seen ones from 0.45"
    )
    side_width_ratio: float = _limit(0.40, 0.1, 0.6, "shoulders over trunk, below = side", _OWN)
    min_pictures_hz: float = _limit(7.0, 2.0, 30.0, "pictures a second of a rep", _THINNED)
    lens_deg: float = _limit(
        66.0, 20.0, 120.0, "deg on the picture's long side", "phone main cameras; " + _OWN
    )


class RepLimits(_Section):
    """What counts as a rep."""

    min_depth: float = _limit(0.07, 0.03, 0.5, "share of standing hip height", _OWN)
    min_hinge: float = _limit(0.30, 0.1, 0.9, "share of trunk height, deadlift", _OWN)
    max_depth: float = _limit(
        0.78, 0.5, 1.0, "share of standing hip height; push-ups lie above", _OWN
    )
    max_hold_s: float = _limit(10.0, 1.0, 60.0, "s at the bottom; longer is a hold, no rep", _OWN)
    min_duration_s: float = _limit(
        0.35, 0.1, 5.0, "s below a quarter of the depth", "a 0.8 s rep spends about 0.5 s there"
    )
    max_foot_travel: float = _limit(0.16, 0.02, 0.5, "leg lengths, planted feet", _OWN)


class Filters(_Section):
    """How positions are found and cleaned."""

    looks_hz: float = _limit(15.0, 7.0, 240.0, "pictures a second looked at, at most", _THINNED)
    cutoff_hz: float = _limit(6.0, 1.0, 30.0, "Hz, zero-lag 4th-order Butterworth", "Sports2D")
    hampel_s: float = _limit(0.12, 0.02, 1.0, "s either side", _OWN)
    max_gap_s: float = _limit(0.25, 0.0, 2.0, "s; longer gaps stay empty", _OWN)


class ChangeLimits(_Section):
    """What counts as a real change between two sessions of one person."""

    certainty_z: float = _limit(
        1.96, 1.0, 3.0, "standard errors that make the measurement error", "two-sided 95 %"
    )
    smallest_deg: float = _limit(
        8.9, 0.0, 30.0, "deg; a smaller change is none",
        "Munro 2012: smallest detectable difference of FPPA 7.5-8.9 deg between sessions; none is "
        "published for the knee over the foot",
    )  # fmt: skip
    smallest_ratio: float = _limit(
        0.0, 0.0, 1.0, "ratio, kasr; 0 = the measurement error alone", "none is published"
    )
    shared: float = _limit(
        0.5, 0.0, 1.0, "share of a peak's spread that all reps of a session have in common", _OWN
    )
    usual_scatter_deg: float = _limit(2.0, 0.0, 20.0, "deg from rep to rep, at least", _VICON)
    usual_scatter_ratio: float = _limit(
        0.03, 0.0, 0.5, "ratio from rep to rep, at least, kasr", _VICON
    )
    between_deg: float = _limit(
        2.0, 0.0, 20.0, "deg, one sd of each session, from setting up the camera anew", _VICON
    )
    between_ratio: float = _limit(0.015, 0.0, 0.5, "ratio, one sd of each session, kasr", _VICON)
    heels_deg: float = _limit(3.5, 0.0, 15.0, "deg lost with raised heels", "rendered: 3.4 +- 2.9")


class SignFloors(_Section):
    """What people without a cave show as well, against their own standing."""

    drop_deg: float = _limit(7.0, 1.0, 30.0, "deg of pelvic drop, both legs", _CLEAN + "3.7")
    drop_lead_leg_deg: float = _limit(11.0, 1.0, 30.0, "deg, lead leg", "Nakagawa 2012: 7.4 + 3.8")
    lean_deg: float = _limit(7.0, 1.0, 30.0, "deg of trunk lean, both legs", _CLEAN + "3.1")
    lean_lead_leg_deg: float = _limit(10.0, 1.0, 30.0, "deg, lead leg", "Nakagawa 2012: 6.7 + 3.0")
    side_bend_deg: float = _limit(7.5, 1.0, 40.0, "deg, drop + lean, both legs", _CLEAN + "4.3")
    side_bend_lead_leg_deg: float = _limit(
        19.0, 1.0, 40.0, "deg, lead leg", "Nakagawa 2012: 14.1 + 4.8"
    )
    heel_rise: float = _limit(0.03, 0.01, 0.2, "ankle's rise of leg length", _CLEAN + "0.018")
    foot_roll_deg: float = _limit(26.0, 1.0, 60.0, "deg of eversion, joints", "twice its noise, 13")


class Coaching(_Section):
    """What the plan is made for, and what tells where a cave may come from."""

    days_per_week: int = _limit(3, 2, 6, "sessions a week", "the person's own choice")
    level: Level = _choice(Level.BEGINNER, "the person's own choice")
    equipment: Equipment = _choice(Equipment.BAND, "what is at hand; gym holds a band as well")
    floors: SignFloors = SignFloors()


class Settings(_Section):
    """All settings; every one has a default."""

    metric: Metric = Metric.KNEE_OVER_FOOT
    engine: Engine = Engine.DIRECT
    limits: Limits = Limits()
    view: ViewLimits = ViewLimits()
    reps: RepLimits = RepLimits()
    filters: Filters = Filters()
    change: ChangeLimits = ChangeLimits()
    coaching: Coaching = Coaching()

    @classmethod
    def load(cls, path: Path | None) -> Settings:
        """Return the settings of a TOML file, or the defaults without one.

        Raises
        ------
        SettingsError
            The file cannot be read, is not TOML, or has an unknown key or a value out of range.
        """
        if path is None:
            return cls()
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"settings file {path} cannot be read: {error}") from error
        return cls.of(values)

    @classmethod
    def of(cls, values: dict[str, Any]) -> Settings:
        """Return settings from nested values.

        Raises
        ------
        SettingsError
            A key is unknown (the message names the known ones) or a value is out of range.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise SettingsError(_explain(error, cls())) from error

    def with_threshold(self, limit: float) -> Settings:
        """Return the settings with another limit for the chosen metric, both movements' kinds.

        Raises
        ------
        SettingsError
            The limit is out of range.
        """
        values = self.model_dump()
        section = values["limits"][self.metric.value.replace("-", "_")]
        section |= {key: limit for key in ("bilateral", "lead_leg") if key in section}
        return Settings.of(values)

    def limit_for(self, movement: Movement) -> float:
        """Return the chosen metric's limit for a movement: degrees, or a ratio for KASR."""
        section = getattr(self.limits, self.metric.value.replace("-", "_"))
        both_legs = movement in _BILATERAL or self.metric is Metric.KASR
        limit: float = section.bilateral if both_legs else section.lead_leg
        return limit

    def flat(self) -> dict[str, float | str]:
        """Return every value by its dotted name, as ``limits.knee_over_foot.bilateral``."""
        return dict(_flatten(self.model_dump(mode="json"), ""))


def _flatten(values: dict[str, Any], prefix: str) -> Iterator[tuple[str, float | str]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _explain(error: ValidationError, defaults: Settings) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        parent = name.rpartition(".")[0]
        known = {
            key.removeprefix(parent + "." if parent else "").partition(".")[0]
            for key in defaults.flat()
            if key.startswith(parent)
        }
        return f"settings: unknown key {name}; known here: {', '.join(sorted(known))}"
    if first["type"] == "value_error":
        return f"settings: {name}: {first['ctx']['error']}"
    return f"settings: {name} = {first['input']!r}: {first['msg'].lower()}"
