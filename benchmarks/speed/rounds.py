"""Everything measured in rounds, so that what else the machine does hits all of it alike."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.speed import stages
from benchmarks.speed.clips import write_clip_apart
from benchmarks.speed.command import Run, analyze
from benchmarks.speed.stages import Cost, Job
from kneecave.pose.thinning import LOOKS_HZ

SECONDS = 10.0
RATE_HZ = 30
SIZES = {"480p": (480, 854), "720p": (720, 1280), "1080p": (1080, 1920), "4K": (2160, 3840)}
PARTS = {
    "bare network": stages.network,
    "this engine": stages.direct,
    "MediaPipe's graph": stages.mediapipe,
    "decoding": stages.decoding,
    "drawing": stages.drawing,
    "encoding": stages.encoding,
}


@dataclass(frozen=True, slots=True)
class Setup:
    """What is measured: a size of picture, a pose model, how many processors, a clip's length."""

    size: str
    model: str
    cores: int
    seconds: float = SECONDS

    @property
    def name(self) -> str:
        """As the page calls it."""
        cores = f"{self.cores} core{'s' if self.cores > 1 else ''}"
        length = "" if self.seconds == SECONDS else f", {self.seconds:.0f} s"
        return f"{self.size}, {self.model}, {cores}{length}"

    @property
    def clip(self) -> str:
        """What its clip is called."""
        return f"{self.size}_{self.seconds:.0f}.mp4"


@dataclass
class Measured:
    """What was measured of one setup, round by round."""

    setup: Setup
    frames: int
    parts: dict[str, list[Cost]] = field(default_factory=lambda: {name: [] for name in PARTS})
    runs: list[Run] = field(default_factory=list)

    def ms(self, part: str) -> float:
        """Return the median milliseconds of the clock that a part takes for a frame."""
        return statistics.median(cost.wall_ms for cost in self.parts[part])

    def cpu_ms(self, part: str) -> float:
        """Return the median milliseconds of processors that a part takes for a frame."""
        return statistics.median(cost.cpu_ms for cost in self.parts[part])

    @property
    def command_ms(self) -> float:
        """Median milliseconds of the clock of the whole command, start included, for a frame."""
        return statistics.median(1000 * run.wall_s / self.frames for run in self.runs)

    @property
    def looks(self) -> float:
        """Share of the frames that the pose model looks at."""
        return min(1.0, LOOKS_HZ / RATE_HZ)

    @property
    def peak_mb(self) -> float:
        """Largest memory of any run."""
        return max(run.peak_mb for run in self.runs)

    def ratios(self, part: str | None) -> list[float]:
        """Return what a part, or the whole command, takes over the bare network, round by round."""
        bare = [cost.wall_ms for cost in self.parts["bare network"]]
        if part is None:
            own = [1000 * run.wall_s / self.frames for run in self.runs]
        else:
            own = [cost.wall_ms for cost in self.parts[part]]
        return [one / other for one, other in zip(own, bare, strict=True)]


def measure(setups: list[Setup], rounds: int) -> list[Measured]:
    """Return what every setup takes, each part once a round."""
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        for setup in setups:
            clip = Path(folder) / setup.clip
            if not clip.exists():
                write_clip_apart(
                    clip, seconds=setup.seconds, size_px=SIZES[setup.size], rate_hz=RATE_HZ
                )
            measured.append(Measured(setup, round(RATE_HZ * setup.seconds)))
        for number in range(rounds):
            for one in measured:
                print(f"round {number + 1} of {rounds}: {one.setup.name}", flush=True)
                for part, cost in _round(one.setup, Path(folder), one):
                    print(f"  {part:18} {cost.wall_ms:7.2f} ms, {cost.cpu_ms:7.2f} ms cpu")
    return measured


def _round(setup: Setup, folder: Path, into: Measured) -> Iterator[tuple[str, Cost]]:
    clip, out = folder / setup.clip, folder / "out"
    run = analyze(clip, out, model=setup.model, cores=setup.cores)
    into.runs.append(run)
    yield "whole command", Cost(1000 * run.wall_s / into.frames, 1000 * run.cpu_s / into.frames)
    joints = out / clip.stem / f"{clip.stem}.pose.npz"
    job = Job(clip, joints, setup.model, setup.cores)
    for name, work in PARTS.items():
        cost = stages.by_itself(work, job)
        into.parts[name].append(cost)
        yield name, cost
