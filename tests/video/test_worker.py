from __future__ import annotations

import signal
import time

import pytest

from kneecave.video.worker import Worker


def nothing():
    pass


def test_ctrl_c_while_waiting_comes_after_the_work_has_ended():
    done = []

    def work():
        time.sleep(0.3)
        done.append(True)

    worker = Worker(work, name="test")
    worker.start()
    previous = signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(KeyboardInterrupt):
            worker.wait(nudge=nothing)
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert done


def test_nudge_lets_the_work_end():
    nudged = []

    def work():
        while not nudged:
            time.sleep(0.001)

    worker = Worker(work, name="test")
    worker.start()
    worker.wait(nudge=lambda: nudged.append(True))
    assert nudged
