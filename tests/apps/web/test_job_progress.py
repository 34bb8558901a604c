"""The time left, by a clock of our own: 10 frames a second for the joints, 40 for the drawing."""

from __future__ import annotations

from kneecave.apps.web.orders import News
from kneecave.apps.web.progress import Progress
from kneecave.pipeline import Stage

JOINTS, DRAWING = Stage.JOINTS.value, Stage.DRAWING.value


def test_time_left() -> None:
    now_s = 0.0
    progress = Progress("heavy", now_s=lambda: now_s)
    assert progress.left_s() is None
    progress.hear(News(JOINTS, 1, 401))
    assert progress.left_s() is None
    now_s = 10.0
    progress.hear(News(JOINTS, 101, 401))
    left_s = progress.left_s()
    assert left_s is not None
    assert 30 < left_s < 30 + 401 / 10
    now_s = 41.0
    progress.hear(News(DRAWING, 1, 401))
    now_s = 46.0
    progress.hear(News(DRAWING, 201, 401))
    assert progress.left_s() == 5.0


def test_a_stage_that_begins_anew_is_measured_anew() -> None:
    now_s = 0.0
    progress = Progress("heavy", now_s=lambda: now_s)
    for done, at_s in ((1, 0.0), (101, 1.0), (1, 2.0), (11, 12.0)):
        now_s = at_s
        progress.hear(News(JOINTS, done, 101))
    left_s = progress.left_s()
    assert left_s is not None
    assert left_s > 90


def test_no_guess_where_the_clip_does_not_tell_its_length() -> None:
    progress = Progress("lite")
    progress.hear(News(JOINTS, 1, None))
    progress.hear(News(JOINTS, 100, None))
    assert progress.left_s() is None
