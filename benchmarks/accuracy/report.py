"""docs/accuracy.md: a text with the measured tables in it, plots and rows beside it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.accuracy import error_tables, real, real_tables, verdict_tables, view_tables
from benchmarks.accuracy.designs import HEAVY, Part, Set
from benchmarks.accuracy.failures import failures
from benchmarks.accuracy.landmarks import Landmarks, Made
from benchmarks.accuracy.must_hold import Claim, claims
from benchmarks.accuracy.plots import write_plots
from benchmarks.accuracy.results import Results
from benchmarks.accuracy.row_files import write_rows
from benchmarks.accuracy.running import Plan, evaluate
from benchmarks.accuracy.tables import Table, part_of

_HERE = Path(__file__).parent


def write_report(plan: Plan, docs: Path) -> Path:
    """Write ``accuracy.md`` and the folder ``accuracy`` from results that are there.

    The test set is reported; the tuning set stands beside it in one table.
    """
    landmarks = Landmarks(plan.cache)
    results = evaluate(plan)
    test = results.where(lambda clip: clip.set == Set.TEST)
    tuning = results.where(lambda clip: clip.set == Set.TUNING)
    if not test.rows:
        raise SystemExit("nothing of the test set is there yet; run `landmarks` first")
    folder = docs / "accuracy"
    write_plots(test, folder)
    write_rows(folder / "clips.csv", [row.clip for row in results.rows])
    heavy = results.where(lambda clip: clip.model == HEAVY)
    write_rows(folder / "leg_reps.csv", heavy.legs)
    seen = [made for design in plan.designs if (made := landmarks.made(design))]
    evidence = real.load_evidence(folder / "real.json")
    text = _template().render(
        real=real_tables.tables(evidence) if evidence else (),
        must_hold=_must_hold(claims(test), claims(tuning)),
        makeup=view_tables.makeup(test),
        tables=tables(test),
        beyond=len(test.part(Part.SQUATS).clips) - len(test.squats().clips),
        clips=len(test.part(*Part).clips),
        minutes=_minutes(seen),
    )
    return write_whole(docs / "accuracy.md", text)


def _minutes(seen: list[Made]) -> float:
    """Return how long two cores would take for all clips, by the median clip."""
    each_s = median((made.film_s + made.see_s) / made.frames for made in seen)
    return each_s * sum(made.frames for made in seen) / 2 / 60


def tables(results: Results) -> dict[str, Table]:
    """Return every table of the text by its name there."""
    return {
        "by_yaw": error_tables.by_yaw(results),
        "by_flexion": error_tables.by_flexion(results),
        "by_leg": error_tables.by_leg(results),
        "by_truth": error_tables.by_truth(results),
        "by_body": error_tables.by_body(results),
        "by_model": error_tables.by_model(results),
        "agreement": error_tables.agreement(results),
        "coverages": error_tables.coverages(results),
        "by_size": verdict_tables.by_size(results),
        "by_phase": verdict_tables.by_phase(results),
        "lasting": verdict_tables.lasting(results),
        "by_toe_out": verdict_tables.by_toe_out(results),
        "by_movement": verdict_tables.by_movement(results),
        "by_picture": verdict_tables.by_picture(results),
        "by_thing": verdict_tables.by_thing(results),
        "camera_yaw": view_tables.by_yaw(results),
        "lasting_yaw": view_tables.lasting_yaw(results),
        "failures": failures(results),
        "refusals": view_tables.refusals(results),
    }


def _must_hold(test: Sequence[Claim], tuning: Sequence[Claim]) -> Table:
    rows = [
        (
            one.what,
            one.required,
            one.naive,
            one.reached,
            "yes" if one.holds else "**no**",
            other.reached,
        )
        for one, other in zip(test, tuning, strict=True)
    ]
    held = part_of(sum(one.holds for one in test), len(test))
    heads = ("what", "must reach", "naive", "reached, test people", f"holds ({held})")
    return Table((*heads, "tuning people"), tuple(rows))


def write_whole(path: Path, text: str) -> Path:
    """Write a text file so that it is never there by halves."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    return temporary.replace(path)


def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    return environment.get_template("accuracy.md.jinja")
