"""Scans to people: who is the same from scan to scan, who does reps, and who is the lifter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kneecave.errors import UsageError
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint
from kneecave.pose.scanning import Sighting

Scan = tuple[Sighting, ...]

FEWEST_SIGHTINGS = 3
"""Somebody seen less often is a ghost or a passer-by that cannot be told from one."""
FARTHEST = 1.1
"""Largest cost at which a sighting can be of a person: sizes of sideways distance, and the like.

From scan to scan real people cost up to 0.65, the man beside about 1.4.
"""
FARTHER_PER_S = 0.5
MOTION_HOLDS_S = 0.8
"""For so long after the last sighting a person is expected to go on moving as before."""
HEIGHT_WEIGHT = 0.5
"""Lifters move up and down: half of that counts."""
SIZE_WEIGHT = 0.5
COLOUR_WEIGHT = 1 / 200
"""Of Lab distance: arms, bars and shade move one person's trunk by 70, another shirt by 140."""

DOWN = 0.14
UP = 0.07
"""Share of the height from ankles to shoulders that is lost in a dip, and at its end."""
DIP_STAYS = 0.6
"""A dip whose ends are further apart than this, in sizes, is walking and not a rep."""
STATURE_WINDOW_S = 6.0
AS_LARGE = 0.67
"""Two people of whom the smaller has at least this share of the other's size are rivals."""
AS_MANY = 0.6
"""... if the one with fewer reps has at least this share of the other's."""


@dataclass(frozen=True, slots=True)
class Dip:
    """Somebody gets lower and comes up again, in place."""

    start_s: float
    end_s: float


class Person:
    """Somebody seen in several scans, in order of time."""

    def __init__(self, first: Sighting) -> None:
        self.sightings = [first]

    @property
    def time_s(self) -> FloatArray:
        """(N,) seconds of the sightings."""
        return np.array([sighting.time_s for sighting in self.sightings])

    @property
    def place_px(self) -> FloatArray:
        """(N, 2) middle of the trunk."""
        return np.stack([sighting.place for sighting in self.sightings])

    @property
    def size_px(self) -> FloatArray:
        """(N,) sizes."""
        return np.array([sighting.size for sighting in self.sightings])

    def cost(self, seen: Sighting) -> float:
        """Return how unlike this person the sighting is; more than `FARTHEST` is somebody else."""
        last = self.sightings[-1]
        away_s = seen.time_s - last.time_s
        size = max(last.size, 1.0)
        off = (seen.place - self._expected(seen.time_s)) * (1.0, HEIGHT_WEIGHT) / size
        allowed = 1.0 + FARTHER_PER_S * min(away_s, 2.0)
        growth = abs(float(np.log(max(seen.size, 1.0) / size)))
        usual = np.median([sighting.colours for sighting in self.sightings[-8:]], axis=0)
        colour = float(np.linalg.norm(seen.colours - usual, axis=1).mean())
        return float(np.linalg.norm(off)) / allowed + SIZE_WEIGHT * growth + COLOUR_WEIGHT * colour

    def dips(self) -> tuple[Dip, ...]:
        """Return every time the person gets lower and comes up again without walking off."""
        lost, time_s = self._height_lost(), self.time_s
        place_px, size_px = self.place_px[:, 0], self.size_px
        dips: list[Dip] = []
        upright = 0 if lost[0] < UP else None
        deep = False
        for number, share in enumerate(lost):
            if share > DOWN:
                deep = True
            elif share < UP:
                if deep and upright is not None:
                    moved = abs(place_px[number] - place_px[upright])
                    if moved < DIP_STAYS * size_px[upright]:
                        dips.append(Dip(float(time_s[upright]), float(time_s[number])))
                upright, deep = number, False
        return tuple(dips)

    def _height_lost(self) -> FloatArray:
        height = np.array([_height(sighting) for sighting in self.sightings])
        time_s = self.time_s
        first = np.searchsorted(time_s, time_s - STATURE_WINDOW_S)
        last = np.searchsorted(time_s, time_s + STATURE_WINDOW_S, side="right")
        around = zip(first, last, strict=True)
        stature = np.array([np.percentile(height[start:end], 90) for start, end in around])
        return np.asarray(1.0 - height / np.maximum(stature, 1.0), dtype=np.float64)

    def _expected(self, time_s: float) -> FloatArray:
        last = self.sightings[-1]
        away_s = time_s - last.time_s
        earlier = [s for s in self.sightings[-4:-1] if last.time_s - s.time_s < MOTION_HOLDS_S]
        if not earlier or away_s > MOTION_HOLDS_S:
            return last.place
        speed = (last.place - earlier[0].place) / (last.time_s - earlier[0].time_s)
        return np.asarray(last.place + speed * away_s, dtype=np.float64)


