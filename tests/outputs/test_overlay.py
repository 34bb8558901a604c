from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kneecave.model.arrays import ImageBgr
from kneecave.model.body import Joint, Leg
from kneecave.model.clip import Frame
from kneecave.model.pose_track import PoseTrack
from kneecave.model.signals import Estimate
from kneecave.outputs.overlay import Overlay, frame_at
from kneecave.outputs.overlay_legs import KNEE_RADIUS
from kneecave.outputs.overlay_story import Show, knee_story
from kneecave.outputs.overlay_strip import ABOVE_FEET, strip_height_px
from kneecave.outputs.palette import BELOW, INK, VERDICT
from tests.outputs.analyses import STORIES, make_analysis, make_track

SIZES = [(720, 960), (640, 360), (360, 640), (1080, 1920), (1920, 1080), (855, 481), (321, 577)]
TINY = [(256, 144), (180, 319)]


def picture(size_px: tuple[int, int], *, seed: int = 3) -> ImageBgr:
    """Return a picture of noise, in which nothing can be drawn unnoticed."""
    noise = np.random.default_rng(seed).integers(40, 200, (size_px[1], size_px[0], 3))
    return noise.astype(np.uint8)


def frame(track: PoseTrack, k: int, image: ImageBgr | None = None) -> Frame:
    shown = picture(track.image_size_px) if image is None else image
    return Frame(k, float(track.time_s[k]), shown)


def lifted(track: PoseTrack, up_px: float) -> PoseTrack:
    return replace(track, xy_px=track.xy_px - [0.0, up_px])


@pytest.mark.parametrize("kind", sorted(STORIES))
@pytest.mark.parametrize("size_px", [(640, 360), (256, 144)])
def test_every_story_is_drawn_at_the_promised_even_size(
    kind: str, size_px: tuple[int, int]
) -> None:
    track = make_track(kind, size_px=size_px)
    overlay = Overlay(make_analysis(kind, size_px=size_px), track, blur_face=True)
    image = picture(size_px)
    for k in range(0, len(track.time_s), 29):
        drawn = overlay.draw(frame(track, k, image))
        assert (drawn.shape[1], drawn.shape[0]) == overlay.size_px
        assert drawn.dtype == np.uint8
        assert drawn.flags.c_contiguous
    assert overlay.size_px[0] % 2 == overlay.size_px[1] % 2 == 0


@pytest.mark.parametrize("size_px", SIZES + TINY)
def test_draw_leaves_its_input_alone_and_does_not_depend_on_order(size_px: tuple[int, int]) -> None:
    track = make_track("cave", size_px=size_px)
    overlay = Overlay(make_analysis("cave", size_px=size_px), track)
    image = picture(size_px)
    before = image.copy()
    late = overlay.draw(frame(track, 200, image))
    early = overlay.draw(frame(track, 30, image))
    assert np.array_equal(image, before)
    assert np.array_equal(overlay.draw(frame(track, 200, image)), late)
    assert not np.array_equal(early, late)
    assert not np.shares_memory(early, image)


def test_odd_sizes_are_made_even_by_doubling_the_last_line() -> None:
    size_px = (321, 577)
    track = lifted(make_track("clear", size_px=size_px), 120)
    overlay = Overlay(make_analysis("clear", size_px=size_px), track)
    image = picture(size_px)
    drawn = overlay.draw(frame(track, 0, image))
    assert overlay.size_px == (322, 578)
    middle = slice(200, 260)
    assert np.array_equal(drawn[middle, 321], image[middle, 320])


@pytest.mark.parametrize("size_px", SIZES)
def test_the_strip_lies_over_the_picture_only_clear_of_every_foot(size_px: tuple[int, int]) -> None:
    unit = min(size_px) / 100
    height = strip_height_px(unit)
    track = make_track("cave", size_px=size_px)
    parts = [Joint.of(leg, part) for leg in Leg for part in ("heel", "foot_index", "ankle")]
    lowest = max(float(track.of(joint)[:, 1].max()) for joint in parts)
    line = size_px[1] - height - ABOVE_FEET * unit
    analysis = make_analysis("cave", size_px=size_px)
    even = size_px[1] + size_px[1] % 2
    over = Overlay(analysis, lifted(track, lowest - line + 0.5))
    below = Overlay(analysis, lifted(track, lowest - line - 0.5))
    assert over.size_px[1] == even
    assert below.size_px[1] == even + height
    assert height % 2 == 0


