"""How far the work is, with the time left, on a terminal's stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache

from kneecave.pipeline import Progress, Stage, unheard


@contextmanager
def progress_on_stderr(name: str, *, quiet: bool) -> Iterator[Progress]:
    """Show one bar per stage while the block runs; nothing where stderr is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield unheard
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    with Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("frames,"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
    ) as bars:
        tasks = {}

        def show(stage: Stage, done: int, total: int | None, /) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(f"{name}: {stage.value}")
            if done == 1:
                bars.reset(tasks[stage])
            bars.update(tasks[stage], completed=done, total=total)

        yield show


@contextmanager
def meanwhile(work: Callable[[], object], progress: Progress) -> Iterator[Progress]:
    """Give the same progress, whose first news starts some work in a thread; waits for its end.

    What goes wrong with the work is not told.
    """
    with ThreadPoolExecutor(1) as beside:
        start = cache(lambda: beside.submit(work))

        def told(stage: Stage, done: int, total: int | None, /) -> None:
            start()
            progress(stage, done, total)

        yield told
