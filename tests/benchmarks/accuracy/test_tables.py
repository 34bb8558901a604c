"""Tables of made-up results, whose every cell was worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import error_tables, real_tables, verdict_tables, view_tables
from benchmarks.accuracy.failures import failures
from benchmarks.accuracy.must_hold import claims
from benchmarks.accuracy.plots import PLOTS, write_plots
from benchmarks.accuracy.real import ClipsByEye, Evidence, Laboratory
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
    assert found["KOF peak: median"] == "+6.0"  # 1 and 11
    assert (found["naive flags"], found["raw FPPA peak: median"]) == ("50 %", "+9.5")  # 4 and 15
    assert found["raw FPPA peak: 95 %"] == "+14.4"


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
    naive = [refused[f"naive: {name}"] for name in ("answers", "MAE of yaw", "caves found")]
    assert naive == ["1 of 1", "78.0", "0 of 0"]
    answered = row(view_tables.refusals(results()), "yaw up to 25, whole body")
    assert answered["naive: clean leg-reps flagged"] == "1 of 2"
    behind = clip(expected="either", yaw_true_deg=179.0, yaw_naive_deg=-178.0)
    rear = view_tables.refusals(Results((ClipResult(behind, (), frames()),)))
    assert row(rear, "yaw 35; rear")["naive: MAE of yaw"] == "3.0"


def test_what_people_carry_stands_in_a_table_of_its_own() -> None:
    caves = (leg(planned_deg=8.0, varies=True, word="cave"), leg(leg="right", naive_peak_deg=12.0))
    made = Results(
        (
            ClipResult(clip("a", part="things", fault="band"), caves, frames()),
            ClipResult(
                clip(
                    "b",
                    part="things",
                    fault="barbell-deadlift",
                    movement="deadlift",
                    refusal="side-view",
                ),
                (leg(clip="b", word="unmeasurable"),),
                frames(),
            ),
        )
    )
    table = verdict_tables.by_thing(made)
    assert [cells[0] for cells in table.rows] == ["band", "barbell-deadlift"]
    band = row(table, "band")
    assert (band["answered"], band["caves of 5 deg and more found"]) == ("1", "1 of 1")
    assert band["clean leg-reps flagged"] == "0 (0 Cave) of 1"
    assert band["naive: found; clean flagged"] == "0; 1"
    lifted = row(table, "barbell-deadlift")
    assert (lifted["answered"], lifted["named right"]) == ("0", "0 of 1")


def test_no_naive_way_has_a_spread() -> None:
    for cells in error_tables.coverages(results()).rows:
        assert cells[-1] == "none given"


def test_real_people_stand_beside_the_naive_way() -> None:
    clips = ClipsByEye(
        clips=3,
        counts_exact=2,
        reps=9,
        clean=2,
        clean_said_clear=2,
        caved=1,
        caved_flagged=1,
        to_refuse=0,
        refused=0,
        naive_clean_said_clear=1,
        naive_caved_flagged=0,
    )
    laboratory = Laboratory(
        leg_reps=20,
        correct=10,
        correct_called_cave=0,
        correct_watched=1,
        knee_in=4,
        knee_in_flagged=4,
        error_median_deg=0.4,
        error_p90_deg=7.4,
        naive_correct_flagged=5,
        naive_knee_in_flagged=3,
        naive_error_median_deg=-6.0,
        naive_error_p90_deg=20.0,
    )
    by_eye, measured = real_tables.tables(Evidence(clips, laboratory))
    assert row(by_eye, "clean clips, all reps Clear")["naive"] == "1 of 2"
    assert row(measured, "correct reps called Cave")["naive"] == "5 of 10"
    error = row(measured, "KOF peak: 9 of 10 within, deg")
    assert (error["kneecave"], error["naive"]) == ("7.4", "20.0")


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
    assert failures(made).rows[0][4] == "0 of 1; 0 of 1"  # naive: 4 degrees in every leg-rep
