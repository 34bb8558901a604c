"""How much each client may hold, by a clock of our own."""

from __future__ import annotations

import pytest

from kneecave.apps.web.places import BusyError, Places, Rate


def test_a_burst_is_given_back_bit_by_bit() -> None:
    now_s = 0.0
    rate = Rate(burst=3, per_s=0.5, now_s=lambda: now_s)
    assert [rate.wait_s("a") for _ in range(4)] == [0, 0, 0, 2]
    assert rate.wait_s("b") == 0
    now_s = 1.0
    assert rate.wait_s("a") == 1
    now_s = 2.0
    assert [rate.wait_s("a") for _ in range(2)] == [0, 2]
    now_s = 100.0
    assert [rate.wait_s("a") for _ in range(4)] == [0, 0, 0, 2]


def test_clients_that_come_and_go_are_forgotten() -> None:
    rate = Rate(burst=1, per_s=0.001, now_s=lambda: 0.0)
    assert [rate.wait_s("first"), rate.wait_s("first")] == [0, 1000]
    for number in range(10_000):
        rate.wait_s(str(number))
    assert rate.wait_s("first") == 0


def test_places_of_each_and_of_all() -> None:
    places = Places("uploads", each=1, together=2)
    with places.taken("a"):
        with pytest.raises(BusyError, match="too many uploads"), places.taken("a"):
            pass
        with places.taken("b"), pytest.raises(BusyError), places.taken("c"):
            pass
        with places.taken("c"):
            pass
    with places.taken("a"):
        pass