def find_people(scans: Sequence[Scan]) -> tuple[Person, ...]:
    """Return everybody seen at least `FEWEST_SIGHTINGS` times, from left to right.

    The order is that of the middle of the trunk, its median over all of a person's sightings.
    """
    everybody: list[Person] = []
    for scan in scans:
        everybody += _assigned(everybody, scan)
    known = [person for person in everybody if len(person.sightings) >= FEWEST_SIGHTINGS]
    return tuple(sorted(known, key=lambda person: float(np.median(person.place_px[:, 0]))))


def most_at_once(people: Sequence[Person]) -> int:
    """Return the largest number of these people in one scan."""
    times = np.concatenate([person.time_s for person in people])
    return int(np.unique(times, return_counts=True)[1].max())


def chosen(people: Sequence[Person], number: int) -> Person:
    """Return the person of that number, 1 = leftmost.

    Raises
    ------
    UsageError
        There are not so many people.
    """
    if not 1 <= number <= len(people):
        there = "1 person" if len(people) == 1 else f"{len(people)} people"
        raise UsageError(f"person {number} was asked for, but the clip shows {there}")
    return people[number - 1]


def lifter_of(people: Sequence[Person], *, image_size_px: tuple[int, int]) -> Person:
    """Return the one who does the reps; without reps the largest, longest and most central.

    Raises
    ------
    UsageError
        Two people of like size do reps at the same time.
    """
    ranked = sorted(people, key=lambda person: _claim(person, image_size_px), reverse=True)
    lifter = ranked[0]
    for other in ranked[1:]:
        if _rivals(lifter, other):
            raise UsageError(
                "two people do reps at the same time; say which one is meant: "
                f"person {people.index(lifter) + 1} or person {people.index(other) + 1}, "
                "counted from the left"
            )
    return lifter


def _assigned(everybody: Sequence[Person], scan: Scan) -> list[Person]:
    """Give each sighting to the person it fits best; return new people for the rest."""
    cost = np.array([[person.cost(seen) for seen in scan] for person in everybody])
    cost = cost.reshape(len(everybody), len(scan))
    taken = set()
    for person, seen in _cheapest(np.minimum(cost, 10.0)):
        if cost[person, seen] <= FARTHEST:
            everybody[person].sightings.append(scan[seen])
            taken.add(seen)
    return [Person(seen) for number, seen in enumerate(scan) if number not in taken]


def _cheapest(cost: FloatArray) -> list[tuple[int, int]]:
    """Return rows and columns that belong together at the least cost of all."""
    if min(cost.shape) < 2:
        return [divmod(int(cost.argmin()), cost.shape[1])] if cost.size else []
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - half a second, 50 MB

    rows, columns = linear_sum_assignment(cost)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _height(sighting: Sighting) -> float:
    ankles = sighting.middle(Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
    shoulders = sighting.middle(Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
    return float(ankles[1] - shoulders[1])


def _claim(person: Person, image_size_px: tuple[int, int]) -> float:
    """Return dips, plus a share below 1 for being large, there for long, and in the middle."""
    width, height = image_size_px
    large = min(float(np.median(person.size_px)) / height, 1.0)
    middle = 1.0 - abs(float(np.median(person.place_px[:, 0])) / width - 0.5)
    seen = len(person.sightings) / (len(person.sightings) + 20)
    return len(person.dips()) + large * middle * seen


def _rivals(lifter: Person, other: Person) -> bool:
    dips, others = lifter.dips(), other.dips()
    if len(others) < max(2.0, AS_MANY * len(dips)):
        return False
    sizes = sorted(float(np.median(person.size_px)) for person in (lifter, other))
    together = sum(
        any(dip.start_s < another.end_s and another.start_s < dip.end_s for another in others)
        for dip in dips
    )
    return sizes[0] >= AS_LARGE * sizes[1] and together >= max(2.0, AS_MANY * len(dips))
