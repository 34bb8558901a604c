from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.model.arrays import ImageBgr
from kneecave.model.body import Leg
from kneecave.model.verdict import RepVerdict, Word
from kneecave.outputs.overlay_hud import Hud
from kneecave.outputs.overlay_strip import Strip
from kneecave.outputs.palette import BELOW, INK, VERDICT
from tests.made_reps import rep_of
from tests.outputs.analyses import make_analysis, make_track

WIDTH, UNIT = 720, 7.2


def strip_of(kind: str, *, over: bool = False) -> Strip:
    return Strip(make_analysis(kind), width_px=WIDTH, unit_px=UNIT, over=over, limit_shown=True)


def drawn(strip: Strip, at_s: float, level: int = 90) -> ImageBgr:
    image = np.full((400, WIDTH, 3), level, np.uint8)
    strip.paint(image, at_s)
    return image


def close_to(image: ImageBgr, colour: tuple[int, int, int], within: int = 3) -> np.ndarray:
    """Return where the image has about this colour."""
    return np.abs(image.astype(int) - np.array(colour)).max(axis=2) <= within


def playhead(image: ImageBgr) -> float:
    """Return the column of the playhead: the whitest in the lanes."""
    lanes = close_to(image[-108:-30], INK, 40)
    return float(np.argmax(lanes.sum(axis=0)))


def changes(ink: np.ndarray) -> int:
    """Return how often ink begins and ends along the row where it does so most."""
    return int(np.count_nonzero(np.diff(ink.astype(int), axis=1), axis=1).max())


def test_it_draws_at_the_bottom_only() -> None:
    strip = strip_of("cave")
    image = drawn(strip, 5.0)
    assert (image[: 400 - strip.height_px] == 90).all()
    assert tuple(image[-1, 2]) == BELOW


def test_over_the_picture_it_lets_the_picture_through_and_fades_above() -> None:
    strip = strip_of("cave", over=True)
    dark, light = drawn(strip, 5.0, 0), drawn(strip, 5.0, 255)
    ground = light[-2, 2].astype(int) - dark[-2, 2].astype(int)
    assert (ground > 20).all()
    assert (ground < 80).all()
    top = 400 - strip.height_px - strip.fade_px
    assert (light[:top] == 255).all()
    column = light[top : 400 - strip.height_px, 2, 0].astype(int)
    assert (np.diff(column) <= 0).all()


def test_the_playhead_moves_with_time_from_end_to_end() -> None:
    analysis, strip = make_analysis("clear"), strip_of("clear")
    end_s = float(analysis.signals.time_s[-1])
    heads = [playhead(drawn(strip, share * end_s)) for share in (0.0, 0.25, 0.5, 1.0)]
    assert heads == sorted(heads)
    assert heads[0] == pytest.approx(6.4 * UNIT, abs=3)
    assert heads[-1] == pytest.approx(WIDTH - 6.6 * UNIT, abs=3)
    assert heads[1] == pytest.approx(heads[0] + 0.25 * (heads[-1] - heads[0]), abs=3)


def test_a_glyph_appears_when_its_peak_has_passed() -> None:
    analysis, strip = make_analysis("cave"), strip_of("cave")
    peaks = [v.peak for v in analysis.reps[1].legs.values() if hasattr(v, "peak")]
    before, after = min(p.time_s for p in peaks) - 0.05, max(p.time_s for p in peaks) + 0.4
    lanes = slice(-108, -30)
    marked = close_to(drawn(strip, after)[lanes], VERDICT[Word.CAVE], 2).sum()
    unmarked = close_to(drawn(strip, before)[lanes], VERDICT[Word.CAVE], 2).sum()
    assert marked > unmarked + 80


def test_many_peaks_long_past_stay_marked() -> None:
    analysis, strip = make_analysis("cave"), strip_of("cave")
    end_s = float(analysis.signals.time_s[-1])
    peak = analysis.reps[1].legs[Leg.LEFT].peak  # type: ignore[union-attr]
    now = drawn(strip, peak.time_s + 0.5)
    later = drawn(strip, end_s)
    x = 6.4 * UNIT + (WIDTH - 13.0 * UNIT) * peak.time_s / end_s
    about = slice(-108, -70), slice(round(x) - 6, round(x) + 7)
    assert np.array_equal(now[about], later[about])


def test_the_future_is_dimmer_than_the_past() -> None:
    strip = strip_of("clear")
    past, future = drawn(strip, 17.0), drawn(strip, 0.0)
    lanes = slice(-100, -40), slice(100, 600)
    assert future[lanes].mean() < 0.75 * past[lanes].mean()


def test_a_lane_that_cannot_be_measured_is_dashed() -> None:
    strip = strip_of("unmeasurable")
    image = drawn(strip, 17.0)
    lane = slice(-108 + 45, -30)
    grey = close_to(image[lane], VERDICT[Word.UNMEASURABLE], 12)
    assert changes(grey) > 40
    assert changes(close_to(image[-108 : -108 + 40], VERDICT[Word.UNMEASURABLE], 12)) < 25


def test_hundreds_of_reps_do_not_write_numbers_over_each_other() -> None:
    analysis = make_analysis("clear")
    first = analysis.reps[0]
    reps = []
    for number in range(1, 201):
        start = 0.5 + 0.08 * number
        rep = rep_of(number, first.rep.movement, None, start, start + 0.02, start + 0.06)
        reps.append(RepVerdict(rep, first.legs))
    many = replace(analysis, reps=tuple(reps))
    strip = Strip(many, width_px=WIDTH, unit_px=UNIT, over=False, limit_shown=True)
    digits = drawn(strip, 0.0)[-16:-2].max(axis=2) > 120
    empty = ~digits.any(axis=0)
    assert empty[60:650].mean() > 0.3


def test_the_counter_says_which_rep_and_how_many() -> None:
    analysis, track = make_analysis("clear"), make_track("clear")
    hud = Hud(analysis, track, unit_px=UNIT)
    corner = slice(0, 52), slice(0, 200)

    def at(time_s: float) -> ImageBgr:
        image = np.full((960, 720, 3), 90, np.uint8)
        hud.paint(image, int(np.argmin(np.abs(track.time_s - time_s))))
        return image

    rep1, later1, rep2 = at(1.0), at(2.0), at(4.6)
    assert np.array_equal(rep1[corner], later1[corner])
    assert not np.array_equal(rep1[corner], rep2[corner])
    chip = slice(20, 110), slice(460, 700)
    assert np.array_equal(at(0.2)[chip], rep1[chip])
    assert close_to(rep2[chip], VERDICT[Word.CLEAR], 3).sum() > 60


def test_signs_in_the_corners_give_way_to_knees_and_feet() -> None:
    analysis, track = make_analysis("clear"), make_track("clear")
    high = replace(track, xy_px=track.xy_px - [0.0, 560.0] + [220.0, 0.0])
    hud = Hud(analysis, high, unit_px=UNIT)
    x0, y0, x1, y1 = (round(v) for v in hud.boxes[1])
    image = np.full((960, 720, 3), 90, np.uint8)
    plain = image.copy()
    hud.paint(image, 200)
    Hud(analysis, track, unit_px=UNIT).paint(plain, 200)
    chip = slice(y0, y1), slice(x0, x1)
    assert close_to(plain[chip], VERDICT[Word.CLEAR], 3).any()
    assert not close_to(image[chip], VERDICT[Word.CLEAR], 3).any()
