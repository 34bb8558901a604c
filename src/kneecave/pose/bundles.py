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
    """

    name: str
    path: Path
    size_bytes: int
    sha256: str
    licence: str
    origin: str
    use: str

    def verify(self) -> None:
        """Return if the file is the one it should be.

        Raises
        ------
        ModelError
            It is missing, unreadable or has another SHA-256.
        """
        try:
            with self.path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(
                f"pose model {self.name}: {self.path} cannot be read "
                f"({error.strerror}); install kneecave again"
            ) from error
        if found != self.sha256:
            raise ModelError(
                f"pose model {self.name}: {self.path} is not the file it should be (sha256 "
                f"{found[:12]}…, expected {self.sha256[:12]}…); install kneecave again"
            )


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
    bundle.verify()
    return bundle.path


def find_bundle(name: str, folder: Path | None = None) -> Bundle:
    """Return the bundle of that name, unchecked; ModelError if there is none."""
    bundles = list_bundles(folder)
    for bundle in bundles:
        if bundle.name == name:
            return bundle
    known = ", ".join(bundle.name for bundle in bundles)
    raise ModelError(f"there is no pose model '{name}'; there are {known}")


def _bundle(folder: Path, entry: dict[str, Any], origin: str) -> Bundle:
    return Bundle(
        name=entry["name"],
        path=folder / entry["file"],
        size_bytes=entry["bytes"],
        sha256=entry["sha256"],
        licence=entry["licence"],
        origin=origin,
        use=entry["use"],
    )
