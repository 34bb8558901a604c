"""The machine that tells reps apart, fed with levels whose reps are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneecave.reps.machine import RepMachine, Span
from kneecave.settings import RepLimits

LIMITS = RepLimits()


def reps_in(time_s: np.ndarray, level: np.ndarray) -> list[Span]:
    machine = RepMachine(LIMITS, LIMITS.min_depth)
    pushed = [machine.push(t, v) for t, v in zip(time_s.tolist(), level.tolist(), strict=True)]
    return [span for span in pushed if span]


def course(*knots: tuple[float, float], rate_hz: float = 30.0) -> tuple[np.ndarray, np.ndarray]:
    """A level through (seconds, level), half cosines between."""
    at, value = np.array(knots).T
    time_s = np.arange(at[0], at[-1], 1 / rate_hz)
    i = np.clip(np.searchsorted(at, time_s, side="right") - 1, 0, len(at) - 2)
    share = (time_s - at[i]) / (at[i + 1] - at[i])
    return time_s, value[i] + (value[i + 1] - value[i]) * (0.5 - 0.5 * np.cos(np.pi * share))


def set_of(count: int, *, rep_s: float, rest_s: float = 0.8, peak: float = 0.5, rate_hz=30.0):
    knots, now = [(0.0, 0.0)], 1.0
    for _ in range(count):
        knots += [(now, 0.0), (now + rep_s / 2, peak), (now + rep_s, 0.0)]
        now += rep_s + rest_s
    return course(*knots, (now + 1.0, 0.0), rate_hz=rate_hz)


@pytest.mark.parametrize("rate_hz", [10.0, 24.0, 30.0, 60.0, 240.0])
@pytest.mark.parametrize("rep_s", [0.8, 2.5, 15.0])
def test_fast_and_slow_reps_are_counted_at_every_frame_rate(rep_s, rate_hz):
    spans = reps_in(*set_of(4, rep_s=rep_s, rate_hz=rate_hz))
    assert len(spans) == 4
    for i, span in enumerate(spans):
        bottom = 1.0 + i * (rep_s + 0.8) + rep_s / 2
        assert span.bottom_s == pytest.approx(bottom, abs=1.01 / rate_hz)
        assert span.low_from_s < bottom < span.low_to_s
        assert span.level == pytest.approx(0.5, abs=0.05)


def test_a_rep_is_low_below_a_quarter_of_its_depth():
    span = reps_in(*set_of(1, rep_s=3.0, rate_hz=240.0))[0]
    # (1 - cos(pi x)) / 2 = 1/4 at x = 1/3 of the way down
    assert span.low_from_s == pytest.approx(1.5, abs=0.02)
    assert span.low_to_s == pytest.approx(3.5, abs=0.02)


def test_reps_without_standing_between_are_told_apart():
    knots = [(0, 0.0), (1, 0.5), (2, 0.2), (3, 0.5), (4, 0.2), (5, 0.5), (6, 0.0), (7, 0.0)]
    assert len(reps_in(*course(*knots))) == 3


def test_a_bounce_at_the_bottom_is_no_rep():
    knots = [(0, 0.0), (1, 0.5), (1.5, 0.38), (2, 0.5), (3, 0.0), (4, 0.0)]
    assert len(reps_in(*course(*knots))) == 1


def test_a_stop_on_the_way_up_is_still_one_rep():
    knots = [(0, 0.0), (1, 0.5), (2, 0.25), (4, 0.25), (5, 0.0), (6, 0.0)]
    assert len(reps_in(*course(*knots))) == 1


def test_a_pause_counts_and_a_hold_does_not():
    def held(seconds):
        return course((0, 0.0), (1, 0.5), (1 + seconds, 0.5), (2 + seconds, 0.0), (4 + seconds, 0))

    assert len(reps_in(*held(4.0))) == 1
    assert reps_in(*held(25.0)) == []


def test_reps_that_begin_or_end_outside_the_clip_do_not_count():
    knots = [(0, 0.5), (1, 0.0), (2, 0.0), (3, 0.5), (4, 0.0), (5, 0.0), (6, 0.5)]
    spans = reps_in(*course(*knots))
    assert [round(span.bottom_s, 1) for span in spans] == [3.0]


def test_half_reps_count():
    knots = [(0, 0.0), (1, 0.5), (2, 0.0), (3, 0.2), (4, 0.0), (5, 0.5), (6, 0.0), (7, 0.0)]
    assert len(reps_in(*course(*knots))) == 3


def test_standing_still_with_noise_is_no_rep():
    time_s = np.arange(0, 20, 1 / 30)
    level = np.random.default_rng(3).normal(0, 0.015, len(time_s))
    assert reps_in(time_s, level) == []


def test_frames_without_the_person_are_passed_over():
    time_s, level = set_of(3, rep_s=2.0)
    level[::7] = np.nan
    assert len(reps_in(time_s, level)) == 3


def test_time_must_go_forward():
    machine = RepMachine(LIMITS, LIMITS.min_depth)
    machine.push(1.0, 0.0)
    with pytest.raises(ValueError, match="time goes back"):
        machine.push(1.0, 0.1)


@given(
    count=st.integers(1, 8),
    rep_s=st.floats(0.9, 8.0),
    rest_s=st.floats(0.2, 4.0),
    peak=st.floats(0.15, 0.7),
    noise=st.floats(0.0, 0.008),
)
def test_every_set_is_counted(count, rep_s, rest_s, peak, noise):
    time_s, level = set_of(count, rep_s=rep_s, rest_s=rest_s, peak=peak)
    level = level + np.random.default_rng(0).normal(0, noise, len(level))
    assert len(reps_in(time_s, level)) == count


def test_memory_does_not_grow_while_nobody_moves():
    machine = RepMachine(LIMITS, LIMITS.min_depth)
    for i in range(20_000):
        machine.push(i / 30, 0.02 * (i % 2))
    assert len(machine._samples) < 1_000
