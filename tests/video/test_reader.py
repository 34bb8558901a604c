from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from kneecave.errors import InputError
from kneecave.video.reader import open_video

QUIET_X265 = {"x265-params": "log-level=none"}
CODECS = [
    ("libx264", "clip.mp4", "yuv420p", "h264", {}),
    ("libx264", "clip.mov", "yuv444p", "h264", {}),
    ("libx264", "clip.ts", "yuv420p", "h264", {}),
    ("libx264", "clip.flv", "yuv420p", "h264", {}),
    ("libx264", "ten_bit.mp4", "yuv420p10le", "h264", {}),
    ("libx265", "clip.mp4", "yuv420p", "hevc", QUIET_X265),
    ("libx265", "ten_bit.mkv", "yuv420p10le", "hevc", QUIET_X265),
    ("libvpx", "clip.webm", "yuv420p", "vp8", {"crf": "10", "b": "4M"}),
    ("libvpx-vp9", "clip.webm", "yuv420p", "vp9", {"crf": "20"}),
    ("libsvtav1", "clip.mp4", "yuv420p", "av1", {"crf": "20", "preset": "10"}),
    ("libsvtav1", "ten_bit.webm", "yuv420p10le", "av1", {"crf": "20", "preset": "10"}),
    ("mjpeg", "clip.avi", "yuvj420p", "mjpeg", {"q": "2"}),
    ("mpeg4", "clip.avi", "yuv420p", "mpeg4", {"q": "2"}),
    ("mpeg2video", "clip.mpg", "yuv420p", "mpeg2video", {"q": "2"}),
    ("prores_ks", "clip.mov", "yuv422p10le", "prores", {}),
    ("gif", "clip.gif", "rgb8", "gif", {}),
    ("ffv1", "clip.mkv", "yuv420p", "ffv1", {}),
    ("rawvideo", "clip.avi", "yuv420p", "rawvideo", {}),
]


@pytest.mark.parametrize(("encoder", "name", "pix_fmt", "codec", "options"), CODECS)
def test_every_codec_gives_its_pictures_at_their_times(
    make_clip, picture, encoder, name, pix_fmt, codec, options
):
    clip = make_clip(name, codec=encoder, pix_fmt=pix_fmt, options=options, frames=10, rate_hz=25)
    with open_video(clip) as reader:
        frames = list(reader)
        info = reader.info
    assert [frame.index for frame in frames] == list(range(10))
    tick_s = 0.01 if codec == "gif" else 0.001
    np.testing.assert_allclose([f.time_s for f in frames], np.arange(10) / 25, atol=tick_s / 2)
    for frame in frames:
        off = np.abs(frame.image_bgr.astype(float) - picture(frame.index)).mean()
        assert off < (25 if codec == "gif" else 7)  # a GIF here has 256 colours, dithered
        assert frame.image_bgr.flags.c_contiguous
    assert (info.codec, info.frames, info.damaged_packets) == (codec, 10, 0)
    assert info.frame_rate_hz == pytest.approx(25, rel=0.01)
    assert not info.variable_rate


def test_variable_frame_rate_keeps_every_stamp_exactly(make_clip):
    stamps = [0, 3000, 4500, 12000, 12750, 21000, 24000, 24375]
    clip = make_clip(stamps=stamps, time_base=Fraction(1, 90_000))
    with open_video(clip) as reader:
        times_s = [frame.time_s for frame in reader]
        info = reader.info
    assert times_s == [stamp / 90_000 for stamp in stamps]
    assert info.variable_rate
    assert info.duration_s == 24375 / 90_000


def test_times_start_at_the_first_frame(make_clip):
    stamps = [90_000 + 3000 * index for index in range(8)]
    clip = make_clip("late.ts", stamps=stamps, time_base=Fraction(1, 90_000))
    with open_video(clip) as reader:
        assert next(iter(reader)).time_s == 0
        assert reader.start_s > 0.9


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.ts"])
def test_a_leap_comes_to_the_same_pictures_at_the_same_times(make_clip, name):
    clip = make_clip(name, frames=120, options={"g": "10"})
    with open_video(clip) as reader:
        usual = {frame.time_s: frame.image_bgr for frame in reader}
    wanted_s = list(usual)[100]
    with open_video(clip) as reader:
        reader.leap_to(wanted_s)
        read = list(reader)
    after = [frame for frame in read if frame.time_s >= wanted_s]
    assert len(after) == 20
    assert len(read) < 75
    for frame in after:
        np.testing.assert_array_equal(frame.image_bgr, usual[frame.time_s])


