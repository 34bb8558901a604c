"""Tables of made-up results, whose every cell was worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import error_tables, verdict_tables, view_tables
from benchmarks.accuracy.failures import failures
from benchmarks.accuracy.must_hold import claims
from benchmarks.accuracy.plots import PLOTS, write_plots
from benchmarks.accuracy.report import tables
from benchmarks.accuracy.results import Results
from benchmarks.accuracy.rows import ClipResult
from benchmarks.accuracy.tables import Table, degrees, percent, signed
from benchmarks.accuracy.words import clip_lines, in_columns
from tests.benchmarks.accuracy.made_up import clip, frames, leg, results


def row(table: Table, name: str) -> dict[str, str]:
    """Return the cells of the row of that name by their heads; a later head of a name wins."""
    found = next(cells for cells in table.rows if cells[0] == name)
    return dict(zip(table.heads, found, strict=True))


def test_a_row_must_fit_its_heads() -> None:
    with pytest.raises(ValueError, match="2 cells under 1 heads"):
        Table(("a",), (("b", "c"),))


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    table = Table(("who", "deg", "said"), (("anna", "1.0", "yes"), ("bo", "–", "no")))
    assert table.markdown().splitlines()[1] == "| --- | ---: | --- |"
    assert Table(("who", "deg"), ()).markdown().splitlines() == ["| who | deg |", "| ---: | ---: |"]


def test_numbers_in_words() -> None:
    assert [degrees(1.25), signed(-0.66), signed(2.0)] == ["1.2", "−0.7", "+2.0"]
    assert [percent(0.905), percent(float("nan")), degrees(float("nan"))] == ["90 %", "–", "–"]


def test_errors_by_yaw_leave_out_what_was_refused() -> None:
    cells = error_tables.by_yaw(results()).rows[0]
    assert cells[:2] == ("0–5", "40")
    assert cells[2:5] == ("2.0", "+2.0", "100 %")  # KOF 7 for 5, spread 2
    assert cells[5:9] == ("1.0", "+1.0", "100 %", "15.0")  # frontal -9 for -10; raw -25
    assert cells[9:] == ("3.0", "30.0")
    assert error_tables.by_yaw(results()).rows[3][1] == "0"


def test_errors_by_flexion_stand_in_their_own_bin() -> None:
    table = error_tables.by_flexion(results())
    assert row(table, "60–70")["leg-frames"] == "40"
    assert row(table, "50–60")["KOF: MAE"] == "–"


def test_caves_by_size_count_what_was_said() -> None:
    cells = verdict_tables.by_size(results()).rows[0]
    # two caves of 3-5 degrees: one found; of two clean leg-reps one is watched
    assert cells[:2] == ("3–5", "2")
    assert cells[2:5] == ("0.50", "0.50", "0.50")
    assert cells[5:8] == ("1.00", "0.50", "0.67")  # Cave alone
    assert cells[8:] == ("0.00", "0.00", "0.00")  # raw FPPA flags the clean one


def test_clean_leg_reps_by_toe_out() -> None:
    found = row(verdict_tables.by_toe_out(results()), "8–16")
    assert found["leg-reps"] == "2"
    assert [found[name] for name in ("Clear", "Watch", "Cave", "no answer")] == [
        "50 %", "50 %", "0 %", "0 %",
    ]  # fmt: skip


def test_caves_that_last_are_no_part_of_the_sizes() -> None:
    lasting = leg(permanent_deg=12.0, true_peak_deg=12.0, word="cave")
    made = Results((ClipResult(clip(), (lasting,), frames()),))
    assert verdict_tables.by_size(made).rows[-1][1] == "0"
    assert verdict_tables.lasting(made).rows == (
        ("standing and moving", "10 and more", "1", "0 %", "0 %", "100 %", "0 %", "0 %"),
    )


def test_yaw_and_refusals() -> None:
    yaw = row(view_tables.by_yaw(results()), "all")
    assert (yaw["MAE"], yaw["error / spread"], yaw["naive: MAE"]) == ("1.0", "1.00", "10.0")
    refused = row(view_tables.refusals(results()), "side, yaw beyond 40, feet cut off")
    assert (refused["answered"], refused["refused because"]) == ("0 of 1", "1 side-view")


def test_what_must_hold_is_compared_with_what_was_reached() -> None:
    found = {claim.what: claim for claim in claims(results())}
    assert len(found) == len(claims(results()))
    flexion = next(claim for what, claim in found.items() if what.startswith("knee flexion"))
    assert flexion.holds
    assert flexion.naive == "30.0 deg"
    mild = next(claim for what, claim in found.items() if what.startswith("mild"))
    assert not mild.holds
    assert mild.reached.startswith("0.50; 0.50")
    assert found["rep count"].holds
    lines = list(in_columns(claims(results())))
    assert len({line.index("required") for line in lines[:1]}) == 1
    assert sum(line.startswith("NO") for line in lines) == sum(not c.holds for c in found.values())


def test_a_line_for_each_clip() -> None:
    lines = list(clip_lines(results()))
    assert len(lines) == 3
    assert "l.1/0 rw11/0 l4C6/4 r4.2/4" in lines[1]
    assert "side-view" in lines[2]


def test_every_table_and_plot_can_be_made_of_little(tmp_path: Path) -> None:
    for table in tables(results()).values():
        assert all(len(cells) == len(table.heads) for cells in table.rows)
    names = write_plots(results(), tmp_path / "one")
    write_plots(results(), tmp_path / "two")
    assert set(names) == {f"{name}.svg" for name in PLOTS}
    for name in names:
        first = (tmp_path / "one" / name).read_bytes()
        assert first == (tmp_path / "two" / name).read_bytes()
        assert first.startswith(b"<?xml")


def test_times_count_once_for_a_rep_of_two_legs() -> None:
    late = tuple(leg(leg=side, bottom_error_s=0.3) for side in ("left", "right"))
    made = Results((ClipResult(clip(), late, frames()),))
    claim = next(c for c in claims(made) if c.what.startswith("bottom"))
    assert claim.reached == "0.0% of 1 within 0.1 s"
    assert not claim.holds
    assert np.isfinite(made.frames().values.kof_deg).all()


def test_every_failure_is_told() -> None:
    missed = leg(planned_deg=6.0, varies=True, word="clear")
    lasting = leg(number=3, permanent_deg=12.0, true_peak_deg=12.0, word="clear")
    late = leg(number=4, leg="right", bottom_error_s=-0.2)
    made = Results(
        (
            ClipResult(clip("test_a", reps_found=3), (missed, lasting, late), frames()),
            ClipResult(clip("test_b"), (leg(word="watch"),), frames()),
            ClipResult(
                clip("test_c", refusal="yaw-unclear"), (leg(word="unmeasurable"),), frames()
            ),
            ClipResult(clip("test_d", expected="refuse"), (leg(),), frames()),
            ClipResult(clip("test_e", expected="refuse", refusal="side-view"), (leg(),), frames()),
            ClipResult(clip("test_f"), (leg(), leg(planned_deg=4.0, varies=True)), frames()),
        )
    )
    assert [(cells[0], cells[3]) for cells in failures(made).rows] == [
        (
            "a",
            "3 reps instead of 2; bottom off by more than 0.1 s in 1; rep 1 left: cave of 6.0, "
            "clear; rep 3 left: lasting cave of 12.0, clear",
        ),
        ("b", "rep 1 left: clean, watch"),
        ("c", "refused: yaw-unclear"),
        ("d", "answered, but had to be refused"),
    ]
