"""What ``kneecave compare`` does: two sessions of one person, leg by leg."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.sessions import Means, compared, load_source, now, refuse_empty
from kneecave.apps.terminal_changes import print_comparison
from kneecave.model.session import Tried
from kneecave.outputs.change_html import comparison_html
from kneecave.outputs.change_json import comparison_json
from kneecave.outputs.files import write_text


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    before: str
    after: str
    tried: Tried | None
    means: Means
    database: Path | None
    json: bool
    html: Path | None
    quiet: bool


def run(request: Request) -> ExitCode:
    """Return OK after the comparison was told and written.

    Raises
    ------
    KneecaveError
        A session cannot be had, has no rep, or the two cannot be compared.
    """
    at = now()
    before, after = (
        load_source(name, means=request.means, database=request.database, at=at, feet=feet)
        for name, feet in (
            (request.before, request.tried is Tried.HEEL_RAISE),
            (request.after, False),
        )
    )
    for one in (before, after):
        refuse_empty(one.session)
    comparison = compared(before, after, request.means.settings, tried=request.tried)
    if request.html is not None:
        write_text(request.html, comparison_html(comparison))
    if request.json:
        sys.stdout.write(comparison_json(comparison))
    elif not request.quiet:
        print_comparison(comparison, page=request.html)
    return ExitCode.OK
