"""What else was measured at a moment, beside the verdict's own signal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kneecave.model.arrays import KeptArray
from kneecave.model.body import Leg
from kneecave.model.signals import Estimate, LegSignals, Measure, Signals


@dataclass(frozen=True, slots=True)
class Column:
    """A measure under the name it has in files.

    Attributes
    ----------
    name
        With its unit: ``frontal_deg``.  Ratios carry none.
    spread_name
        The name of its spread: ``frontal_spread_deg``.
    """

    name: str
    spread_name: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class Also:
    """A measure's value at a moment, under the name it has in files."""

    name: str
    read: Estimate


def leg_columns(leg: LegSignals) -> tuple[Column, ...]:
    """Return one leg's measures by name, the best known first."""
    return (
        Column("frontal_deg", "frontal_spread_deg", leg.frontal_deg),
        Column("fppa_deg", "fppa_spread_deg", leg.fppa_deg),
        Column("flexion_deg", "flexion_spread_deg", leg.flexion_deg),
        Column("knee_over_foot_deg", "knee_over_foot_spread_deg", leg.knee_over_foot_deg),
        Column("medial_offset", "medial_offset_spread", leg.medial_offset),
        Column("shank_lean_deg", "shank_lean_spread_deg", leg.shank_lean_deg),
        Column("foot_drift_deg", "foot_drift_spread_deg", leg.foot_drift_deg),
    )


def body_columns(signals: Signals) -> tuple[Column, ...]:
    """Return the measures of both legs together by name."""
    return (
        Column("kasr", "kasr_spread", signals.kasr),
        Column("knee_hip_ratio", "knee_hip_ratio_spread", signals.knee_hip_ratio),
        Column("pelvic_drop_deg", "pelvic_drop_spread_deg", signals.pelvic_drop_deg),
        Column("trunk_lean_deg", "trunk_lean_spread_deg", signals.trunk_lean_deg),
        Column("depth", "depth_spread", signals.depth),
        Column("hinge", "hinge_spread", signals.hinge),
    )


def frame_columns(signals: Signals) -> dict[str, KeptArray]:
    """Return every number of every frame by its column's name, (T,) each, time first."""
    columns: dict[str, KeptArray] = {"time_s": signals.time_s}
    for leg in Leg:
        columns |= _series(leg_columns(signals.leg(leg)), prefix=f"{leg.value}_")
    return columns | _series(body_columns(signals), prefix="")


def _series(columns: tuple[Column, ...], *, prefix: str) -> dict[str, KeptArray]:
    """Return each measure's values and spread by column name, in that order."""
    return {
        prefix + name: values
        for column in columns
        for name, values in (
            (column.name, column.measure.value),
            (column.spread_name, column.measure.spread),
        )
    }


def at_moment(signals: Signals, *, leg: Leg, time_s: float) -> tuple[Also, ...]:
    """Return everything measured of a leg in the frame nearest to a time; NaN where it is not."""
    columns = (*leg_columns(signals.leg(leg)), *body_columns(signals))
    return tuple(Also(column.name, read_at(signals, column.measure, time_s)) for column in columns)


def read_at(signals: Signals, measure: Measure, time_s: float) -> Estimate:
    """Return what a measure reads in the frame nearest to a time; NaN where it reads nothing."""
    if len(signals.time_s) == 0:
        return Estimate(math.nan, math.nan)
    after = int(np.searchsorted(signals.time_s[1:], time_s))
    nearest = np.abs(signals.time_s[after : after + 2] - time_s)
    frame = after + int(np.argmin(nearest))
    return Estimate(float(measure.value[frame]), float(measure.spread[frame]))