def test_after_a_leap_no_picture_leans_on_one_that_was_left_out(make_clip):
    clip = make_clip("clip.ts", frames=120, codec="mpeg4", options={"g": "90"})
    with open_video(clip) as reader:
        usual = {frame.time_s: frame.image_bgr for frame in reader}
    for wanted in (60, 110):
        with open_video(clip) as reader:
            reader.leap_to(list(usual)[wanted])
            for frame in reader:
                np.testing.assert_array_equal(frame.image_bgr, usual[frame.time_s])


@pytest.mark.parametrize("rate_hz", [10, 240])
def test_slow_and_fast_cameras(make_clip, rate_hz):
    clip = make_clip(rate_hz=rate_hz, frames=24, time_base=Fraction(1, rate_hz))
    with open_video(clip) as reader:
        times_s = [frame.time_s for frame in reader]
        info = reader.info
    np.testing.assert_allclose(np.diff(times_s), 1 / rate_hz, rtol=1e-9)
    assert info.frame_rate_hz == pytest.approx(rate_hz)


def test_millisecond_stamps_of_a_fast_camera_are_not_a_variable_rate(make_clip):
    clip = make_clip("fast.mkv", rate_hz=240, frames=48)
    with open_video(clip) as reader:
        list(reader)
        info = reader.info
    assert not info.variable_rate
    assert info.frame_rate_hz == pytest.approx(240, rel=0.03)


@pytest.mark.parametrize("size_px", [(65, 47), (406, 30), (33, 31), (1080, 16)])
def test_odd_sizes_give_whole_contiguous_pictures(make_clip, picture, size_px):
    width, height = size_px
    clip = make_clip(codec="libx264rgb", pix_fmt="bgr24", options={"qp": "0"}, size_px=size_px)
    with open_video(clip) as reader:
        for frame in reader:
            np.testing.assert_array_equal(
                frame.image_bgr, picture(frame.index, width=width, height=height)
            )
            assert frame.image_bgr.flags.c_contiguous


