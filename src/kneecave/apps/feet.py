"""What ``kneecave feet`` does."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from kneecave.apps.analyze import DEFAULT_OUT
from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.progress import progress_on_stderr
from kneecave.feet import check_feet
from kneecave.feet_watch import FeetResult
from kneecave.model.feet import FeetCheck
from kneecave.naming import stem
from kneecave.outputs import numbers
from kneecave.outputs.feet_json import feet_json
from kneecave.outputs.feet_picture import as_png, feet_picture
from kneecave.outputs.feet_words import feet_lines
from kneecave.outputs.files import write_bytes, write_text
from kneecave.outputs.staging import staged
from kneecave.settings import Settings

JSON, PICTURE = "feet.json", "feet.png"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    clip: Path
    out: Path | None
    json: bool
    settings: Settings
    person: int | None
    model: str
    quiet: bool

    @property
    def folder(self) -> Path | None:
        """Where files go; None where only the JSON on stdout is wanted."""
        if self.json and self.out is None:
            return None
        return (self.out or DEFAULT_OUT) / stem(self.clip)


def run(request: Request) -> ExitCode:
    """Return the exit code after looking at the clip: 4 if neither foot could be measured."""
    folder = request.folder
    place = nullcontext() if folder is None else staged(folder)
    with (
        place as staging,
        progress_on_stderr(request.clip.name, quiet=request.quiet) as progress,
    ):
        result = check_feet(
            request.clip,
            settings=request.settings,
            model=request.model,
            person=request.person,
            progress=progress,
        )
        if staging is not None:
            _write(result, staging)
    if request.json:
        sys.stdout.write(feet_json(result.check))
    elif not request.quiet:
        _print(result.check, folder)
    return ExitCode.OK if result.check.measured else ExitCode.NOTHING_FOUND


def _write(result: FeetResult, folder: Path) -> None:
    write_text(folder / JSON, feet_json(result.check))
    if result.picture is not None:
        drawn = feet_picture(result.check, result.picture.image_bgr, result.marks)
        write_bytes(folder / PICTURE, as_png(drawn))


def _print(check: FeetCheck, folder: Path | None) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(check.clip.name, style="bold"))
    for line in feet_lines(check):
        console.print(Text(line))
    if check.standing is not None:
        toe_out = ", ".join(
            f"{leg.value} {numbers.whole_with_spread(at.toe_out_deg.value, at.toe_out_deg.spread)}"
            for leg, at in check.standing.legs.items()
        )
        console.print(Text(f"Toe-out while standing: {toe_out}."))
    for note in check.notes:
        console.print(Text(f"Low confidence: {note}", style="dim"))
    if folder is not None:
        console.print(Text(f"Results: {folder}"))
