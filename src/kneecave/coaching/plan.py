"""A week of practice, with the weekly reps of each muscle group in its range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

from kneecave.coaching.programme import Item, Programme, programme
from kneecave.model.coaching import Contributor, Dose, Level, MuscleGroup, Origin, Plan, Volume
from kneecave.settings import Coaching

_USUAL_REPS = 10


def origin_of(contributors: Sequence[Contributor]) -> Origin:
    """Return what a plan for both legs is made for: what the legs agree on, or both."""
    known = {one.origin for one in contributors} - {Origin.UNDETERMINED}
    if not known:
        return Origin.UNDETERMINED
    return known.pop() if len(known) == 1 else Origin.BOTH


def make_plan(origin: Origin, wanted: Coaching, content: Programme | None = None) -> Plan:
    """Return the plan for an origin and what the person chose.

    Every muscle group's weekly reps lie in its range: :class:`Volume` refuses anything else.
    """
    content = content or programme()
    chosen = content.origins[origin]
    days, session, volumes = wanted.days_per_week, [], []
    for name, count in chosen.session.items():
        items = content.choices("session", name, wanted.equipment, wanted.level)[:count]
        group = content.group(name)
        doses = _dosed(items, group, wanted, content)
        session += doses
        volumes.append(Volume(group, days * sum(dose.sets * dose.reps for dose in doses)))
    texts = content.texts
    return Plan(
        origin=origin,
        sessions_a_week=days,
        weeks=math.ceil(texts.retest_sessions / days),
        warm_up=_warm_up(chosen.warm_up, wanted, content),
        session=tuple(session),
        volumes=tuple(volumes),
        progression=tuple(texts.progression),
        stop=texts.stop,
        retest=texts.retest.format(sessions=texts.retest_sessions),
    )


def _warm_up(groups: Sequence[str], wanted: Coaching, content: Programme) -> tuple[Dose, ...]:
    doses = []
    for name in groups:
        item = content.choices("warm-up", name, wanted.equipment, wanted.level)[0]
        doses.append(Dose(item.exercise, _sets(item, wanted.level), item.reps[0]))
    return tuple(doses)


def _sets(item: Item, level: Level) -> int:
    if item.sets is None:
        raise ValueError(f"{item.key} is no warm-up")
    return item.sets[level]


def _dosed(
    items: Sequence[Item], group: MuscleGroup, wanted: Coaching, content: Programme
) -> list[Dose]:
    """Return sets and reps that come nearest to the level's aim in the week, within the range.

    With as many of the exercises as that range allows.
    """
    aim = group.low + content.volume.share[wanted.level] * (group.high - group.low)
    for count in range(len(items), 0, -1):
        if best := _nearest(items[:count], aim, group, wanted.days_per_week, content):
            return best
    raise ValueError(f"{group.name}: no sets and reps reach {group.low}-{group.high} a week")


def _nearest(
    items: Sequence[Item], aim: float, group: MuscleGroup, days: int, content: Programme
) -> list[Dose]:
    """Return the best doses of all these exercises; none where the range cannot be met."""
    sets = range(1, content.volume.most_sets + 1)
    options = [[(s, r) for s in sets for r in range(i.reps[0], i.reps[1] + 1)] for i in items]
    alike = [option for option in product(*options) if len({s for s, _ in option}) == 1]
    within = [o for o in alike if group.low <= days * _reps(o) <= group.high]
    if not within:
        return []
    best = min(within, key=lambda option: _awkward(option, aim, group, days))
    return [Dose(item.exercise, sets, reps) for item, (sets, reps) in zip(items, best, strict=True)]


def _reps(option: Sequence[tuple[int, int]]) -> int:
    return sum(sets * reps for sets, reps in option)


def _awkward(option: Sequence[tuple[int, int]], aim: float, group: MuscleGroup, days: int) -> float:
    """Return how far a week lies from its aim, and how odd its sets are: two or three of ten."""
    off = abs(days * _reps(option) - aim) / (group.high - group.low)
    odd = sum(abs(reps - _USUAL_REPS) for _, reps in option)
    uneven = max(reps for _, reps in option) - min(reps for _, reps in option)
    single = option[0][0] == 1
    return off + 0.04 * odd + 0.04 * uneven + 0.2 * single
