"""What a live process is told, which picture comes next in it, and whether a model keeps up."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pytest

from kneecave.apps.web.live_pictures import CameraClock, Inbox, Pace
from kneecave.apps.web.live_wire import (
    Finish,
    Kind,
    Order,
    Picture,
    Start,
    line,
    message_of,
    next_order,
    packed,
    parted,
    picture_in,
)
from kneecave.errors import InputError
from kneecave.model.rep import Movement
from kneecave.settings import Settings


def test_the_newest_picture_comes_next_and_older_ones_are_dropped() -> None:
    inbox = Inbox()
    for second in range(5):
        inbox.put(Picture(float(second), b"jpeg"))
    assert inbox.next() == Picture(4.0, b"jpeg")
    inbox.put(Picture(5.0, b"jpeg"))
    assert inbox.next() == Picture(5.0, b"jpeg")


def test_the_order_to_finish_comes_before_any_picture() -> None:
    inbox = Inbox()
    finish = Finish(folder=Path("/results"), name="Live")
    inbox.put(finish)
    inbox.put(Picture(1.0, b"jpeg"))
    assert inbox.next() == finish


def test_time_is_the_cameras_own_from_the_first_picture() -> None:
    passed = iter([100.0, 100.0, 100.2, 100.2, 100.3])
    clock = CameraClock(now=lambda: next(passed))
    assert clock.time_s(7.0) == 0.0
    assert clock.time_s(7.125) == 0.125
    assert clock.time_s(7.125) is None  # shown twice
    assert clock.time_s(7.25) == 0.25


@pytest.mark.parametrize("jump_s", [60.0, -60.0, 1e300])
def test_time_cannot_run_away(jump_s: float) -> None:
    clock = CameraClock(now=lambda: 0.0)
    clock.time_s(1000.0)
    with pytest.raises(InputError, match="does not fit"):
        clock.time_s(1000.0 + jump_s)


@pytest.mark.parametrize("client_s", [math.nan, math.inf, -math.inf])
def test_time_is_a_number(client_s: float) -> None:
    with pytest.raises(InputError, match="not a number"):
        CameraClock().time_s(client_s)


def test_messages_come_through_the_pipe_as_they_were() -> None:
    picture = Picture(12.5, b"\xff\xd8jpeg\n")
    start = Start(model="lite", movement=Movement.SPLIT_SQUAT, settings=Settings())
    pipe = io.BytesIO(
        packed(Order.START, start.model_dump_json().encode())
        + packed(Order.PICTURE, message_of(picture))
    )
    kind, body = next_order(pipe)
    assert (kind, Start.model_validate_json(body)) == (Order.START, start)
    kind, body = next_order(pipe)
    assert (kind, picture_in(body)) == (Order.PICTURE, picture)
    with pytest.raises(EOFError):
        next_order(pipe)


@pytest.mark.parametrize("cut", [1, 4, 6, 20])
def test_an_order_cut_short_is_the_end(cut: int) -> None:
    whole = packed(Order.PICTURE, message_of(Picture(1.0, b"j" * 40)))
    with pytest.raises(EOFError):
        next_order(io.BytesIO(whole[:cut]))


def test_an_answer_is_one_line() -> None:
    answer = line(Kind.STATE, {"hint": "two\nlines"})
    assert answer.count(b"\n") == 1
    assert parted(answer) == (Kind.STATE, '{"hint": "two\\nlines"}')


@pytest.mark.parametrize("message", [b"", b"1234567", b"12345678"])
def test_a_message_without_a_picture_is_refused(message: bytes) -> None:
    with pytest.raises(InputError, match="too short"):
        picture_in(message)


@pytest.mark.parametrize(
    ("took_s", "decides_at"),
    [
        ([0.05] * 30, 7),
        ([1.0] * 2 + [0.03] * 30, None),  # slow while it warms up
        ([0.03] * 5 + [0.5] * 30, None),  # two stalls
        ([0.03] * 7 + [0.5] * 30, None),  # judged already
        ([0.05] * 6, None),  # too few to tell
    ],
)
def test_a_model_is_judged_once_by_its_usual_picture(
    took_s: list[float], decides_at: int | None
) -> None:
    pace = Pace(0.045)
    slow_at = [number for number, took in enumerate(took_s, 1) if pace.is_too_slow(took)]
    assert slow_at == ([] if decides_at is None else [decides_at])
