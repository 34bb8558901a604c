from __future__ import annotations

import gc
import signal
import threading
import time
import weakref

import pytest

from kneecave.video.prefetch import prefetch


def running():
    """Return whether the thread is still at work, a moment after its end was told."""
    time.sleep(0.01)
    return any(t.name == "kneecave-prefetch" for t in threading.enumerate())


def test_items_come_in_order_from_another_thread():
    threads = set()

    def items():
        for number in range(50):
            threads.add(threading.current_thread())
            yield number

    with prefetch(items(), ahead=3) as ahead:
        assert list(ahead) == list(range(50))
    assert threading.current_thread() not in threads
    assert not running()


def test_no_more_than_the_bound_is_made_ahead():
    made = []

    def items():
        for number in range(100):
            made.append(number)
            yield number

    with prefetch(items(), ahead=4) as ahead:
        next(ahead)
        time.sleep(0.1)
        assert len(made) <= 1 + 4 + 1  # used, waiting, in hand


def test_error_comes_after_the_items_before_it():
    def items():
        yield 1
        raise OSError("torn")

    with prefetch(items(), ahead=8) as ahead:
        assert next(ahead) == 1
        with pytest.raises(OSError, match="torn"):
            next(ahead)
    assert not running()


@pytest.mark.parametrize("used", [0, 1, 5])
def test_leaving_early_ends_the_thread(used):
    def endless():
        while True:
            yield bytes(10)

    with prefetch(endless(), ahead=2) as ahead:
        for _ in range(used):
            next(ahead)
    assert not running()


def test_ctrl_c_in_the_block_ends_the_thread():
    def endless():
        while True:
            yield 0

    with pytest.raises(KeyboardInterrupt), prefetch(endless(), ahead=2) as ahead:
        next(ahead)
        raise KeyboardInterrupt
    assert not running()


def test_ctrl_c_while_waiting_for_a_slow_decoder_ends_the_thread():
    def slow():
        while True:
            time.sleep(0.2)
            yield 0

    previous = signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        with pytest.raises(KeyboardInterrupt), prefetch(slow(), ahead=2) as ahead:
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            next(ahead)
            pytest.fail("it was not interrupted")
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert not running()


def test_bound_below_one_is_refused():
    with pytest.raises(ValueError, match="ahead is 0"), prefetch([], ahead=0):
        pass


def test_what_was_iterated_is_gone_with_its_last_user():
    """A reader holds its codec's pictures, and nobody searches for rings of objects at once."""

    class Frames:
        def __iter__(self):
            yield from range(5)

    frames = Frames()
    gone = weakref.ref(frames)
    gc.disable()
    try:
        with prefetch(frames, ahead=2) as ahead:
            assert list(ahead) == [0, 1, 2, 3, 4]
        del frames, ahead
        assert not running()
        assert gone() is None
    finally:
        gc.enable()
