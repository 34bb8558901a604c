"""The published page: the words of the template, the tables of the rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.pronation.absolute import Rows, guessed, unguessed
from benchmarks.pronation.looking import HEIGHTS_PX
from kneecave.kinematics.foot_roll import spread_deg
from kneecave.model.arrays import FloatArray

_TEMPLATE = Path(__file__).with_name("page.md.txt")
_VIEWS = ((False, "front"), (True, "rear"))
_FEET = ((False, "in shoes"), (True, "barefoot"))
_Row = dict[str, Any]
_ANKLE_HEIGHT, _SENSITIVITY = 0.20, 0.5
"""As in `kneecave.kinematics.standing`."""


def page(rows: Rows) -> str:
    """Return the page with its tables."""
    text = _TEMPLATE.read_text(encoding="utf-8")
    tables: dict[str, Callable[[Rows], str]] = {
        "{{change}}": change_table,
        "{{moments}}": moment_table,
        "{{sizes}}": size_table,
        "{{absolute}}": absolute_table,
        "{{joints}}": joints_table,
        "{{close_ups}}": close_ups,
        "{{coverage}}": coverage,
        "{{count}}": count,
    }
    for mark, table in tables.items():
        text = text.replace(mark, table(rows))
    return text


def count(rows: Rows) -> str:
    """Return what was looked at."""
    bodies, takes = ({row[key] for row in rows} for key in ("body", "take"))
    return f"{len(takes)} takes of {len(bodies)} bodies, {len(rows)} pictures of a foot"


def change_table(rows: Rows) -> str:
    """Return error and smallest detectable change by view, feet and bodies."""
    lines = [_HEAD.format("view | feet | bodies"), _RULE.format("---|---|---")]
    for tuning, bodies in ((True, "tuning"), (False, "test")):
        for behind, view in _VIEWS:
            for bare, feet in _FEET:
                chosen = _changed(rows, behind=behind, bare=bare, tuning=tuning)
                lines.append(f"| {view} | {feet} | {bodies} | {_errors(chosen)} |")
    return "\n".join(lines)


def moment_table(rows: Rows) -> str:
    """Return the same by what the person does, test bodies."""
    lines = [_HEAD.format("moment | view"), _RULE.format("---|---")]
    for moment in ("again", "standing roll", "clean squat", "squat"):
        for behind, view in _VIEWS:
            chosen = [
                row
                for row in _changed(rows, behind=behind, tuning=False)
                if row["moment"] == moment
            ]
            lines.append(f"| {_MOMENTS[moment]} | {view} | {_errors(chosen)} |")
    return "\n".join(lines)


def joints_table(rows: Rows) -> str:
    """Return the same for the change as the joints give it, test bodies."""
    lines = [_HEAD.format("view"), _RULE.format("---")]
    for behind, view in _VIEWS:
        chosen = _changed(with_drift(rows), behind=behind, tuning=False)
        lines.append(f"| {view} | {_errors(chosen, 'joints')} |")
    return "\n".join(lines)


def with_drift(rows: Rows) -> Rows:
    """Return the rows with the roll that the joints give: ankle against heel and toe.

    As the product's ``foot_drift_deg``: half of a true roll reaches the joints.
    """
    still = {
        (row["take"], row["leg"]): _over_foot(row)
        for row in rows
        if row["moment"] == "reference" and row["marks"]
    }
    out = []
    for row in rows:
        start = still.get((row["take"], row["leg"]))
        drift = None
        if row["marks"] and start is not None:
            share = np.clip((_over_foot(row) - start) / _ANKLE_HEIGHT, -1.0, 1.0)
            drift = float(np.degrees(np.arcsin(share))) / _SENSITIVITY
        out.append(row | {"roll": row["roll"] | {"joints": drift}})
    return out


def _over_foot(row: _Row) -> float:
    """Return how far the ankle lies inside the middle of heel and toe, shank lengths."""
    return 0.5 * float(row["marks"][2] + row["marks"][4])


def close_ups(rows: Rows) -> str:
    """Return in how many close-ups of the legs anybody was found."""
    seen = {row["take"]: bool(row["close_up"]) for row in rows}
    return f"{sum(seen.values())} of {len(seen)}"


def coverage(rows: Rows) -> str:
    """Return how often the stated 90 % interval holds the truth, test bodies, by view."""
    told = []
    for behind, view in _VIEWS:
        chosen = _changed(rows, behind=behind, tuning=False)
        found = [row for row in chosen if row["roll"][str(HEIGHTS_PX[0])] is not None]
        roll = np.array([row["roll"][str(HEIGHTS_PX[0])] for row in found])
        truth = np.array([row["change"] for row in found])
        held = np.abs(roll - truth) <= 1.645 * spread_deg(roll, behind=behind)
        told.append(f"{held.mean():.0%} of {len(held)} ({view})")
    return " and ".join(told)


def size_table(rows: Rows) -> str:
    """Return the same by picture height, test bodies."""
    lines = [_HEAD.format("picture | shank | view"), _RULE.format("---|---|---")]
    for height in HEIGHTS_PX:
        for behind, view in _VIEWS:
            chosen = _changed(rows, behind=behind, tuning=False)
            shank = float(np.median([row["shank_px"] for row in chosen])) if chosen else np.nan
            size = f"{round(height * 9 / 16)}x{height} | {shank * height / HEIGHTS_PX[0]:.0f} px"
            lines.append(f"| {size} | {view} | {_errors(chosen, str(height))} |")
    return "\n".join(lines)


def absolute_table(rows: Rows) -> str:
    """Return how well the standing angle itself is told, test bodies."""
    lines = [
        "| view | feet | from | feet looked at | mean error | everybody the same | r |",
        "|---|---|---|---|---|---|---|",
    ]
    for behind, view in _VIEWS:
        for bare, feet in _FEET:
            chosen = [row for row in rows if row["behind"] == behind and row["bare"] == bare]
            for source, name in (("marks", "joints"), ("edges", "outline")):
                truth, guess = guessed(chosen, source)
                if not len(truth):
                    continue
                none = float(np.abs(np.subtract(*unguessed(chosen, source))).mean())
                error = float(np.abs(guess - truth).mean())
                r = float(np.corrcoef(truth, guess)[0, 1])
                lines.append(
                    f"| {view} | {feet} | {name} | {len(truth)} | {error:.1f} | {none:.1f} | "
                    f"{r:.2f} |"
                )
    return "\n".join(lines)


_MOMENTS = {
    "again": "standing again",
    "standing roll": "rolled while standing",
    "clean squat": "clean squat",
    "squat": "squat with cave and roll",
}
_HEAD = "| {} | readings | lost | mean error | bias | 90 % within | detectable change |"
_RULE = "|{}|---|---|---|---|---|---|"


def _changed(
    rows: Rows, *, behind: bool, bare: bool | None = None, tuning: bool | None = None
) -> list[_Row]:
    return [
        row
        for row in rows
        if row["moment"] != "reference"
        and row["behind"] == behind
        and bare in (None, row["bare"])
        and tuning in (None, row["tuning"])
    ]


def _errors(rows: list[_Row], height: str = str(HEIGHTS_PX[0])) -> str:
    """Return the columns after the first ones; errors in degrees."""
    found = [row for row in rows if row["roll"][height] is not None]
    if not found:
        return "0 | – | – | – | – | –"
    error = np.array([row["roll"][height] - row["change"] for row in found])
    lost = 1 - len(found) / len(rows)
    size: FloatArray = np.abs(error)
    return (
        f"{len(found)} | {lost:.0%} | {size.mean():.1f} | {error.mean():+.1f} | "
        f"{np.percentile(size, 90):.1f} | {1.96 * np.sqrt(2) * error.std():.1f} |"
    ).removesuffix(" |")
