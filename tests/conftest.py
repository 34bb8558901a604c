"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import av
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from kneecave.pipeline import Result, Stage

# a shared machine may stall for a second: how long an example takes proves nothing
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent
ONE_REP_S = 4.4


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put slow tests first: the quick ones then fill up what is left of both processes."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@dataclass(frozen=True)
class Sampled:
    """The analysis of a sample clip by the heavy model, and what was told on the way."""

    result: Result
    told: list[tuple[Stage, int, int | None]]


@pytest.fixture(scope="session")
def sampled(root: Path) -> Callable[[str], Sampled]:
    """Analyses a sample clip when first asked for it.

    Tests that ask for the same clip share an ``xdist_group`` of its name, so that one process has
    them all.
    """

    @cache
    def made(name: str) -> Sampled:
        from kneecave.pipeline import analyse

        told: list[tuple[Stage, int, int | None]] = []
        clip = root / "sample_videos" / f"{name}.mp4"
        return Sampled(analyse(clip, progress=lambda *news: told.append(news)), told)

    return made


@pytest.fixture(scope="session")
def one_rep(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample clip ``squat_front`` up to a moment after its first rep, as it was encoded."""
    path = tmp_path_factory.mktemp("one_rep") / "one_rep.mp4"
    with (
        av.open(str(root / "sample_videos" / "squat_front.mp4")) as sample,
        av.open(str(path), "w") as short,
    ):
        copied = short.add_stream_from_template(sample.streams.video[0])
        for packet in sample.demux(video=0):
            if packet.dts is not None and packet.dts * packet.time_base < ONE_REP_S:
                packet.stream = copied
                short.mux(packet)
    return path


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Material beside the project that is not ours to publish; skips where it is missing."""
    folder = ROOT.parent / "shared"
    if not (folder / "clips").is_dir():
        pytest.skip("no shared clips beside the project")
    return folder
