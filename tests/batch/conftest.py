"""Folders of saved pose tracks, which are analysed in no time, and batches of them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kneecave.batch.catalogue import Counts
from kneecave.batch.events import Begun, Event, Hear
from kneecave.batch.isolated import Limits
from kneecave.batch.job import Options
from kneecave.batch.run import Batch, run
from kneecave.model.batch import ClipRow
from kneecave.outputs.clip_row import from_line
from kneecave.outputs.people import People
from kneecave.pose.bundles import find_bundle
from kneecave.settings import Settings
from tests.pose_files import save_performance
from tests.posed import CaveIn, Tempo, alternating_lunge, squat

SQUATS = {
    "clear.pose.npz": squat(tempo=Tempo(reps=2)),
    "cave.pose.npz": squat(tempo=Tempo(reps=2), caves={2: CaveIn(25.0, 0.0)}),
    "lunge.pose.npz": alternating_lunge(tempo=Tempo(reps=4)),
}
BAD = "text.mp4"


@pytest.fixture(scope="session")
def performed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Saved pose tracks by name."""
    folder = tmp_path_factory.mktemp("performed")
    return {
        name: save_performance(performance, folder / name).read_bytes()
        for name, performance in SQUATS.items()
    }


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory, performed: dict[str, bytes]) -> Path:
    """Three pose tracks, one file that is no clip and one that is not looked at, and results."""
    place = tmp_path_factory.mktemp("pattern")
    folder = place / "clips"
    folder.mkdir()
    for name, content in performed.items():
        (folder / name).write_bytes(content)
    (folder / BAD).write_text("This is no video.\n")
    (folder / "notes.txt").write_text("Nor is this.\n")
    Runner(folder, place / "out")(workers=2)
    return place


@pytest.fixture
def done(pattern: Path, tmp_path: Path) -> Runner:
    """Runs batches of the folder, in which all is done already."""
    shutil.copytree(pattern, tmp_path, dirs_exist_ok=True)
    return Runner(tmp_path / "clips", tmp_path / "out")


def options_of(settings: Settings | None = None) -> Options:
    """Return options for pose tracks, which need no model."""
    return Options(
        settings=settings or Settings(),
        movement=None,
        model="lite",
        model_sha256=find_bundle("lite").sha256,
        video=False,
    )


def batch_of(folder: Path, out: Path) -> Batch:
    """Return a batch of a folder on one process."""
    return Batch(
        folder=str(folder),
        out=str(out),
        options=options_of(),
        limits=Limits(time_s=60.0, memory_mb=2000.0),
        people=People.load(None),
        glob=None,
        recursive=False,
        workers=1,
        scheduler=None,
        retry_failed=False,
    )


@dataclass
class Ran:
    """What a run told, and what it left."""

    counts: Counts
    events: list[Event]
    rows: dict[str, ClipRow]

    @property
    def begun(self) -> list[str]:
        """The clips that were looked at, in order of names."""
        return sorted(event.clip for event in self.events if isinstance(event, Begun))


@dataclass
class Runner:
    """Runs batches of one folder, each a change of the usual one."""

    folder: Path
    out: Path

    def __call__(self, hear: Hear = lambda _event: None, **changes: object) -> Ran:
        events: list[Event] = []

        def heard(event: Event) -> None:
            events.append(event)
            hear(event)

        usual = batch_of(self.folder, self.out)
        counts = run(replace(usual, **changes), heard)  # type: ignore[arg-type]
        return Ran(counts, events, rows_of(self.out))

    def so_far(self) -> dict[str, ClipRow]:
        """Return the rows there are, by clip."""
        return rows_of(self.out)


@pytest.fixture
def run_batch(pattern: Path, tmp_path: Path) -> Runner:
    """Runs batches of the folder, of which nothing is done."""
    shutil.copytree(pattern / "clips", tmp_path / "clips")
    return Runner(tmp_path / "clips", tmp_path / "out")


def take_long(folder: Path) -> None:
    """Make the clip that is to end its worker last: one of no time is done before it is killed."""
    tempo = Tempo(reps=90)
    save_performance(squat(tempo=tempo, caves={2: CaveIn(25.0, 0.0)}), folder / "cave.pose.npz")


def rows_of(out: Path) -> dict[str, ClipRow]:
    """Return the rows of a summary by clip."""
    lines = (out / "summary.jsonl").read_bytes().splitlines()
    return {row.clip: row for row in map(from_line, lines)}
