"""Errors as the user reads them: one line on stderr, and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable

from kneecave.apps.exit_codes import ExitCode
from kneecave.errors import KneecaveError


def reported(work: Callable[[], ExitCode], *, debug: bool) -> ExitCode:
    """Return the work's exit code, or that of its error after telling it in one line.

    With ``debug`` the traceback comes before the line.  A reader of stdout that has gone away is
    left to the caller.
    """
    try:
        return work()
    except KeyboardInterrupt:
        tell("stopped; nothing half-written is left")
        hush()
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        return told(error, debug=debug)


def hush() -> None:
    """Drop what threads of libraries still write to stderr while the process is being stopped."""
    sys.stderr.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def told(error: Exception, *, about: str = "", debug: bool) -> ExitCode:
    """Return an error's exit code after telling it in one line that names what it is ``about``."""
    if debug:
        traceback.print_exception(error)
    if isinstance(error, KneecaveError):
        message, code = str(error), ExitCode(error.exit_code)
    else:
        hint = "" if debug else "; --debug shows where"
        message = f"unexpected {type(error).__name__}: {error}{hint}"
        code = ExitCode.UNEXPECTED
    tell(message if about in message else f"{about}: {message}")
    return code


def tell(message: str) -> None:
    """Print a message on stderr, in one line, without what a file's name could do to a terminal."""
    line = " ".join(message.split())
    shown = "".join(letter if letter.isprintable() else "?" for letter in line)
    sys.stderr.write(f"kneecave: {shown}\n")
