"""Comparisons and histories as tables in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kneecave.model.change import Change, Comparison, Trend
from kneecave.model.session import Kept, Person, Session
from kneecave.model.verdict import Word
from kneecave.outputs import change_words as words
from kneecave.outputs import names
from kneecave.outputs.contributor_words import PROVES_NOTHING, contributor_sentence, why

GLYPHS = {
    Change.BETTER: "↓",
    Change.WORSE: "↑",
    Change.NO_REAL_CHANGE: "=",
    Change.UNMEASURABLE: "◌",
}
STYLES = {
    Change.BETTER: "green",
    Change.WORSE: "bold red",
    Change.NO_REAL_CHANGE: "default",
    Change.UNMEASURABLE: "dim",
}


def print_comparison(comparison: Comparison, *, page: Path | None) -> None:
    """Print the answer, each leg's levels, what is real and what a test means, on stdout."""
    console, metric = _console(), comparison.metric
    console.print(Text(f"{comparison.before.clip} → {comparison.after.clip}", style="bold"))
    console.print(Text(words.headline(comparison), style="bold"))
    table = _table(console, "", "Before", "After", "Change")
    for one in comparison.legs:
        table.add_row(
            words.title(one.movement, one.leg, metric),
            f"{words.level(one.before, metric)}",
            f"{words.level(one.after, metric)}",
            _change(one.change),
        )
    console.print(table)
    for one in comparison.legs:
        whose = words.title(one.movement, one.leg, metric)
        told = words.sentence(one, metric)
        console.print(Text(f"{whose}: {told[:1].lower()}{told[1:]}"))
        if one.meaning:
            console.print(Text(f"  {one.meaning}"))
    for known in comparison.contributors:
        console.print(Text(contributor_sentence(known), style="bold"))
        for sign in why(known):
            console.print(Text(f"  {sign}"))
    if comparison.contributors:
        console.print(Text(PROVES_NOTHING, style="dim"))
    for note in comparison.notes:
        console.print(Text(note, style="dim"))
    if page is not None:
        console.print(Text(f"Page: {page}"))


def print_people(people: Sequence[Person]) -> None:
    """Print everybody with their number of sessions and its span, on stdout."""
    console = _console()
    if not people:
        console.print("Nobody yet: kneecave analyze CLIP --save-as NAME keeps a session.")
        return
    table = _table(console, "Name", "Sessions", "First", "Last")
    for one in people:
        table.add_row(one.name, str(one.sessions), words.day(one.first), words.day(one.last))
    console.print(table)


def print_history(
    person: str, kept: Sequence[Kept], trends: Sequence[Trend], *, page: Path | None
) -> None:
    """Print a person's sessions and each leg's trend, on stdout."""
    console = _console()
    console.print(Text(f"{person}, {names.counted(len(kept), ('session', 'sessions'))}", "bold"))
    console.print(_sessions(console, kept))
    for trend in trends:
        whose = words.title(trend.movement, trend.leg, trend.metric)
        console.print(Text(f"{whose} ({names.METRICS[trend.metric]})", style="bold"))
        console.print(_trend(console, trend))
        console.print(Text(words.trend_sentence(trend)))
    if any(one.session.tried is not None for one in kept):
        console.print(Text(words.TESTS_LEFT_OUT, style="dim"))
    if page is not None:
        console.print(Text(f"Page: {page}"))


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)


def _table(console: Console, *titles: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for title in titles:
        table.add_column(title, no_wrap=True)
    return table


def _change(change: Change) -> Text:
    return Text(f"{GLYPHS[change]} {words.CHANGES[change]}", style=STYLES[change])


def _sessions(console: Console, kept: Sequence[Kept]) -> Table:
    table = _table(console, "Session", "When", "Clip", "Reps", "Caves", "Test")
    for one in kept:
        session = one.session
        caves = {result.rep for result in session.results if result.word is Word.CAVE}
        test = "" if session.tried is None else words.TESTS[session.tried]
        when = words.day_and_time(session.at)
        table.add_row(str(one.number), when, session.clip, _reps(session), str(len(caves)), test)
    return table


def _reps(session: Session) -> str:
    count = len({result.rep for result in session.results})
    kinds = [names.MOVEMENTS[movement] for movement in session.movements]
    return names.counted(count, kinds[0] if len(kinds) == 1 else ("rep", "reps"))


def _trend(console: Console, trend: Trend) -> Table:
    table = _table(console, "Session", "When", "Level", "Reps", "Since the first")
    for point in trend.points:
        since = Text("–") if point.difference is None else _change(point.difference.change)
        table.add_row(
            str(point.number),
            words.day(point.at),
            words.level(point.level, trend.metric),
            words.reps(point.level),
            since,
        )
    return table
