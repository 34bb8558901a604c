"""What the command's exit code means."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the command ``kneecave``."""

    OK = 0
    UNEXPECTED = 1
    """Something went wrong that is none of the below, a result that cannot be written among it."""
    USAGE = 2
    UNREADABLE = 3
    """The clip cannot be read."""
    NOTHING_FOUND = 4
    """Nobody, or no rep, in the clip."""
    SOME_FAILED = 5
    """Of several clips, at least one ended with an error, or had nobody or no rep in it."""
    FOUND = 10
    """``--fail-on`` found what it was told to look for."""
    INTERRUPTED = 130
    """Ctrl-C."""
    TERMINATED = 143
