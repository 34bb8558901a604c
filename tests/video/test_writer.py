from __future__ import annotations

import os
import resource
import signal
from fractions import Fraction

import av
import numpy as np
import pytest

from kneecave.errors import InputError, OutputError, UsageError
from kneecave.model.planes import Coding
from kneecave.video.reader import open_video
from kneecave.video.threads import codec_threads
from kneecave.video.writer import VideoWriter


def written(path, times_s, *, draw, size_px=(64, 48), audio_from=None):
    width, height = size_px
    with VideoWriter(path, size_px=size_px, audio_from=audio_from) as video:
        for index, time_s in enumerate(times_s):
            video.write(draw(index, width=width, height=height), time_s)
    return path


def read(path):
    with open_video(path) as reader:
        frames = list(reader)
        return frames, reader.info


def test_frames_come_back_at_their_times(tmp_path, picture):
    times_s = [0, 1 / 30, 0.05, 0.2, 0.21, 1.5, 1.5 + 1 / 240]
    frames, info = read(written(tmp_path / "out.mp4", times_s, draw=picture))
    np.testing.assert_allclose([frame.time_s for frame in frames], times_s, atol=1 / 180_000)
    for frame in frames:
        off = np.abs(frame.image_bgr.astype(float) - picture(frame.index)).mean()
        assert off < 6
    assert (info.codec, info.pixel_format, info.damaged_packets) == ("h264", "yuv420p", 0)


@pytest.mark.parametrize("rate_hz", [Fraction(24000, 1001), Fraction(30000, 1001), 25, 60, 240])
def test_camera_rates_are_kept(tmp_path, picture, rate_hz):
    times_s = [float(index / rate_hz) for index in range(60)]
    _, info = read(written(tmp_path / "out.mp4", times_s, draw=picture))
    assert info.frame_rate_hz == pytest.approx(float(rate_hz), rel=1e-4)
    assert info.frames == 60
    assert not info.variable_rate


def test_many_frames_a_second_look_as_good(tmp_path, picture):
    errors = []
    for rate_hz in (60, 240):
        path = tmp_path / f"{rate_hz}.mp4"
        with VideoWriter(path, size_px=(320, 240), frame_rate_hz=rate_hz) as video:
            for index in range(60):
                video.write(picture(index, width=320, height=240), index / rate_hz)
        frames, _ = read(path)
        shown = [picture(index, width=320, height=240) for index in range(60)]
        off = [np.abs(f.image_bgr.astype(float) - p) for f, p in zip(frames, shown, strict=True)]
        errors.append(np.mean(off))
    assert errors[1] < 1.02 * errors[0]


@pytest.mark.parametrize("size_px", [(65, 48), (64, 47), (153, 249), (64, 50)])
def test_odd_sides_get_one_more_pixel(tmp_path, picture, size_px):
    width, height = size_px
    frames, _ = read(written(tmp_path / "out.mp4", [0, 0.1], draw=picture, size_px=size_px))
    assert frames[0].image_bgr.shape == (height + height % 2, width + width % 2, 3)
    inside = frames[0].image_bgr[:height, :width].astype(float)
    assert np.abs(inside - picture(0, width=width, height=height)).mean() < 6


