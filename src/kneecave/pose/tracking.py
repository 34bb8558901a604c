"""The lifter's joints over a whole clip."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np

from kneecave.errors import NobodyFoundError
from kneecave.model.arrays import BoolArray, FloatArray, KeptArray
from kneecave.model.clip import Frame
from kneecave.model.engine import Engine
from kneecave.model.outlines import NO_OUTLINES, Outlines
from kneecave.model.pose_track import PoseSource, PoseTrack
from kneecave.pose.following import CONFIDENCE, DEPTH, Looks, X, Y, open_follower
from kneecave.pose.heap import give_back
from kneecave.pose.jumps import mend_jumps
from kneecave.pose.landmarker import source_of
from kneecave.pose.people import Person, chosen, find_people, lifter_of, most_at_once
from kneecave.pose.poses import JOINTS
from kneecave.pose.regions import only_lifter, strays
from kneecave.pose.scanning import open_watch
from kneecave.pose.swaps import legs_as_found, mend_swaps
from kneecave.pose.thinning import LOOKS_HZ, Thinning

OpenFrames = Callable[[], AbstractContextManager[Iterator[Frame]]]


def track_lifter(
    open_frames: OpenFrames,
    *,
    model: str = "heavy",
    engine: Engine = Engine.DIRECT,
    looks_hz: float = LOOKS_HZ,
    person: int | None = None,
    on_frame: Callable[[int], None] = lambda _done: None,
) -> PoseTrack:
    """Return the lifter's joints in every frame of a clip.

    Somebody is followed while a scan, a few times a second, looks who else is there.  If somebody
    is, the one who does the reps is chosen and the clip gone through again with everybody else
    painted out.  Of many frames a second only some are looked at.

    Parameters
    ----------
    open_frames
        Opens the clip's frames from the beginning; called again if the clip shows several people.
    model
        Name of the pose bundle.
    engine
        What runs it.
    looks_hz
        Frames a second that are looked at, at most; between them the joints' paths are curves.
    person
        Which person, counted from the left by the middle of their places (1 = leftmost); by
        default the one who does the reps.
    on_frame
        Told how many frames are done; counts from 1 again when the clip is gone through again.

    Raises
    ------
    NobodyFoundError
        No person is seen in any frame.
    UsageError
        Two people do reps at the same time and none was chosen, or ``person`` is not there.
    ModelError
        The pose model is missing or cannot be loaded.
    """
    seen = _gone_through(
        open_frames,
        model=model,
        engine=engine,
        looks_hz=looks_hz,
        person=person,
        on_frame=on_frame,
    )
    give_back()  # the networks are gone only now
    if not np.isfinite(seen.looks.path[..., X]).any():
        raise NobodyFoundError("no person is seen in any frame; is the whole body in the picture?")
    # all that is wrong with a look is put right before curves are drawn through it
    looked_s = seen.times_s[seen.thin.kept]
    path, swapped = mended(seen.looks.path, looked_s)
    return track_of(
        seen.thin.filled(path, seen.times_s),
        seen.times_s,
        seen.thin.spread(swapped),
        seen.image_size_px,
        source=source_of(model, engine),
        people=seen.most_people,
        outlines=seen.looks.outlines(looked_s, legs_as_found(seen.looks.path, path)),
    )


def mended(path: KeptArray, time_s: FloatArray) -> tuple[KeptArray, BoolArray]:
    """Return looks (L, J, 4) with all that is wrong with single ones put right.

    Parameters
    ----------
    path
        As it was seen; not changed.
    time_s
        (L,) seconds.

    Returns
    -------
    tuple
        (L, J, 4), and (L,) bool: where left and right were exchanged.
    """
    path, swapped = mend_swaps(path, time_s)
    return mend_jumps(path, time_s), swapped


def track_of(
    path: KeptArray,
    time_s: FloatArray,
    swapped: BoolArray,
    image_size_px: tuple[int, int],
    *,
    source: PoseSource,
    people: int,
    outlines: Outlines = NO_OUTLINES,
) -> PoseTrack:
    """Return a path (T, J, 4) as a track; ``swapped`` and ``outlines`` as in `PoseTrack`."""
    return PoseTrack(
        joints=JOINTS,
        time_s=time_s,
        xy_px=path[..., : Y + 1],
        depth_px=path[..., DEPTH],
        confidence=path[..., CONFIDENCE],
        image_size_px=image_size_px,
        source=source,
        swapped=swapped,
        people=people,
        outlines=outlines,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A clip from end to end, as the networks saw it."""

    looks: Looks
    thin: Thinning
    times_s: FloatArray
    image_size_px: tuple[int, int]
    most_people: int


def _gone_through(
    open_frames: OpenFrames,
    *,
    model: str,
    engine: Engine,
    looks_hz: float,
    person: int | None,
    on_frame: Callable[[int], None],
) -> _Seen:
    """Return what the networks see of a clip; they are gone with this function."""
    roll, thin = _Roll(on_frame), Thinning(looks_hz)
    with open_follower(model, engine) as follow:
        with open_watch(engine) as watch, open_frames() as frames:
            looks = follow(watch.passing(thin.passing(roll.passing(frames))))
        people = find_people(watch.scans)
        lifter = _lifter(people, person, roll.image_size_px)
        times_s = roll.times_s
        if lifter and (len(people) > 1 or strays(looks.path, times_s[thin.kept], lifter).any()):
            others = [somebody for somebody in people if somebody is not lifter]
            with open_frames() as frames:
                thin = Thinning(looks_hz)
                shown = only_lifter(thin.passing(_Roll(on_frame).passing(frames)), lifter, others)
                looks = follow(shown)
            looks.path[strays(looks.path, times_s[thin.kept], lifter)] = np.nan
    most = most_at_once(people) if people else 1
    return _Seen(looks, thin, times_s, roll.image_size_px, most)


class _Roll:
    """Keeps the times of the frames that pass."""

    def __init__(self, on_frame: Callable[[int], None]) -> None:
        self._on_frame = on_frame
        self._times = array("d")
        self.image_size_px = (0, 0)

    @property
    def times_s(self) -> FloatArray:
        """(T,) times of the frames that went by."""
        return np.array(self._times)

    def passing(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        for frame in frames:
            self.image_size_px = frame.size_px
            self._times.append(frame.time_s)
            yield frame
            self._on_frame(len(self._times))


def _lifter(
    people: tuple[Person, ...], person: int | None, image_size_px: tuple[int, int]
) -> Person | None:
    if person is not None:
        return chosen(people, person)
    if not people:
        return None
    return lifter_of(people, image_size_px=image_size_px)
