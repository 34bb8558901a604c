"""Everybody but the lifter is painted out, and poses that are not the lifter's are found."""

from __future__ import annotations

import numpy as np

from kneecave.model.clip import Frame
from kneecave.pose.people import Person
from kneecave.pose.poses import JOINTS
from kneecave.pose.regions import LONGEST_GAP_S, only_lifter, strays
from kneecave.pose.scanning import Sighting


def _row(x: float, y: float = 300.0) -> np.ndarray:
    row = np.zeros((len(JOINTS), 4))
    row[:, 0] = x + 40.0 * np.where(np.arange(len(JOINTS)) % 2, 1, -1)
    row[:, 1] = y + np.linspace(-150.0, 150.0, len(JOINTS))
    return row


def _person(*places: tuple[float, float]) -> Person:
    """Somebody seen at those times (s) and places (x px)."""
    seen = [Sighting(time_s=t, row=_row(x), colours=np.full((2, 3), 100.0)) for t, x in places]
    person = Person(seen[0])
    person.sightings += seen[1:]
    return person


def _shown(time_s: float, lifter: Person, *others: Person) -> np.ndarray:
    white = np.full((720, 1280, 3), 255, dtype=np.uint8)
    frame = Frame(index=7, time_s=time_s, image_bgr=white)
    (result,) = only_lifter([frame], lifter, others)
    assert (white == 255).all()
    assert (result.index, result.time_s) == (7, time_s)
    return result.image_bgr[:, :, 0] == 255


def test_the_lifter_is_shown_with_room_and_nothing_else():
    shown = _shown(0.5, _person((0.0, 400.0), (1.0, 400.0)))
    assert shown[140:460, 350:450].all()
    assert not shown[:, 800:].any()
    assert shown.mean() < 0.3


def test_between_two_sightings_both_places_are_shown():
    shown = _shown(0.1, _person((0.0, 400.0), (0.25, 600.0)))
    assert shown[300, 370:630].all()


def test_a_neighbour_is_painted_out_but_never_the_lifter():
    lifter = _person((0.0, 400.0), (1.0, 400.0))
    shown = _shown(0.5, lifter, _person((0.0, 500.0), (1.0, 500.0)))
    assert shown[160:440, 350:450].all()
    assert not shown[160:440, 484:540].any()


def test_nothing_is_shown_while_the_lifter_is_away():
    lifter = _person((0.0, 400.0), (0.25, 400.0), (20.0, 400.0))
    assert _shown(0.25 + 0.9 * LONGEST_GAP_S, lifter).any()
    assert not _shown(10.0, lifter).any()


def test_strays_are_found_and_the_lifter_may_move():
    time_s = np.arange(0, 2, 1 / 30)
    lifter = _person(*[(t, 400.0 + 50.0 * t) for t in np.arange(0, 2, 0.25)])
    path = np.stack([_row(400.0 + 50.0 * t + 20.0) for t in time_s])
    assert not strays(path, time_s, lifter).any()
    path[20:30] = _row(800.0)
    path[40] = np.nan
    assert np.flatnonzero(strays(path, time_s, lifter)).tolist() == list(range(20, 30))


def test_one_bad_sighting_makes_no_strays():
    time_s = np.arange(0, 2, 1 / 30)
    lifter = _person(*[(t, 900.0 if t == 1.0 else 400.0) for t in np.arange(0, 2, 0.25)])
    path = np.stack([_row(400.0) for _ in time_s])
    assert not strays(path, time_s, lifter).any()