@pytest.mark.parametrize("size_px", [(480, 640), (480, 642), (482, 642), (1080, 2082), (333, 481)])
def test_colours_stay_where_they_are_at_every_size(tmp_path, size_px):
    width, height = size_px
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 3] = (255, 128, 0)
    image[height // 2 :] = (0, 0, 255)
    path = tmp_path / "colours.mp4"
    with VideoWriter(path, size_px=size_px) as video:
        video.write(image, 0.0)
    with av.open(str(path)) as clip:
        back = next(clip.decode(video=0)).to_ndarray(format="bgr24")[:height, :width]
    off = np.abs(back.astype(int) - image).max(axis=2)
    assert np.percentile(off, 98) <= 8  # all but the rows beside an edge


@pytest.mark.parametrize("size_px", [(64, 48), (66, 50)])
def test_sheets_are_used_again_and_every_frame_is_its_own(tmp_path, size_px):
    levels = np.random.default_rng(4).permutation(np.arange(40, 220, 6))
    path, sheets = tmp_path / "levels.mp4", set()
    with VideoWriter(path, size_px=size_px, coding=Coding(1, full_range=False)) as video:
        for index, level in enumerate(levels):
            sheet = video.sheet()
            assert sheet.size_px == size_px
            sheet.luma[:], sheet.blue[:], sheet.red[:] = level, 128, 128
            sheets.add(sheet.luma.ctypes.data)
            video.write(sheet, index / 30)
    assert len(sheets) < len(levels) / 2
    frames, _ = read(path)
    shown = [frame.planes.luma.mean() for frame in frames]
    np.testing.assert_allclose(shown, levels, atol=2.5)


def test_index_lies_before_the_pictures_so_that_browsers_can_start(tmp_path, picture):
    data = written(tmp_path / "out.mp4", [0, 0.1, 0.2], draw=picture).read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def first_sound_s(path):
    with av.open(str(path)) as container:
        return next(p.pts * p.time_base for p in container.demux(audio=0) if p.pts is not None)


def heard(path):
    """Return the sound as one channel of samples in -1..1 and its rate."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="fltp", layout="mono")
        blocks = [
            part.to_ndarray()[0]
            for frame in container.decode(stream)
            for part in resampler.resample(frame)
        ]
        return np.concatenate(blocks), stream.rate


def pitch_hz(samples, rate):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))


@pytest.mark.parametrize(
    ("name", "codec", "carried"),
    [
        ("clip.mp4", "aac", "aac"),
        ("clip.ts", "aac", "aac"),
        ("clip.mov", "pcm_s16le", "aac"),
        ("clip.avi", "libmp3lame", "mp3"),
        ("clip.webm", "libopus", "opus"),
        ("clip.mkv", "flac", "aac"),
        ("clip.mkv", "ac3", "aac"),
    ],
)
def test_sound_goes_along(make_clip, picture, name, codec, carried):
    video = "libvpx" if name.endswith("webm") else "libx264"
    clip = make_clip(name, codec=video, sound=codec, frames=45)
    out = written(
        clip.with_name("out.mp4"), [i / 30 for i in range(45)], draw=picture, audio_from=clip
    )
    with av.open(str(out)) as container:
        assert container.streams.audio[0].codec_context.codec.canonical_name == carried
    samples, rate = heard(out)
    assert len(samples) / rate == pytest.approx(1.5, abs=0.1)
    assert pitch_hz(samples, rate) == pytest.approx(440, abs=2)
    assert abs(first_sound_s(out)) < 0.05


def test_sound_of_a_late_clip_moves_with_its_pictures(make_clip, picture):
    stamps = [90_000 + 3000 * index for index in range(45)]
    clip = make_clip(
        "late.mkv", stamps=stamps, time_base=Fraction(1, 90_000), frames=45, sound="aac"
    )
    with open_video(clip) as reader:
        late_s = reader.start_s
    out = written(
        clip.with_name("out.mp4"), [i / 30 for i in range(45)], draw=picture, audio_from=clip
    )
    assert late_s == pytest.approx(1, abs=0.1)
    samples, rate = heard(out)
    assert len(samples) / rate == pytest.approx(1.5 - late_s, abs=0.1)
    assert abs(first_sound_s(out)) < 0.05


def test_clip_without_sound_gives_a_silent_video(make_clip, picture, tmp_path):
    out = written(tmp_path / "out.mp4", [0, 0.1], draw=picture, audio_from=make_clip())
    with av.open(str(out)) as container:
        assert not container.streams.audio


def test_error_in_the_block_leaves_nothing(tmp_path, picture):
    with (
        pytest.raises(RuntimeError, match="stop"),
        VideoWriter(tmp_path / "out.mp4", size_px=(64, 48)) as video,
    ):
        for index in range(40):
            video.write(picture(index), index / 30)
        raise RuntimeError("stop")
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_leaves_the_older_video_as_it_was(tmp_path, picture):
    path = tmp_path / "out.mp4"
    path.write_bytes(b"older")
    with pytest.raises(KeyboardInterrupt), VideoWriter(path, size_px=(64, 48)) as video:
        video.write(picture(0), 0)
        signal.raise_signal(signal.SIGINT)
    assert [p.name for p in tmp_path.iterdir()] == ["out.mp4"]
    assert path.read_bytes() == b"older"


def test_nothing_has_the_name_before_all_is_written(tmp_path, picture):
    path = tmp_path / "out.mp4"
    with VideoWriter(path, size_px=(64, 48)) as video:
        video.write(picture(0), 0)
        video.write(picture(1), 0.1)
        assert not path.exists()
    assert [p.name for p in tmp_path.iterdir()] == ["out.mp4"]


def one_line(told, path):
    message = str(told.value)
    assert str(path) in message
    assert "\n" not in message
    return message


def test_missing_folder_is_told_at_once(tmp_path):
    path = tmp_path / "nowhere" / "out.mp4"
    with pytest.raises(OutputError) as told, VideoWriter(path, size_px=(64, 48)):
        pytest.fail("it opened")
    assert "No such file" in one_line(told, path)


def test_folder_as_target_is_told_at_once(tmp_path):
    with pytest.raises(OutputError) as told, VideoWriter(tmp_path, size_px=(64, 48)):
        pytest.fail("it opened")
    assert "is a folder" in one_line(told, tmp_path)


def test_no_frame_at_all_is_an_error(tmp_path):
    path = tmp_path / "out.mp4"
    with pytest.raises(OutputError) as told, VideoWriter(path, size_px=(64, 48)):
        pass
    assert "empty" in one_line(told, path)
    assert list(tmp_path.iterdir()) == []


def test_the_clip_itself_is_never_overwritten(make_clip):
    clip = make_clip()
    before = clip.read_bytes()
    with (
        pytest.raises(UsageError) as told,
        VideoWriter(clip, size_px=(64, 48), audio_from=clip),
    ):
        pytest.fail("it opened")
    assert "is the clip itself" in one_line(told, clip)
    assert clip.read_bytes() == before


def test_unreadable_clip_for_the_sound_leaves_nothing(tmp_path):
    with (
        pytest.raises(InputError, match="does not exist"),
        VideoWriter(tmp_path / "out.mp4", size_px=(64, 48), audio_from=tmp_path / "no.mp4"),
    ):
        pytest.fail("it opened")
    assert list(tmp_path.iterdir()) == []


def test_longest_names_and_names_with_a_colon_can_be_written(tmp_path, picture):
    for name in (f"{'x' * 251}.mp4", "12:30 set.mp4"):
        frames, _ = read(written(tmp_path / name, [0, 0.1], draw=picture))
        assert len(frames) == 2


def test_picture_of_another_size_is_refused(tmp_path, picture):
    with (
        pytest.raises(ValueError, match="10 x 48"),
        VideoWriter(tmp_path / "out.mp4", size_px=(64, 48)) as video,
    ):
        video.write(picture(0)[:, :10], 0)


def noise(index, *, width, height):
    return np.random.default_rng(index).integers(0, 255, (height, width, 3), np.uint8)


def fill_the_disk(path):
    """Write noise with room for 200 kB; return the exit code that tells what happened."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    try:
        written(path, [i / 30 for i in range(90)], draw=noise, size_px=(320, 240))
    except OutputError as error:
        return 0 if str(path) in str(error) and "\n" not in str(error) else 2
    return 3


def test_disk_that_fills_up_is_one_line_and_leaves_nothing(tmp_path):
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = fill_the_disk(tmp_path / "out.mp4")
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (4, 2), (64, 4)])
def test_codecs_leave_processors_to_others(monkeypatch, cores, threads):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    assert codec_threads() == threads