def test_a_strip_below_leaves_the_picture_above_it_whole() -> None:
    size_px = (640, 360)
    track = make_track("clear", size_px=size_px)
    overlay = Overlay(make_analysis("clear", size_px=size_px), track)
    image = picture(size_px)
    drawn = overlay.draw(frame(track, 0, image))
    assert overlay.size_px[1] > 360
    assert np.array_equal(drawn[340:360, :100], image[340:360, :100])
    assert np.array_equal(drawn[-1, 2], np.array(BELOW))


@pytest.mark.parametrize(
    ("kind", "size_px"),
    [
        *(("cave", size_px) for size_px in SIZES),
        *((kind, (720, 960)) for kind in ("watch", "clear", "refused", "lunge")),
    ],
)
def test_the_knee_ring_has_the_colour_of_what_is_said(kind: str, size_px: tuple[int, int]) -> None:
    analysis, track = make_analysis(kind, size_px=size_px), make_track(kind, size_px=size_px)
    overlay = Overlay(analysis, track)
    radius = KNEE_RADIUS * min(size_px) / 100
    story, image = knee_story(analysis, Leg.RIGHT), picture(size_px)
    seen = set()
    for k in range(8, len(track.time_s), 17):
        drawn = overlay.draw(frame(track, k, image))
        # the right leg's ring is drawn last, so nothing lies on it
        show = Show(story.show[k])
        x, y = track.of(Joint.RIGHT_KNEE)[k]
        turn = np.radians(np.arange(0, 360, 10))
        at = np.stack([x + radius * np.cos(turn), y + radius * np.sin(turn)], axis=1)
        around = [drawn[round(v), round(u)].astype(int) for u, v in at]
        wanted = np.array(INK if show.word is None else VERDICT[show.word])
        thin = show < Show.CLEAR or show == Show.UNMEASURED
        nearest = min(np.abs(pixel - wanted).max() for pixel in around)
        assert nearest <= (30 if thin else 2), (k, show)
        seen.add(show)
    assert len(seen) > 1 or kind == "refused"


def test_colours_are_those_of_the_frame_not_of_the_leg() -> None:
    analysis = make_analysis("cave")
    shows = {leg: set(knee_story(analysis, leg).show.tolist()) for leg in Leg}
    assert Show.CAVE in shows[Leg.LEFT]
    assert Show.CAVE in shows[Leg.RIGHT]
    assert Show.IDLE in shows[Leg.LEFT]


@pytest.mark.parametrize("size_px", [(720, 960), (1080, 1920), (640, 360)])
@pytest.mark.parametrize("k", [30, 112, 118])
def test_the_picture_away_from_what_is_drawn_is_unchanged(size_px: tuple[int, int], k: int) -> None:
    track = make_track("cave", size_px=size_px)
    overlay = Overlay(make_analysis("cave", size_px=size_px), track)
    image = picture(size_px)
    drawn = overlay.draw(frame(track, k, image))[: size_px[1]]
    unit = min(size_px) / 100
    untouched = np.ones((size_px[1], size_px[0]), dtype=bool)
    untouched[: round(18 * unit)] = False
    untouched[size_px[1] - strip_height_px(unit) - round(4 * unit) :] = False
    legs = [Joint.of(leg, part) for leg in Leg for part in ("hip", "knee", "ankle", "heel")]
    legs += [Joint.LEFT_FOOT_INDEX, Joint.RIGHT_FOOT_INDEX]
    points = np.array([track.of(joint)[k] for joint in legs])
    boxes = [
        np.concatenate([points.min(axis=0), points.max(axis=0)])
        + 5 * unit * np.array([-1, -1, 1, 1])
    ]
    for leg in Leg:
        box = overlay.labels.box(leg, k)
        if box is not None:
            boxes.append(box + np.array([-2, -2, 2, 2]))
    for x0, y0, x1, y1 in np.round(boxes).astype(int):
        untouched[max(y0, 0) : y1, max(x0, 0) : x1] = False
    assert untouched.mean() > 0.2
    assert np.array_equal(drawn[untouched], image[untouched])
    assert not np.array_equal(drawn, image)


