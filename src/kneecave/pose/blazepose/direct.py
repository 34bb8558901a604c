"""BlazePose behind the Protocols of this room: somebody followed, or everybody found."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from weakref import WeakValueDictionary

import numpy as np

from kneecave.errors import ModelError
from kneecave.model.arrays import ImageBgr
from kneecave.model.clip import Frame
from kneecave.model.planes import Planes
from kneecave.pose.blazepose import detector, landmarks
from kneecave.pose.blazepose.landmarks import Look
from kneecave.pose.blazepose.outline import MaskHead, edges_px
from kneecave.pose.blazepose.region import Region, apart_px, cut_out
from kneecave.pose.blazepose.runtime import Session
from kneecave.pose.poses import Pose

_DETECTOR = "pose_detector.tflite"
_LANDMARKS = "pose_landmarks_detector.tflite"
OFF_THE_MIDDLE = 0.04
"""Somebody so many sizes of the region from its middle was not where the region was made for.

A squat moves nobody so far from picture to picture; a person who comes out from behind another,
or whom the detector has only found roughly, is pulled into the middle by looking again.
"""
MOST_AGAIN = 2

_DETECTORS: WeakValueDictionary[tuple[int, int, int], Session] = WeakValueDictionary()
"""Those in use.  All bundles hold the same one, and it keeps nothing from picture to picture."""


class BlazePose:
    """The two networks of a bundle.  Several threads may use it at a time.

    Parameters
    ----------
    path
        The bundle.
    outline
        The network that makes outlines of what the bundle's sees; without it poses have none.
    threads
        How many threads work on one picture.

    Raises
    ------
    ModelError
        The bundle cannot be read, or its networks cannot be opened.
    """

    def __init__(self, path: Path, *, outline: Path | None = None, threads: int = 1) -> None:
        try:
            self._head = MaskHead(outline.read_bytes()) if outline else None
            within = self._head.takes if self._head else ()
            with zipfile.ZipFile(path) as bundle:
                self._landmarks = Session(
                    bundle.read(_LANDMARKS), (*landmarks.OUTPUTS, *within), threads=threads
                )
                self._detector = _detector(bundle, threads)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise ModelError(f"pose model {path} cannot be loaded: {error}") from error

    def regions(self, picture: ImageBgr | Planes, most: int = 1) -> list[Region]:
        """Return where people are in the picture, most certain first."""
        return detector.find_regions(self._detector, picture, most)

    def look(self, picture: ImageBgr | Planes, region: Region) -> Look | None:
        """Return the person in a region, None if nobody is there."""
        outputs = self._landmarks.run(cut_out(picture, region, landmarks.SIDE))
        own, within = outputs[: len(landmarks.OUTPUTS)], outputs[len(landmarks.OUTPUTS) :]
        seen, head = landmarks.decoded(own, region), self._head
        if seen is None or head is None or not np.isfinite(seen.pose.xy_px).all():
            return seen
        edges = edges_px(partial(head.mask, within), head.side, seen.pose.xy_px, region)
        return replace(seen, pose=replace(seen.pose, edges_px=edges))


def _detector(bundle: zipfile.ZipFile, threads: int) -> Session:
    entry = bundle.getinfo(_DETECTOR)
    key = entry.CRC, entry.file_size, threads
    session = _DETECTORS.get(key)
    if session is None:
        session = Session(bundle.read(entry), detector.OUTPUTS, threads=threads)
        _DETECTORS[key] = session
    return session


class DirectLandmarker:
    """Follows one person: where somebody was seen in one picture says where to look in the next."""

    def __init__(self, networks: BlazePose) -> None:
        self._networks = networks
        self._region: Region | None = None

    def find(self, image_bgr: ImageBgr, *, time_s: float) -> Pose | None:
        """Return the person in the next picture; anybody, where the one followed is lost."""
        seen = look_for(self._networks, Frame(0, time_s, image_bgr), self._region)
        self._region = seen.region if seen else None
        return seen.pose if seen else None

    def forget(self) -> None:
        """Look for anybody in the next picture."""
        self._region = None


class DirectScanner:
    """Finds everybody, in every picture anew."""

    def __init__(self, networks: BlazePose, most_people: int) -> None:
        self._networks = networks
        self._most_people = most_people

    def find_all(self, frame: Frame) -> tuple[Pose, ...]:
        """Return the people in the frame."""
        picture = frame.planes or frame.image_bgr
        regions = self._networks.regions(picture, self._most_people)
        looks = [self._networks.look(picture, region) for region in regions]
        return tuple(seen.pose for seen in looks if seen)


def look_for(networks: BlazePose, frame: Frame, region: Region | None) -> Look | None:
    """Return the person in a region; whoever is seen best, if nobody is there or none is known."""
    seen = None if region is None else _settled(networks, frame, region)
    if seen is None:
        # in full colours, rare as it is: every later region comes from where the first one lay
        for found in networks.regions(frame.image_bgr):
            seen = _settled(networks, frame, found)
    return seen


def _settled(networks: BlazePose, frame: Frame, region: Region) -> Look | None:
    """Return a look whose region fits the person: somebody off its middle is looked at again."""
    picture = frame.planes or frame.image_bgr
    seen = networks.look(picture, region)
    for _ in range(MOST_AGAIN):
        if seen is None or apart_px(seen.region, region) < OFF_THE_MIDDLE * region.size_px:
            break
        region = seen.region
        seen = networks.look(picture, region)
    return seen
