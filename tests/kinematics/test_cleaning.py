"""Filters that work in seconds, on signals whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from kneecave.kinematics.cleaning import bridge, clean, runs
from kneecave.model.body import Joint
from kneecave.settings import Filters
from tests.posed import Camera, Flaws, Tempo, clock, make_track, squat

FILTERS = Filters()
TEMPO = Tempo(reps=2)


def filmed(rate_hz: float = 30.0, jitter: float = 0.0, **flaws):
    time_s = clock(TEMPO.duration_s, rate_hz=rate_hz, jitter=jitter)
    camera = Camera(height_m=1.0)
    performance = squat(time_s=time_s, tempo=TEMPO)
    pure, _ = make_track(performance, camera)
    flawed, _ = make_track(performance, camera, flaws=Flaws(**flaws))
    return pure, flawed


@pytest.mark.parametrize(
    ("rate_hz", "jitter"), [(15.0, 0.0), (30.0, 0.0), (30.0, 0.3), (120.0, 0.0)]
)
def test_a_clean_squat_passes_unchanged_and_without_lag(rate_hz: float, jitter: float) -> None:
    pure, _ = filmed(rate_hz, jitter)
    moved = clean(pure, FILTERS).xy_px - pure.xy_px
    assert np.abs(moved).max() < 1.0  # px, of legs 240 px long


def test_noise_is_lowered() -> None:
    pure, noisy = filmed(60.0, noise_px=2.0, seed=3)
    before = np.std(noisy.xy_px - pure.xy_px)
    after = np.std(clean(noisy, FILTERS).xy_px - pure.xy_px)
    assert before == pytest.approx(2.0, rel=0.05)
    assert after < 0.6 * before


@pytest.mark.parametrize("rate_hz", [30.0, 240.0])
@pytest.mark.parametrize("share", [0.5, 1.0, 1.5])
def test_the_low_pass_has_the_gain_of_a_butterworth_twice_and_no_lag(
    rate_hz: float, share: float
) -> None:
    track, _ = filmed(rate_hz)
    wave = np.cos(2 * np.pi * share * FILTERS.cutoff_hz * track.time_s)
    object.__setattr__(track, "xy_px", np.broadcast_to(wave[:, None, None], track.xy_px.shape))
    passed = clean(track, FILTERS).xy_px[:, 0, 0]
    warped = np.tan(np.pi * share * FILTERS.cutoff_hz / rate_hz)
    gain = 1 / (1 + (warped / np.tan(np.pi * FILTERS.cutoff_hz / rate_hz)) ** 4)
    inner = slice(len(wave) // 4, -len(wave) // 4)
    np.testing.assert_allclose(passed[inner], gain * wave[inner], atol=1e-4)


def test_a_frame_that_jumps_is_put_back() -> None:
    pure, _ = filmed()
    column = pure.joints.index(Joint.LEFT_KNEE)
    jumped = pure.xy_px.copy()
    jumped[60, column] += 80.0
    track, _ = filmed()
    object.__setattr__(track, "xy_px", jumped)
    back = clean(track, FILTERS).xy_px
    assert np.abs(back[60, column] - pure.xy_px[60, column]).max() < 2.0


def test_short_gaps_are_closed_and_long_ones_are_not() -> None:
    time_s = np.arange(0, 4, 1 / 30)
    values = 3.0 * time_s
    values[10:14] = np.nan
    values[50:70] = np.nan
    values[:3] = np.nan
    out = bridge(values, time_s, FILTERS.max_gap_s)
    assert out[10:14] == pytest.approx(3.0 * time_s[10:14])
    assert np.isnan(out[50:70]).all()
    assert np.isnan(out[:3]).all()


def test_nothing_known_stays_unknown() -> None:
    assert np.isnan(bridge(np.full(5, np.nan), np.arange(5.0), 1.0)).all()


def test_runs_are_the_stretches_of_a_mask() -> None:
    mask = np.array([True, True, False, True, False, False, True])
    assert list(runs(mask)) == [(0, 2), (3, 4), (6, 7)]
    assert list(runs(~np.ones(4, dtype=bool))) == []