def test_nothing_is_drawn_where_nobody_is_seen() -> None:
    track = make_track("clear")
    nobody = replace(track, xy_px=np.full_like(track.xy_px, np.nan))
    overlay = Overlay(make_analysis("no-rep"), _cut(nobody, "no-rep"))
    image = picture((720, 960))
    assert np.array_equal(overlay.draw(Frame(0, 0.0, image)), image)


def test_a_leg_that_is_lost_is_not_drawn() -> None:
    analysis, track = make_analysis("clear"), make_track("clear")
    points = track.xy_px.copy()
    for part in ("hip", "knee", "ankle", "heel", "foot_index"):
        points[30:40, track.joints.index(Joint.of(Leg.LEFT, part))] = np.nan
    overlay = Overlay(analysis, replace(track, xy_px=points))
    image = picture((720, 960))
    drawn = overlay.draw(frame(track, 35, image))
    left_side = slice(400, 760), slice(400, 560)
    assert np.array_equal(drawn[left_side], image[left_side])
    assert overlay.labels.box(Leg.LEFT, 35) is None
    right_side = slice(400, 760), slice(200, 330)
    assert not np.array_equal(drawn[right_side], image[right_side])


@pytest.mark.parametrize(
    ("kind", "spread", "same"), [("lunge", 0.8, True), ("clear", 9.0, True), ("clear", 0.8, False)]
)
def test_plumb_lines_lean_with_the_camera_only_where_its_roll_is_known(
    kind: str, spread: float, same: bool
) -> None:
    analysis, track = make_analysis(kind), make_track(kind)
    assert analysis.view is not None
    pictures = []
    for roll_deg in (0.0, 12.0):
        view = replace(analysis.view, roll_deg=Estimate(roll_deg, spread))
        pictures.append(Overlay(replace(analysis, view=view), track).draw(frame(track, 5)))
    assert np.array_equal(*pictures) is same


def test_a_frame_of_another_size_is_refused() -> None:
    track = make_track("clear")
    overlay = Overlay(make_analysis("clear"), track)
    with pytest.raises(ValueError, match="100x90 px in a clip of 720x960"):
        overlay.draw(Frame(0, 0.0, picture((100, 90))))


def test_frames_are_found_by_their_time() -> None:
    time_s = np.array([0.0, 0.1, 0.5, 0.52])
    assert [frame_at(time_s, at) for at in (-1.0, 0.04, 0.06, 0.31, 0.515, 9.0)] == [
        0,
        0,
        1,
        2,
        3,
        3,
    ]


def test_mirroring_the_person_mirrors_sides_and_keeps_letters() -> None:
    analysis, track = make_analysis("clear"), make_track("clear")
    mirrored = track.xy_px.copy()
    mirrored[..., 0] = 720 - mirrored[..., 0]
    overlay = Overlay(analysis, replace(track, xy_px=mirrored))
    plain = Overlay(analysis, track)
    k = 30 + int(np.argmax(knee_story(analysis, Leg.LEFT).show[30:] == Show.CLEAR))
    before, after = plain.labels.box(Leg.LEFT, k), overlay.labels.box(Leg.LEFT, k)
    assert before is not None
    assert after is not None
    assert np.allclose(720 - before[[2, 0]], after[[0, 2]], atol=1.0)
    assert np.allclose(before[[1, 3]], after[[1, 3]], atol=1.0)


def _cut(track: PoseTrack, kind: str) -> PoseTrack:
    """Return the track with as many frames as a story."""
    return track.only(slice(len(make_track(kind).time_s)))
