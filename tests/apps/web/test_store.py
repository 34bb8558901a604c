"""What lies in the folder: all of a clip or nothing, whatever ended the server."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kneecave.apps.web.clip import Clip, State, Wish, new_id
from kneecave.apps.web.store import Store, open_store
from kneecave.errors import OutputError, UsageError
from kneecave.model.verdict import Word
from tests.apps.conftest import names_under

WISH = Wish("lite")


def added(store: Store, content: bytes = b"film") -> Clip:
    with store.incoming() as file:
        file.write_bytes(content)
        return store.add(file, name="squat.mp4", wish=WISH)


@contextmanager
def full(store: Store, clip: Clip) -> Iterator[None]:
    """What is known of a clip cannot be written, as on a full disk."""
    in_the_way = store.source(clip).parent / ".clip.json"
    in_the_way.mkdir()
    yield
    in_the_way.rmdir()


def finished(store: Store) -> Clip:
    clip = store.begin(added(store))
    assert clip is not None
    with store.staged(clip) as folder:
        (folder / "report.json").write_text("{}")
        done = store.finish(clip, folder, Word.CAVE)
    assert done is not None
    return done


def test_a_clip_from_upload_to_removal(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        clip = added(store)
        assert store.source(clip).read_bytes() == b"film"
        assert store.clip(clip.id) == clip
        done = finished(store)
        assert (done.state, done.verdict, done.attempts) == (State.DONE, Word.CAVE, 1)
        assert not store.source(done).exists()
        assert store.report(done).read_text() == "{}"
        assert [kept.id for kept in store.clips()] == [done.id, clip.id]
        store.remove(clip)
        store.remove(done)
        assert store.clips() == []
    assert names_under(tmp_path) == ["clips", "incoming", "scratch", "server.lock"]


def test_the_next_server_knows_the_same_clips(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        done, waiting, broken = finished(store), added(store), added(store)
        store.fail(broken, "it is no clip")
        before = store.clips()
    with open_store(tmp_path) as store:
        assert store.clips() == before
        assert store.report(done).is_file()
        assert store.source(waiting).is_file()
        assert store.clip(broken.id).error == "it is no clip"


def test_what_a_kill_left_is_swept(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        done, waiting = finished(store), added(store)
    folder = tmp_path / "clips"
    (tmp_path / "incoming" / "kneecave-upload-1").write_bytes(b"half")
    (tmp_path / "scratch" / "kneecave-worker-1").mkdir()
    (tmp_path / "scratch" / "kneecave-live-1").mkdir()
    half = folder / f".kneecave-{new_id()}"
    half.mkdir()
    (half / "clip.json").write_bytes((folder / done.id / "clip.json").read_bytes())
    (folder / waiting.id / ".results-x").mkdir()
    (folder / waiting.id / ".clip.json").write_text("{")
    (folder / waiting.id / "results").mkdir()
    (folder / done.id / "source").write_bytes(b"film")
    with open_store(tmp_path) as store:
        assert {clip.id for clip in store.clips()} == {done.id, waiting.id}
    assert sorted(path.name for path in folder.iterdir()) == sorted([done.id, waiting.id])
    assert names_under(folder / done.id) == ["clip.json", "results", "results/report.json"]
    assert names_under(folder / waiting.id) == ["clip.json", "source"]
    assert names_under(tmp_path / "incoming") == names_under(tmp_path / "scratch") == []


def test_what_the_user_keeps_in_the_folder_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = [
        "clips/one.mp4",
        "clips/two/x",
        "clips/.git/config",
        "incoming/letter",
        "scratch/notes/today",
    ]
    for name in own:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine")
    for _ in range(2):
        with open_store(tmp_path) as store:
            done = finished(store)
            (store.source(done).parent / "mine.txt").write_text("mine")
    assert [(tmp_path / name).read_text() for name in own] == ["mine"] * len(own)
    assert (tmp_path / "clips" / done.id / "mine.txt").is_file()
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert "2 things are no clips" in told[0]
    assert str(tmp_path / "clips") in told[0]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"id": 1}', None])
def test_a_clip_that_cannot_be_read_is_not_shown_and_not_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    with open_store(tmp_path) as store:
        done = finished(store)
    about = tmp_path / "clips" / done.id / "clip.json"
    kept = about.read_bytes()
    if text is None:
        about.unlink()
    else:
        about.write_text(text)
    with open_store(tmp_path) as store:
        assert store.clips() == []
    assert "1 thing is no clip" in capsys.readouterr().err
    about.write_bytes(kept)
    with open_store(tmp_path) as store:
        assert store.report(store.clips()[0]).is_file()


def test_a_disk_that_is_full_at_the_end_costs_no_result(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        clip = store.begin(added(store))
        assert clip is not None
        with store.staged(clip) as folder, full(store, clip):
            (folder / "report.json").write_text("{}")
            done = store.finish(clip, folder, Word.CAVE)
            assert done is not None
            assert (done.state, store.clip(clip.id)) == (State.DONE, done)
            assert store.report(done).is_file()
    with open_store(tmp_path) as store:
        again = store.clips()[0]
        assert (again.state, again.attempts) == (State.RUNNING, 1)
        assert store.source(again).read_bytes() == b"film"


def test_a_disk_that_is_full_lets_a_clip_wait(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        clip = store.begin(added(store))
        assert clip is not None
        with full(store, clip):
            waiting = store.wait_again(clip)
        assert waiting is not None
        assert (waiting.state, store.clip(clip.id)) == (State.QUEUED, waiting)


def test_a_clip_that_cannot_be_removed_is_still_there(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        done = finished(store)
        in_the_way = tmp_path / "clips" / f".kneecave-{done.id}" / "file"
        in_the_way.parent.mkdir()
        in_the_way.write_text("")
        with pytest.raises(OutputError, match="cannot be deleted"):
            store.remove(done)
        assert store.clips() == [done]
        in_the_way.unlink()
        store.remove(done)
        assert store.clips() == []
    assert names_under(tmp_path / "clips") == []


def test_a_clip_removed_by_hand_can_be_removed(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        done = finished(store)
        shutil.rmtree(tmp_path / "clips" / done.id)
        store.remove(done)
        assert store.clips() == []


def test_what_is_known_of_a_clip_is_on_the_disk_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []

    def fsync(descriptor: int) -> None:
        steps.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        steps.append(os.fstat(descriptor).st_size)

    monkeypatch.setattr(os, "fsync", fsync)
    with open_store(tmp_path) as store:
        clip = added(store)
    size = (tmp_path / "clips" / clip.id / "clip.json").stat().st_size
    assert steps == [".clip.json", size]


def test_a_name_in_a_file_is_no_path(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        done = finished(store)
    about = tmp_path / "clips" / done.id / "clip.json"
    about.write_text(json.dumps(json.loads(about.read_text()) | {"id": "../../x"}))
    with open_store(tmp_path) as store:
        assert store.clips() == []


def test_a_removed_clip_stays_removed_whatever_its_worker_does(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        clip = store.begin(added(store))
        assert clip is not None
        with store.staged(clip) as folder:
            store.remove(clip)
            assert store.finish(clip, folder, Word.CLEAR) is None
        store.fail(clip, "too late")
        assert store.wait_again(clip) is None
        assert store.clips() == []
    assert names_under(tmp_path / "clips") == []


def test_results_of_a_live_session_appear_at_once(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        with store.adding_results("Live", Word.CLEAR) as (name, folder):
            (folder / "report.json").write_text("{}")
            assert store.clip(name) is None
        clip = store.clip(name)
        assert clip is not None
        assert (clip.state, clip.wish) == (State.DONE, None)
        assert store.report(clip).is_file()
        with pytest.raises(ZeroDivisionError), store.adding_results("Live", Word.CLEAR):
            raise ZeroDivisionError
        assert len(store.clips()) == len(names_under(tmp_path / "clips")) / 4 == 1


def test_an_upload_that_nobody_took_goes(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, pytest.raises(ZeroDivisionError), store.incoming():
        raise ZeroDivisionError
    assert names_under(tmp_path / "incoming") == []


def test_one_server_at_a_time(tmp_path: Path) -> None:
    with (
        open_store(tmp_path),
        pytest.raises(UsageError, match="another server"),
        open_store(tmp_path),
    ):
        pass


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="--data"), open_store(tmp_path / "file"):
        pass


def test_only_the_owner_looks_into_it(tmp_path: Path) -> None:
    with open_store(tmp_path / "data"):
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0
