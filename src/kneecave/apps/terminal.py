"""An analysis as a table in the terminal."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kneecave.model.analysis import Analysis
from kneecave.model.body import Leg
from kneecave.model.rep import Rep
from kneecave.model.verdict import RepVerdict, Unmeasurable, Verdict, Word, word_of
from kneecave.outputs import names, numbers
from kneecave.outputs.words import headline, lead

GLYPHS = {Word.CLEAR: "✓", Word.WATCH: "▲", Word.CAVE: "◆", Word.UNMEASURABLE: "◌"}
STYLES = {
    Word.CLEAR: "green",
    Word.WATCH: "yellow",
    Word.CAVE: "bold red",
    Word.UNMEASURABLE: "dim",
}


def print_analysis(analysis: Analysis, folder: Path) -> None:
    """Print the answer, a table of the reps, and where the report lies, on stdout."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(analysis.clip.name, style="bold"))
    console.print(Text(headline(analysis), style="bold"))
    for told in lead(analysis):
        console.print(Text(told))
    if analysis.reps:
        console.print(_table(analysis, plain=not console.is_terminal))
    for note in analysis.notes:
        console.print(Text(f"{note.kind.value.capitalize()}: {note.text}", style="dim"))
    console.print(Text(f"Results: {folder}"))
    console.print()


def _table(analysis: Analysis, *, plain: bool) -> Table:
    table = Table(box=None if plain else box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Rep", justify="right")
    table.add_column("Bottom", justify="right")
    if any(rep.rep.lead_leg for rep in analysis.reps):
        table.add_column("Lead leg")
    for leg in Leg:
        table.add_column(f"{leg.value.capitalize()} knee ({names.METRICS[analysis.metric]})")
    for rep in analysis.reps:
        table.add_row(*_row(analysis, rep, lead=len(table.columns) == 5))
    return table


def _row(analysis: Analysis, verdict: RepVerdict, *, lead: bool) -> list[str | Text]:
    rep: Rep = verdict.rep
    cells: list[str | Text] = [str(rep.number), numbers.seconds(rep.bottom_s)]
    if lead:
        cells.append(rep.lead_leg.value if rep.lead_leg else "–")
    return cells + [_cell(analysis, verdict.legs[leg]) for leg in Leg]


def _cell(analysis: Analysis, verdict: Verdict) -> Text:
    """Return glyph, word, and the number with its spread or the reason."""
    word = word_of(verdict)
    text = f"{GLYPHS[word]} {names.WORDS[word]}"
    if isinstance(verdict, Unmeasurable):
        text += f", {names.REASONS[verdict.reason]}"
    else:
        unit = numbers.unit_of(analysis.metric)
        peak = verdict.peak
        amount = numbers.with_spread(peak.value, peak.spread, unit)
        text = f"{text:<7}  {amount} {names.PHASES[peak.phase]}, {numbers.seconds(peak.time_s)}"
    return Text(text, style=STYLES[word])
