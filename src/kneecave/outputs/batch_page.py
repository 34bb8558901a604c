"""A batch as one HTML page: it needs nothing beside itself but the pictures and reports it links.

The rows stand in the page as JSON, and a small script of its own shows a hundred at a time, so that
thousands of clips stay quick.  The page's size is bounded: of very many clips it holds those that
stand out most, and says so.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kneecave.model.batch import ClipRow, FailureKind, LegRow, RepRow
from kneecave.model.body import Leg
from kneecave.model.verdict import Metric, Word
from kneecave.outputs import names, numbers, words
from kneecave.outputs.batch_columns import word_on
from kneecave.outputs.batch_rows import Collected
from kneecave.outputs.numbers import Unit
from kneecave.outputs.sections import Fact

FILES = {"csv": "CSV", "jsonl": "JSON Lines", "parquet": "Parquet"}
FAILURES = {
    FailureKind.UNREADABLE: "Cannot be read",
    FailureKind.NOTHING_FOUND: "Nobody, or no rep",
    FailureKind.AMBIGUOUS: "Several people",
    FailureKind.NOT_WRITTEN: "Could not be written",
    FailureKind.UNEXPECTED: "Unexpected error",
    FailureKind.CRASHED: "Crashed",
    FailureKind.TOO_SLOW: "Took too long",
    FailureKind.OUT_OF_MEMORY: "Too little memory",
}
_LETTERS = {Word.CLEAR: "c", Word.WATCH: "w", Word.CAVE: "v", Word.UNMEASURABLE: "u"}
_FLAGS = (Word.CAVE, Word.WATCH, Word.CLEAR, Word.UNMEASURABLE)


def render(collected: Collected, files: Sequence[str]) -> str:
    """Return the page; ``files`` are the names of the summary's other files beside it."""
    environment = _environment()
    script = environment.get_template("batch.js").render()
    rows = collected.shown
    data = {
        "clips": [_clip(row) for row in rows],
        "failed": [_failed(row) for row in collected.failed],
    }
    return environment.get_template("batch.html").render(
        tagline=words.TAGLINE,
        headline=headline(collected),
        lead=lead(collected),
        facts=_facts(collected),
        files=[(name, FILES[name.rpartition(".")[2]]) for name in files],
        flags=[(word.value, names.WORDS[word], collected.words[word]) for word in _FLAGS],
        failed=collected.failures.total(),
        reasons=[(FAILURES[kind], count) for kind, count in _ordered(collected)],
        kept=None if len(rows) == collected.analysed else _count(len(rows)),
        kept_failed=_kept_failed(collected),
        analysed=_count(collected.analysed),
        people=bool(collected.people),
        notice=words.NOTICE,
        data=Markup(_json(data)),
        script=Markup(script),
        script_hash=b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
    )


def headline(collected: Collected) -> str:
    """Return the answer in one sentence, with counts of the clips that could be judged."""
    whole, caves = collected.analysed, collected.words[Word.CAVE]
    judged = whole - collected.words[Word.UNMEASURABLE]
    if not whole:
        return "No clip could be analysed."
    if not judged:
        return "No clip could be judged."
    among = _clips(whole) if judged == whole else f"the {_clips(judged)} that could be judged"
    if not caves:
        return f"No knee cave in {among}."
    return f"In {_count(caves)} of {among} a knee caved in."


def lead(collected: Collected) -> str:
    """Return how the other clips stand, and how many have no answer."""
    found = collected.words
    told = [
        f"{_count(found[word])} {name}"
        for word, name in (
            (Word.WATCH, "to watch"),
            (Word.CLEAR, "clear"),
            (Word.UNMEASURABLE, "unmeasurable"),
        )
        if found[word]
    ]
    sentences = [f"{names.listed(told)}."] if told else []
    if failed := collected.failures.total():
        have = "has" if failed == 1 else "have"
        sentences.append(f"{_clips(failed)} {have} no answer; the reasons are at the end.")
    return " ".join(sentences)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("kneecave.outputs", "templates"),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _facts(collected: Collected) -> list[Fact]:
    found = [Fact("Clips", _count(collected.analysed + collected.failures.total()))]
    if collected.people:
        found.append(Fact("People", _count(len(collected.people))))
    if collected.sessions:
        found.append(Fact("Sessions", _count(len(collected.sessions))))
    if collected.reps:
        found.append(Fact("Reps", _count(collected.reps)))
    signals = [names.METRICS[Metric(metric)] for metric in sorted(collected.metrics)]
    several = (
        ("Signal", signals),
        ("Pose", sorted(collected.models)),
        ("kneecave", sorted(collected.versions)),
    )
    return [*found, *(Fact(name, ", ".join(those)) for name, those in several if those)]


