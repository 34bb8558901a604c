"""What a row of a batch's table holds, by column.

Times of the run are left out, so that the same clips give the same table, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from kneecave.model.batch import ClipRow, Failure, LegRow, RepRow
from kneecave.model.body import Leg
from kneecave.model.verdict import Word

Cell: TypeAlias = str | int | float | tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the type of what it holds, and how that is read off a row."""

    name: str
    kind: type[str] | type[int] | type[float] | type[tuple[int, ...]]
    read: Callable[[ClipRow], Cell]


def columns() -> tuple[Column, ...]:
    """Return the columns in their order."""
    return (
        Column("clip", str, lambda row: row.clip),
        Column("person", str, lambda row: row.person),
        Column("session", str, lambda row: row.session),
        Column("status", str, lambda row: row.status.value),
        Column("verdict", str, lambda row: row.word and row.word.value),
        Column("movement", str, lambda row: row.movement and row.movement.value),
        Column("reps", int, lambda row: None if row.word is None else len(row.reps)),
        Column("cave_reps", tuple, lambda row: row.cave_reps),
        Column("watch_reps", tuple, lambda row: row.watch_reps),
        *_of_leg(Leg.LEFT, lambda row: row.left),
        *_of_leg(Leg.RIGHT, lambda row: row.right),
        Column("difference", float, lambda row: row.difference),
        Column("difference_spread", float, lambda row: row.difference_spread),
        *_of_lead(Leg.LEFT),
        *_of_lead(Leg.RIGHT),
        Column("metric", str, lambda row: row.metric.value),
        Column("view", str, lambda row: row.view and row.view.value),
        Column("yaw_deg", float, lambda row: row.yaw_deg),
        Column("yaw_spread_deg", float, lambda row: row.yaw_spread_deg),
        Column("headline", str, lambda row: row.headline or None),
        Column("reason", str, lambda row: row.refusal and row.refusal.value),
        Column("detail", str, lambda row: row.refusal_detail),
        Column("failure", str, lambda row: _failure(row, lambda one: one.kind.value)),
        Column("exit_code", int, lambda row: _failure(row, lambda one: one.exit_code)),
        Column("message", str, lambda row: _failure(row, lambda one: one.message)),
        Column("duration_s", float, lambda row: row.duration_s),
        Column("frames", int, lambda row: row.frames),
        Column("size_bytes", int, lambda row: row.size_bytes),
        Column("report", str, lambda row: row.report),
        Column("video", str, lambda row: row.video),
        Column("thumbnail", str, lambda row: row.thumbnail),
        Column("pose_model", str, lambda row: row.model),
        Column("kneecave", str, lambda row: row.version),
        Column("settings", str, lambda row: row.settings),
        Column("content", str, lambda row: row.content or None),
    )


def lead_reps(row: ClipRow, leg: Leg) -> list[RepRow]:
    """Return the reps in which a leg is in front, or works alone."""
    return [rep for rep in row.reps if rep.lead_leg is leg]


def word_on(rep: RepRow, leg: Leg) -> Word:
    """Return a rep's word on one leg."""
    return rep.left if leg is Leg.LEFT else rep.right


def _failure(row: ClipRow, read: Callable[[Failure], Cell]) -> Cell:
    return None if row.failure is None else read(row.failure)


def _of_leg(leg: Leg, at: Callable[[ClipRow], LegRow | None]) -> Iterator[Column]:
    def column(name: str, kind: type, read: Callable[[LegRow], Cell]) -> Column:
        def of_row(row: ClipRow) -> Cell:
            found = at(row)
            return None if found is None else read(found)

        return Column(f"{leg.value}_{name}", kind, of_row)

    yield column("verdict", str, lambda found: found.word.value)
    yield column("peak", float, lambda found: found.peak)
    yield column("spread", float, lambda found: found.spread)
    yield column("limit", float, lambda found: found.limit)
    yield column("worst_rep", int, lambda found: found.worst_rep)
    yield column("cave_reps", tuple, lambda found: found.cave_reps)
    yield column("watch_reps", tuple, lambda found: found.watch_reps)


def _of_lead(leg: Leg) -> Iterator[Column]:
    """Give the reps with this leg in front, and in how many of those its own knee caved."""
    yield Column(f"{leg.value}_lead_reps", int, lambda row: len(lead_reps(row, leg)))
    yield Column(
        f"{leg.value}_lead_caves",
        int,
        lambda row: sum(word_on(rep, leg) is Word.CAVE for rep in lead_reps(row, leg)),
    )
