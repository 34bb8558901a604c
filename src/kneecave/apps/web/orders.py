"""What goes to a worker process of the server, and what comes from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kneecave.apps.web.clip import Wish
from kneecave.batch.isolated import Trade
from kneecave.model.verdict import Word
from kneecave.settings import Settings


@dataclass(frozen=True, slots=True)
class Look:
    """The order to see whether an upload can be decoded."""

    source: Path
    name: str


class Kind(StrEnum):
    """What an upload is."""

    CLIP = "clip"
    NO_CLIP = "no clip"
    """There are no moving pictures in it."""
    UNREADABLE = "unreadable"
    """It is a clip, but it cannot be read: damaged, too large."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an upload is, and if it is no clip that can be read, why in one line."""

    kind: Kind
    why: str = ""


@dataclass(frozen=True, slots=True)
class Analyse:
    """The order to analyse a clip, its results into an existing folder."""

    source: Path
    name: str
    wish: Wish
    settings: Settings
    folder: Path


@dataclass(frozen=True, slots=True)
class News:
    """How far an analysis is: frames done of a stage, and how many there are if the clip tells."""

    stage: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Analysed:
    """How an analysis ended: with an answer, or with one line why not.

    ``bug`` is the kind and the place of an error that nobody thought of, for who runs the server.
    """

    verdict: Word | None
    error: str = ""
    bug: str = ""


_MODULE = "kneecave.apps.web.worker"
LOOKING = Trade(_MODULE, Seen)
ANALYSING = Trade(_MODULE, Analysed)
