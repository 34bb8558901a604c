"""Saving a pose track and reading it back: one .npz file, numbers and JSON only, no pickle."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from kneecave.errors import OutputError, PoseFileError
from kneecave.model.body import Joint
from kneecave.model.clip import ClipInfo
from kneecave.model.outlines import NO_OUTLINES, Outlines
from kneecave.model.pose_track import PoseSource, PoseTrack

FORMAT = "kneecave pose track"
VERSION = 1
FEWEST_FRAMES = 2
_KEPT = ("xy_px", "depth_px", "confidence")
"""What is read as 32 bits, whatever older files have."""
_ARRAYS = ("time_s", *_KEPT, "swapped")
_OUTLINES = ("outline_time_s", "outline_edges_px")
"""Not in older files."""
_DAMAGE = (
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    MemoryError,
    NotImplementedError,
    zlib.error,
    zipfile.BadZipFile,
)
"""What numpy raises for a file that is something else, cut short or scrambled."""


def save_track(path: Path, track: PoseTrack, clip: ClipInfo) -> None:
    """Write the track with the facts of its clip; a file half-written is never left behind.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    header = {
        "format": FORMAT,
        "version": VERSION,
        "joints": [joint.value for joint in track.joints],
        "image_size_px": list(track.image_size_px),
        "source": asdict(track.source),
        "people": track.people,
        "clip": asdict(clip),
    }
    arrays = {name: getattr(track, name) for name in _ARRAYS}
    outlines = track.outlines.time_s, track.outlines.edges_px
    arrays.update(zip(_OUTLINES, outlines, strict=True))
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            np.savez_compressed(file, header=np.array(json.dumps(header)), **arrays)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        temporary.unlink(missing_ok=True)


def load_track(path: Path) -> tuple[PoseTrack, ClipInfo]:
    """Return the track of a file written by `save_track`, with the facts of its clip.

    Raises
    ------
    PoseFileError
        The file cannot be read, is something else, of another version, or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as content:
            if not isinstance(content, np.lib.npyio.NpzFile):
                raise PoseFileError(f"{path} is not a pose track")
            header = _header(path, content)
            track = _track(header, content)
            if len(track.time_s) < FEWEST_FRAMES:
                raise PoseFileError(f"{path} holds {len(track.time_s)} frame; a clip has two")
            return track, _clip(header["clip"])
    except PoseFileError:
        raise
    except OSError as error:
        raise PoseFileError(f"{path} cannot be read: {error.strerror or error}") from error
    except _DAMAGE as error:
        raise PoseFileError(f"{path} is not a pose track, or is damaged") from error


def _header(path: Path, content: Any) -> dict[str, Any]:
    header = json.loads(str(content["header"][()]))
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise PoseFileError(f"{path} is not a pose track of kneecave")
    if header.get("version") != VERSION:
        raise PoseFileError(
            f"{path} is a pose track of version {header.get('version')}, "
            f"this kneecave reads version {VERSION}; make it again from the clip"
        )
    return header


def _track(header: dict[str, Any], content: Any) -> PoseTrack:
    width, height = header["image_size_px"]
    with np.errstate(over="ignore"):  # what no 32 bits hold is no place in a picture either
        kept = {name: content[name].astype(np.float32, casting="same_kind") for name in _KEPT}
    return PoseTrack(
        joints=tuple(Joint(name) for name in header["joints"]),
        image_size_px=(int(width), int(height)),
        source=PoseSource(**header["source"]),
        people=int(header["people"]),
        time_s=content["time_s"].astype(np.float64, casting="safe"),
        swapped=content["swapped"].astype(np.bool_, casting="no"),
        outlines=_outlines(content),
        **kept,
    )


def _outlines(content: Any) -> Outlines:
    if not all(name in content for name in _OUTLINES):
        return NO_OUTLINES
    time_s, edges_px = (content[name] for name in _OUTLINES)
    return Outlines(
        time_s.astype(np.float64, casting="safe"),
        edges_px.astype(np.float32, casting="same_kind"),
    )


def _clip(facts: dict[str, Any]) -> ClipInfo:
    return ClipInfo(**{field.name: facts[field.name] for field in fields(ClipInfo)})
