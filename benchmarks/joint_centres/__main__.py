"""``python -m benchmarks.joint_centres``: renders, looks, fits, and writes the network.

About 40 minutes of processor time for 700 scenes, four of them for the fits; half as long by the
clock on two free cores.  It can be stopped: scenes that were seen are not rendered again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.joint_centres.fit import fit, unseen_people, write
from benchmarks.joint_centres.stills import make
from kneecave.kinematics import joint_centres
from kneecave.kinematics.joint_centres import MOVED


def main(
    cache: Annotated[Path, typer.Option(help="What was seen is kept here.")] = Path(
        ".accuracy/joint_centres"
    ),
    scenes: Annotated[int, typer.Option(min=20, help="Scenes of nine stills each.")] = 700,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Fit the network that moves landmarks to joint centres."""
    seen = make(cache, scenes=scenes, processes=workers)
    print(f"{len(seen.features)} legs seen; error in % of the leg, constant offsets > network")
    for person, errors in unseen_people(seen).items():
        before, after = 100 * errors
        told = [
            f"{part} {axis} {before[i, k]:.2f} > {after[i, k]:.2f}"
            for i, part in enumerate(MOVED)
            for k, axis in enumerate("xy")
        ]
        print(f"{person:9s} without having seen them: {', '.join(told)}")
    path = Path(joint_centres.__file__).with_suffix(".npz")
    write(fit(seen), path)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    typer.run(main)
