"""The tables' arithmetic, on numbers that were worked out by hand or drawn from a known law."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.accuracy.statistics import (
    Z_90,
    agreement_of,
    coverage,
    detection_of,
    errors_of,
    resampled,
    spread_ratio,
)


def test_errors_by_hand() -> None:
    found = errors_of(np.array([1.0, 4.0, np.nan, 0.0]), np.array([0.0, 6.0, 5.0, 2.0]))
    assert found.count == 3
    assert found.bias == pytest.approx(-1.0)
    assert found.mae == pytest.approx(5 / 3)
    assert found.rms == pytest.approx(math.sqrt(3.0))
    assert found.p90 == pytest.approx(2.0)


def test_nothing_measured_has_no_error() -> None:
    found = errors_of(np.array([np.nan]), np.array([1.0]))
    assert found.count == 0
    assert math.isnan(found.mae)
    assert math.isnan(coverage(np.array([np.nan]), np.ones(1), np.ones(1), z=1.0))


def test_a_right_spread_covers_what_it_promises() -> None:
    rng = np.random.default_rng(1)
    spread = rng.uniform(0.5, 4.0, 20_000)
    value = 10 + spread * rng.standard_normal(20_000)
    truth = np.full(20_000, 10.0)
    assert coverage(value, truth, spread, z=1.0) == pytest.approx(0.683, abs=0.01)
    assert coverage(value, truth, spread, z=Z_90) == pytest.approx(0.900, abs=0.01)
    assert spread_ratio(value, truth, spread) == pytest.approx(1.0, abs=0.02)
    assert spread_ratio(value, truth, spread / 2) == pytest.approx(2.0, abs=0.04)


def test_limits_of_agreement_by_hand() -> None:
    found = agreement_of(np.array([1.0, 3.0]), np.array([0.0, 0.0]))
    assert found.bias == pytest.approx(2.0)
    assert found.upper - found.bias == pytest.approx(1.96 * math.sqrt(2.0))
    assert found.bias - found.lower == pytest.approx(1.96 * math.sqrt(2.0))
    assert math.isnan(agreement_of(np.array([1.0]), np.array([0.0])).upper)


def test_detection_by_hand() -> None:
    there = np.array([True, True, True, False, False, False, False])
    flagged = np.array([True, True, False, True, False, False, False])
    found = detection_of(flagged, there)
    assert (found.hits, found.misses, found.false_alarms, found.silences) == (2, 1, 1, 3)
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(2 / 3)
    assert found.f1 == pytest.approx(2 / 3)


def test_detection_of_nothing() -> None:
    found = detection_of(np.zeros(3, dtype=bool), np.zeros(3, dtype=bool))
    assert math.isnan(found.precision)
    assert math.isnan(found.recall)
    assert math.isnan(found.f1)


def test_drawing_clips_anew_knows_that_frames_of_a_clip_are_alike() -> None:
    rng = np.random.default_rng(2)
    level = rng.standard_normal(40)
    clusters = np.repeat(np.arange(40.0), 50)
    values = np.repeat(level, 50)
    low, high = resampled(clusters, lambda rows: float(values[rows].mean()))
    half = 1.96 * level.std(ddof=1) / math.sqrt(40)
    assert (high - low) / 2 == pytest.approx(half, rel=0.15)
    assert (low, high) == resampled(clusters, lambda rows: float(values[rows].mean()))


def test_one_clip_has_no_interval() -> None:
    assert math.isnan(resampled(np.zeros(5), lambda rows: float(len(rows)))[0])
