"""Rows of joints pushed into a live session without a camera or a model."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

import numpy as np

from kneecave.live_person import LivePerson
from kneecave.model.arrays import FloatArray
from kneecave.model.live import LiveState
from kneecave.model.pose_track import PoseTrack
from kneecave.model.rep import Movement
from kneecave.settings import Settings

LIGHT = 120.0
P = ParamSpec("P")
T = TypeVar("T")


class AtOnce(Executor):
    """Does the work when it is given, so that a fast replay sees it done at a known time."""

    def submit(self, work: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> Future[T]:
        done: Future[T] = Future()
        done.set_result(work(*args, **named))
        return done


def rows_of(track: PoseTrack) -> FloatArray:
    """(T, J, 4) as a landmarker would give them."""
    parts = [track.xy_px, track.depth_px[..., None], track.confidence[..., None]]
    return np.concatenate(parts, axis=-1)


def person_for(track: PoseTrack, movement: Movement | None = None) -> LivePerson:
    """A session for pictures like the track's."""
    return LivePerson(track.image_size_px, track.source, Settings(), movement, AtOnce())


def push_all(person: LivePerson, track: PoseTrack, light: float = LIGHT) -> list[LiveState]:
    """The states after every row of a track; rows with nobody in them are pushed as none."""
    edges = dict(zip(track.outlines.time_s.tolist(), track.outlines.edges_px, strict=True))
    return [
        person.push(
            time_s,
            row if np.isfinite(row).all() else None,
            light,
            edges_px=edges.get(time_s),
        )
        for time_s, row in zip(track.time_s.tolist(), rows_of(track), strict=True)
    ]
