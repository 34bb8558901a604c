"""What ``kneecave export`` does: a clip's numbers in files that other programs read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kneecave.apps.errors import tell
from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.export_cli import Format
from kneecave.apps.progress import progress_on_stderr
from kneecave.kinematics.markers import markers
from kneecave.model.markers import Markers
from kneecave.model.rep import Movement
from kneecave.naming import stem
from kneecave.outputs.files import write_bytes
from kneecave.outputs.interop.c3d_file import c3d_bytes, c3d_library
from kneecave.outputs.interop.coco import coco_text
from kneecave.outputs.interop.opensim import mot_text, trc_text
from kneecave.outputs.interop.parquet import parquet_bytes, parquet_library
from kneecave.outputs.staging import staged
from kneecave.pipeline import Result, analyse
from kneecave.settings import Settings

DEFAULT_OUT = Path("kneecave-out")
EXTRAS = {Format.C3D: c3d_library, Format.PARQUET: parquet_library}
"""What raises if a format's extra is missing."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    clip: Path
    formats: tuple[Format, ...]
    out: Path | None
    height_m: float
    movement: Movement | None
    settings: Settings
    person: int | None
    model: str
    quiet: bool


def run(request: Request) -> ExitCode:
    """Return OK after every file was written: all or none.

    Raises
    ------
    KneecaveError
        The clip cannot be read, there is nothing to export in it, or an extra is missing.
    """
    for one in request.formats:
        if one in EXTRAS:
            EXTRAS[one]()
    folder = (request.out or DEFAULT_OUT) / stem(request.clip)
    with (
        staged(folder) as staging,
        progress_on_stderr(request.clip.name, quiet=request.quiet) as progress,
    ):
        result = analyse(
            request.clip,
            settings=request.settings,
            movement=request.movement,
            model=request.model,
            person=request.person,
            progress=progress,
        )
        names = [file_name(request.clip, one) for one in request.formats]
        for name, one in zip(names, request.formats, strict=True):
            content = contents(result, one, request, name=name)
            write_bytes(staging / name, content)
    if not request.quiet:
        for name in names:
            tell(f"written: {folder / name}")
    return ExitCode.OK


def file_name(clip: Path, format_: Format) -> str:
    """Return what an export of a clip is called."""
    return stem(clip) + (".coco.json" if format_ is Format.COCO else f".{format_.value}")


def contents(result: Result, format_: Format, request: Request, *, name: str) -> bytes:
    """Return the file of one format."""
    analysis = result.analysis

    def lifted() -> Markers:
        reps = [judged.rep for judged in analysis.reps]
        return markers(result.motion, reps, request.settings, height_m=request.height_m)

    made: dict[Format, Callable[[], bytes]] = {
        Format.TRC: lambda: trc_text(lifted(), name=name).encode(),
        Format.MOT: lambda: mot_text(analysis.signals, name=name).encode(),
        Format.COCO: lambda: coco_text(result.found, analysis.clip).encode(),
        Format.C3D: lambda: c3d_bytes(lifted()),
        Format.PARQUET: partial(parquet_bytes, analysis),
    }
    return made[format_]()
