"""``python -m benchmarks.joint_centres``: renders, looks, fits, and writes the regressions.

About 50 minutes of processor time for 870 scenes, the fits take seconds; half as long by the clock
on two free cores.  It can be stopped: scenes that were seen are not rendered again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.joint_centres.fit import fit, unseen_people, write
from benchmarks.joint_centres.stills import make, rows
from kneecave.kinematics import joint_centres
from kneecave.kinematics.joint_centres import MOVED


def main(
    cache: Annotated[Path, typer.Option(help="What was seen is kept here.")] = Path(
        ".accuracy/joint_centres"
    ),
    scenes: Annotated[int, typer.Option(min=20, help="Scenes of nine stills each.")] = 870,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Fit the regressions that move landmarks to joint centres."""
    seen = rows(make(cache, scenes=scenes, processes=workers))
    print(f"{len(seen.features)} legs seen; error in % of the leg")
    print("constant offsets > landmarks > with edges")
    for person, errors in unseen_people(seen).items():
        constant, plain, outlined = 100 * errors
        told = [
            f"{part} {axis} {constant[i, k]:.2f} > {plain[i, k]:.2f} > {outlined[i, k]:.2f}"
            for i, part in enumerate(MOVED)
            for k, axis in enumerate("xy")
        ]
        print(f"{person:9s} without having seen them: {', '.join(told)}")
    fitted, beside = fit(seen), Path(joint_centres.__file__)
    for regression, name in (
        (fitted.plain, "joint_centres.npz"),
        (fitted.outlined, "joint_centres_outlined.npz"),
    ):
        write(regression, beside.with_name(name))
        print(f"{name}: {beside.with_name(name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    typer.run(main)