def _ordered(collected: Collected) -> list[tuple[FailureKind, int]]:
    order = list(FailureKind)
    return sorted(collected.failures.items(), key=lambda one: (-one[1], order.index(one[0])))


def _kept_failed(collected: Collected) -> str | None:
    kept = len(collected.failed)
    return None if kept == collected.failures.total() else _count(kept)


def _clip(row: ClipRow) -> list[Any]:
    """Return a row as the script reads it; texts of numbers are made here."""
    unit = numbers.unit_of(row.metric)
    return [
        _plain(row.clip),
        _plain(row.person),
        _plain(row.session),
        (row.word or Word.UNMEASURABLE).value,
        _what(row),
        row.refusal_detail or row.headline,
        _leg(row, row.left, Leg.LEFT, unit),
        _leg(row, row.right, Leg.RIGHT, unit),
        _difference(row, unit),
        row.metric.inward,
        row.report,
        row.thumbnail,
        "".join(_rep(rep) for rep in row.reps),
        row.reps[0].number if row.reps else 1,
    ]


def _leg(row: ClipRow, leg: LegRow | None, side: Leg, unit: Unit) -> list[Any] | None:
    """Return word, peak, spread, limit, their texts, and in how many reps the knee caved."""
    if leg is None:
        return None
    if leg.peak is None or leg.spread is None or leg.limit is None:
        return [leg.word.value, _unjudged(row, side)]
    return [
        leg.word.value,
        leg.peak,
        leg.spread,
        leg.limit,
        numbers.number(leg.peak, unit),
        numbers.spread(leg.spread, unit),
        f"limit {numbers.limit(leg.limit, unit)}",
        reps_told(row, side),
    ]


def reps_told(row: ClipRow, side: Leg) -> str:
    """Return in how many of its judged reps a knee caved; ``in front`` if it led in all of them."""
    judged = [rep for rep in row.reps if word_on(rep, side) is not Word.UNMEASURABLE]
    found = Counter(word_on(rep, side) for rep in judged)
    leads = {rep.lead_leg for rep in judged} == {side}
    on_one_leg = row.movement in names.ON_ONE_LEG
    where = "" if not leads else " on this leg" if on_one_leg else " in front"
    told = f"{len(judged)} {'rep' if len(judged) == 1 else 'reps'}{where}"
    if found[Word.CAVE]:
        return f"{found[Word.CAVE]} of {told} caved"
    return f"{told}, {found[Word.WATCH]} to watch" if found[Word.WATCH] else f"{told}, none caved"


def _unjudged(row: ClipRow, side: Leg) -> str:
    """Return why a leg has no number, where that lies in the movement."""
    if not row.reps or {rep.lead_leg for rep in row.reps} != {side.other}:
        return ""
    return "never the standing leg" if row.movement in names.ON_ONE_LEG else "never in front"


def _difference(row: ClipRow, unit: Unit) -> list[Any] | None:
    """Return how many spreads the legs differ by, the difference as text, and its side."""
    value, spread = row.difference, row.difference_spread
    if value is None or not spread or row.metric is Metric.KASR:
        return None
    side = ""
    if abs(value) > spread:
        side = f"{(Leg.LEFT if value > 0 else Leg.RIGHT).value} further inside"
    return [
        abs(value) / spread,
        numbers.with_spread(abs(value), spread, unit),
        side or "within the spread",
    ]


def _rep(rep: RepRow) -> str:
    """Return a rep in three letters: lead leg, word on the left, word on the right."""
    lead_leg = "-" if rep.lead_leg is None else rep.lead_leg.value[0]
    return lead_leg + _LETTERS[rep.left] + _LETTERS[rep.right]


def _what(row: ClipRow) -> str:
    kind = ("rep", "reps") if row.movement is None else names.MOVEMENTS[row.movement]
    return names.counted(len(row.reps), kind)


def _failed(row: ClipRow) -> list[Any]:
    assert row.failure is not None, "only rows of failures are collected as such"
    return [
        _plain(row.clip),
        _plain(row.person),
        _plain(row.session),
        FAILURES[row.failure.kind],
        row.failure.message,
        row.report,
    ]


def _json(data: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _plain(text: str | None) -> str | None:
    """Return the text with ``?`` for letters that UTF-8 cannot hold."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")


def _clips(count: int) -> str:
    return f"{_count(count)} {'clip' if count == 1 else 'clips'}"


def _count(count: int) -> str:
    """Return a count with thin spaces between thousands."""
    return f"{count:,}".replace(",", "\u2009")
