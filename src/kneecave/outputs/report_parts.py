"""The parts of a written report, for pages that lay them out in another way.

The report marks where each part begins.  Everything in it that came from a user is escaped, so no
text can look like a mark.
"""

from __future__ import annotations

import re
from enum import StrEnum

from markupsafe import Markup

from kneecave.errors import ReportFileError

_MARK = re.compile(r"^<!-- (?:part (\w+)|end of parts) -->$", re.MULTILINE)


class Part(StrEnum):
    """A part of the report, named as its mark names it."""

    ANSWER = "answer"
    REPS = "reps"
    PICTURES = "pictures"
    CURVES = "curves"
    PHASES = "phases"
    CHECKS = "checks"
    CUES = "cues"
    ORIGINS = "origins"
    PLAN = "plan"
    MISSING = "missing"
    NOTICE = "notice"


def read_parts(page: str) -> dict[Part, Markup]:
    """Return every part of a page that ``html_report.render`` wrote, empty where it said nothing.

    Raises
    ------
    ReportFileError
        The page is no report, or of a kneecave that marked no parts.
    """
    pieces = _MARK.split(page)
    named = dict(zip(pieces[1:-2:2], pieces[2:-1:2], strict=True))
    if set(named) != set(Part):
        raise ReportFileError("the report has other parts than this kneecave knows")
    return {part: Markup(named[part].strip()) for part in Part}
