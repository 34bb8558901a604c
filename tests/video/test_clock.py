from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneecave.video.clock import FrameClock


def times_s(stamps, *, step_s=0.1):
    clock = FrameClock(nominal_step_s=step_s)
    return [clock.time_s(None if s is None else Fraction(s).limit_denominator()) for s in stamps]


def test_true_stamps_count_from_the_first():
    assert times_s([5.0, 5.25, 5.75, 6.0]) == [0.0, 0.25, 0.75, 1.0]


def test_repeated_stamp_goes_half_a_step_on_and_the_next_stays_true():
    assert times_s([0, 0.1, 0.1, 0.2]) == pytest.approx([0, 0.1, 0.15, 0.2])


def test_stumble_goes_half_a_step_on_and_the_next_stays_true():
    assert times_s([0, 0.1, 0.2, 0.1, 0.4]) == pytest.approx([0, 0.1, 0.2, 0.25, 0.4])


def test_missing_stamp_continues_at_the_last_distance():
    assert times_s([0, 0.5, None, 1.5]) == pytest.approx([0, 0.5, 1.0, 1.5])


def test_no_stamps_at_all_give_the_nominal_rate():
    assert times_s([None, None, None], step_s=0.04) == pytest.approx([0, 0.04, 0.08])


def test_first_stamp_missing_is_the_frame_before_the_second():
    assert times_s([None, 7.1, 7.2], step_s=0.1) == pytest.approx([0, 0.1, 0.2])


def test_clock_set_back_runs_on():
    assert times_s([50, 50.5, 0, 0.5]) == pytest.approx([0, 0.5, 1.0, 1.5])


def test_gap_in_the_recording_stays():
    assert times_s([0, 0.1, 9.0, 9.1]) == pytest.approx([0, 0.1, 9.0, 9.1])


@given(st.lists(st.none() | st.floats(-1e4, 1e4), min_size=2, max_size=60))
def test_times_always_increase(stamps):
    times = times_s(stamps)
    assert times[0] == 0
    assert all(later > earlier for earlier, later in pairwise(times))
