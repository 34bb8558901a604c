"""Libraries that only some outputs need, and that come with an extra of the package."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from kneecave.errors import UsageError


def library(name: str, *, extra: str, needed_for: str) -> ModuleType:
    """Return a library that an extra brings.

    Parameters
    ----------
    name
        What is imported.
    needed_for
        What the user asked for, at the start of a sentence.

    Raises
    ------
    UsageError
        The extra is not installed; the message says how to get it.
    """
    try:
        return import_module(name)
    except ImportError as error:
        command = f"pip install 'kneecave[{extra}]'"
        raise UsageError(f"{needed_for} needs the extra: {command}") from error
