"""The queue where no worker can work: every clip is told of, and the next one has its turn."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Event

import pytest

from kneecave.apps.web.clip import Clip, State, Wish
from kneecave.apps.web.config import ServeConfig
from kneecave.apps.web.jobs import Jobs
from kneecave.apps.web.store import Store, open_store
from kneecave.errors import OutputError

PATIENCE_S = 20.0


def added(store: Store, name: str) -> Clip:
    with store.incoming() as file:
        file.write_bytes(b"film")
        return store.add(file, name=name, wish=Wish("lite"))


def test_a_scratch_folder_that_takes_nothing_stops_no_queue(tmp_path: Path) -> None:
    over = Event()

    def changed(_clip: str | None) -> None:
        if all(clip.state.is_over for clip in store.clips()):
            over.set()

    with open_store(tmp_path) as store:
        clips = [added(store, name) for name in ("first.mp4", "second.mp4")]
        shutil.rmtree(store.scratch)
        with Jobs(store, ServeConfig(tmp_path), changed).open():
            assert over.wait(PATIENCE_S)
        ended = [store.clip(clip.id) for clip in clips]
    assert [clip and (clip.state, clip.error) for clip in ended] == [
        (State.FAILED, "a worker cannot be started: No such file or directory")
    ] * 2


def test_a_waiting_clip_that_cannot_be_removed_keeps_its_turn(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        jobs = Jobs(store, ServeConfig(tmp_path), lambda _clip: None)
        with jobs.place() as add, store.incoming() as file:
            clip = add(file, "squat.mp4", Wish("lite"))
        (tmp_path / "clips" / f".kneecave-{clip.id}" / "in the way").mkdir(parents=True)
        with pytest.raises(OutputError):
            jobs.remove(clip)
        with jobs.place() as add, store.incoming() as file:
            second = add(file, "lunge.mp4", Wish("lite"))
        assert [jobs.status(one).ahead for one in (clip, second)] == [0, 1]
