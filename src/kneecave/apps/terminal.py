"""An analysis as a table in the terminal."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kneecave.apps.terminal_coach import print_next
from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.rep import Phase
from kneecave.model.verdict import Unmeasurable, Verdict, Word, word_of
from kneecave.outputs import names, numbers
from kneecave.outputs.words import headline, lead

GLYPHS = {Word.CLEAR: "✓", Word.WATCH: "▲", Word.CAVE: "◆", Word.UNMEASURABLE: "◌"}
STYLES = {
    Word.CLEAR: "green",
    Word.WATCH: "yellow",
    Word.CAVE: "bold red",
    Word.UNMEASURABLE: "dim",
}
PHASES = {Phase.DESCENT: "down", Phase.BOTTOM: "bottom", Phase.ASCENT: "up"}


def print_analysis(analysis: Analysis, folder: Path | None) -> None:
    """Print the answer, a table of the reps, and where the results lie, on stdout."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(analysis.clip.name, style="bold"))
    console.print(Text(headline(analysis), style="bold"))
    for told in lead(analysis):
        console.print(Text(told))
    if analysis.reps:
        console.print(_table(analysis, plain=not console.is_terminal))
    print_next(console, analysis.advice.contributors, analysis.advice.trials)
    for note in analysis.notes:
        console.print(Text(f"{note.kind.value.capitalize()}: {note.text}", style="dim"))
    if folder is not None:
        console.print(Text(f"Results: {folder}"))
    console.print()


def _table(analysis: Analysis, *, plain: bool) -> Table:
    with_lead = any(rep.rep.lead_leg for rep in analysis.reps)
    table = Table(box=None if plain else box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Rep", justify="right", no_wrap=True, min_width=3)
    if with_lead:
        table.add_column("Lead")
    for leg in Leg:
        table.add_column(
            f"{leg.value.capitalize()}: {names.METRICS[analysis.metric]}", no_wrap=True
        )
    for judged in analysis.reps:
        lead_leg = judged.rep.lead_leg
        table.add_row(
            str(judged.rep.number),
            *([lead_leg.value if lead_leg else "–"] if with_lead else []),
            *(_cell(analysis, judged.legs[leg]) for leg in Leg),
        )
    return table


def _cell(analysis: Analysis, verdict: Verdict) -> Text:
    """Return glyph, word, and the peak with its spread and moment, or the reason."""
    word = word_of(verdict)
    text = f"{GLYPHS[word]} {names.WORDS[word]}"
    if isinstance(verdict, Unmeasurable):
        text += f", {names.REASONS[verdict.reason]}"
    else:
        peak = verdict.peak
        amount = numbers.with_spread(peak.value, peak.spread, numbers.unit_of(analysis.metric))
        text = f"{text:<7} {amount:>13}, {PHASES[peak.phase]} {numbers.seconds(peak.time_s)}"
    return Text(text, style=STYLES[word])
