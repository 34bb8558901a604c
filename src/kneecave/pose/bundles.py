"""The pose models that ship with kneecave: which there are, and that they are the right ones."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kneecave.errors import ModelError

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "models"
_CHECKOUT = _PACKAGE.parent.parent / "models"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Outline:
    """The network that makes a bundle's outlines: where its file lies, and its SHA-256."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """One pose model.

    Attributes
    ----------
    name
        What the user calls it: lite, full or heavy.
    path
        Where its file should lie.
    size_bytes, sha256
        What its file should be.
    licence
        SPDX identifier.
    origin
        Package and version it was made from.
    use
        What it is for, in a few words.
    outline
        What makes outlines of people that it sees; None where nothing does.
    """

    name: str
    path: Path
    size_bytes: int
    sha256: str
    licence: str
    origin: str
    use: str
    outline: Outline | None

    def verify(self) -> None:
        """Return if the files are those they should be.

        Raises
        ------
        ModelError
            One is missing, unreadable or has another SHA-256.
        """
        _verify(self.name, self.path, self.sha256)
        if self.outline:
            _verify(self.name, self.outline.path, self.outline.sha256)


def list_bundles(folder: Path | None = None) -> tuple[Bundle, ...]:
    """Return every bundle of the manifest, whether or not its file is there.

    Parameters
    ----------
    folder
        Where manifest and bundles lie; by default inside the installed package, or ``models/`` of
        the source checkout.

    Raises
    ------
    ModelError
        There is no readable manifest.
    """
    folder = folder or (_INSTALLED if (_INSTALLED / _MANIFEST).is_file() else _CHECKOUT)
    path = folder / _MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        source = manifest["source"]
        origin = f"{source['package']} {source['version']}"
        return tuple(_bundle(folder, entry, origin) for entry in manifest["bundles"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"the list of pose models {path} cannot be read ({type(error).__name__}); "
            "install kneecave again"
        ) from error


def verified_path(name: str, folder: Path | None = None) -> Path:
    """Return where a bundle lies, after its hash was checked.

    Raises
    ------
    ModelError
        No bundle has that name, or its file is missing or another one.
    """
    bundle = find_bundle(name, folder)
    _verify(name, bundle.path, bundle.sha256)
    return bundle.path


def verified_outline(name: str, folder: Path | None = None) -> Path | None:
    """Return what makes a bundle's outlines, after its hash was checked; None if nothing does.

    Raises
    ------
    ModelError
        No bundle has that name, or the file is missing or another one.
    """
    outline = find_bundle(name, folder).outline
    if outline:
        _verify(name, outline.path, outline.sha256)
    return outline.path if outline else None


def find_bundle(name: str, folder: Path | None = None) -> Bundle:
    """Return the bundle of that name, unchecked; ModelError if there is none."""
    bundles = list_bundles(folder)
    for bundle in bundles:
        if bundle.name == name:
            return bundle
    known = ", ".join(bundle.name for bundle in bundles)
    raise ModelError(f"there is no pose model '{name}'; there are {known}")


def _verify(name: str, path: Path, sha256: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"pose model {name}: {path} cannot be read ({error.strerror}); install kneecave again"
        ) from error
    if found != sha256:
        raise ModelError(
            f"pose model {name}: {path} is not the file it should be (sha256 "
            f"{found[:12]}…, expected {sha256[:12]}…); install kneecave again"
        )


def _bundle(folder: Path, entry: dict[str, Any], origin: str) -> Bundle:
    outline = entry.get("outline")
    return Bundle(
        name=entry["name"],
        path=folder / entry["file"],
        size_bytes=entry["bytes"],
        sha256=entry["sha256"],
        licence=entry["licence"],
        origin=origin,
        use=entry["use"],
        outline=Outline(folder / outline["file"], outline["sha256"]) if outline else None,
    )