@pytest.mark.parametrize(
    ("pixel_aspect", "size_px"),
    [(Fraction(4, 3), (85, 48)), (Fraction(1, 2), (64, 96)), (Fraction(1), (64, 48))],
)
def test_pixels_become_square_without_losing_detail(make_clip, picture, pixel_aspect, size_px):
    clip = make_clip(pixel_aspect=pixel_aspect, options={"crf": "5"})
    with open_video(clip) as reader:
        frames = list(reader)
    assert reader.size_px == size_px
    width, height = size_px
    middle = frames[0].image_bgr[height // 8, width // 8]  # inside the upper left corner's square
    np.testing.assert_allclose(middle, picture(0)[6, 8], atol=25)
    assert frames[0].image_bgr.shape == (height, width, 3)


def test_square_pixels_then_upright(make_clip):
    one = 1 << 16
    clip = make_clip(
        pixel_aspect=Fraction(2), matrix=(0, one, 0, -one, 0, 0, 0, 0, 1 << 30), frames=3
    )
    with open_video(clip) as reader:
        assert next(iter(reader)).image_bgr.shape == (128, 48, 3)
        assert reader.size_px == (48, 128)


@pytest.mark.parametrize(
    ("size_px", "converted_with"), [((128, 720), "ITU709"), ((128, 576), "ITU601")]
)
def test_unmarked_colours_are_taken_as_players_take_them(
    make_clip, picture, size_px, converted_with
):
    width, height = size_px
    clip = make_clip(size_px=size_px, converted_with=converted_with, frames=3)
    with open_video(clip) as reader:
        shown = next(iter(reader)).image_bgr.astype(float)
    assert np.abs(shown - picture(0, width=width, height=height)).mean() < 3


@pytest.mark.parametrize("colours", [3, 8, 14])
def test_colours_marked_with_what_nobody_can_convert_are_still_shown(make_clip, picture, colours):
    with open_video(make_clip(colours=colours)) as reader:
        for frame in reader:
            assert np.abs(frame.image_bgr.astype(float) - picture(frame.index)).mean() < 7


def stripes_that_jump(index, *, width, height):
    """Even rows show one moment, odd rows the next: a bar far apart in the two fields."""
    image = np.full((height, width, 3), 60, np.uint8)
    for field in (0, 1):
        left = 8 + 12 * ((2 * index + field) % 4)
        image[field::2, left : left + 8] = 220
    return image


def test_interlaced_fields_are_taken_apart(make_clip):
    clip = make_clip(
        "fields.ts",
        codec="mpeg2video",
        options={"flags": "+ildct+ilme", "top": "1", "q": "2"},
        draw=stripes_that_jump,
        frames=10,
        rate_hz=25,
    )
    with open_video(clip) as reader:
        frames = list(reader)
    assert len(frames) == 10
    np.testing.assert_allclose([f.time_s for f in frames], np.arange(10) / 25, atol=1e-4)
    combed = stripes_that_jump(4, width=64, height=48).astype(float)
    shown = frames[4].image_bgr.astype(float)
    assert row_jumps(combed) > 20
    assert row_jumps(shown) < row_jumps(combed) / 4


def row_jumps(image):
    return np.abs(np.diff(image, axis=0)).mean()


def with_damage(clip: Path, packets: set[int]) -> Path:
    """Return a copy in which the payload of some packets is noise."""
    data = bytearray(clip.read_bytes())
    with av.open(str(clip)) as container:
        for number, packet in enumerate(container.demux(video=0)):
            if number in packets and packet.pos is not None:
                noise = random.Random(number).randbytes(packet.size)
                data[packet.pos : packet.pos + packet.size] = noise
    damaged = clip.with_name(f"damaged{clip.suffix}")
    damaged.write_bytes(data)
    return damaged


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_damaged_packets_are_skipped_and_counted(make_clip, codec):
    options = {"bf": "0", "g": "10"} | (QUIET_X265 if codec == "libx265" else {})
    clip = make_clip(codec=codec, options=options, frames=60, size_px=(128, 96))
    with open_video(with_damage(clip, {7, 25, 26})) as reader:
        times_s = [frame.time_s for frame in reader]
        info = reader.info
    assert info.damaged_packets == 3
    assert info.frames == len(times_s) == 57
    assert info.declared_frames == 60
    kept = [i for i in range(60) if i not in {7, 25, 26}]
    np.testing.assert_allclose(times_s, np.array(kept) / 30, atol=1e-9)


def test_clip_cut_short_gives_what_is_left(make_clip):
    clip = make_clip(
        options={"g": "5"}, frames=60, **{"container_options": {"movflags": "faststart"}}
    )
    cut = clip.with_name("cut.mp4")
    cut.write_bytes(clip.read_bytes()[: clip.stat().st_size * 2 // 3])
    with open_video(cut) as reader:
        frames = sum(1 for _ in reader)
        info = reader.info
    assert info.declared_frames == 60
    assert 20 < frames == info.frames < 60


def test_progress_knows_how_many_frames_will_come(make_clip):
    with open_video(make_clip(frames=30, rate_hz=15)) as reader:
        assert reader.expected_frames == 30
        assert reader.expected_duration_s == pytest.approx(2)


def test_clip_can_be_opened_for_a_second_pass(make_clip):
    clip = make_clip()
    passes = []
    for _ in range(2):
        with open_video(clip) as reader:
            passes.append([(frame.time_s, frame.image_bgr.tobytes()) for frame in reader])
    assert passes[0] == passes[1]


def test_frames_stay_valid_after_closing_and_are_arrays_of_their_own(make_clip):
    with open_video(make_clip()) as reader:
        frames = list(reader)
    before = frames[1].image_bgr.copy()
    frames[0].image_bgr[:] = 0
    np.testing.assert_array_equal(frames[1].image_bgr, before)


def test_sound_is_told(make_clip):
    with (
        open_video(make_clip("silent.mp4")) as silent,
        open_video(make_clip("loud.mp4", sound="aac")) as loud,
    ):
        assert not silent.info.has_audio
        assert loud.info.has_audio


def joined(parts: list[Path]) -> Path:
    """Return a transport stream in which one clip follows the other."""
    path = parts[0].with_name("joined.ts")
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def test_clip_that_grows_on_the_way_keeps_its_first_size(make_clip):
    clip = joined([make_clip("a.ts"), make_clip("b.ts", size_px=(128, 96))])
    with open_video(clip) as reader:
        frames = list(reader)
    assert len(frames) == 16
    assert {frame.image_bgr.shape for frame in frames} == {(48, 64, 3)}
    times_s = [frame.time_s for frame in frames]
    assert times_s == sorted(set(times_s))


def test_clip_that_changes_its_shape_is_refused_in_one_line(make_clip):
    clip = joined([make_clip("a.ts"), make_clip("b.ts", size_px=(48, 96))])
    with open_video(clip) as reader, pytest.raises(InputError, match="64 x 48 to 48 x 96") as told:
        list(reader)
    assert "\n" not in str(told.value)
