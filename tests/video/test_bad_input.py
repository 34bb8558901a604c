"""Everything that is not a clip: each its own line, and nothing decoded from it."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from kneecave.errors import InputError, NotAVideoError
from kneecave.video.reader import open_video


def refusal(path):
    with pytest.raises(InputError) as told:
        open_video(path)
    message = str(told.value)
    assert str(path) in message
    assert "\n" not in message
    assert told.value.exit_code == 3
    return told.value


def test_missing(tmp_path):
    assert "does not exist" in str(refusal(tmp_path / "nothing.mp4"))


def test_folder(tmp_path):
    assert "is a folder" in str(refusal(tmp_path))


def test_empty(tmp_path):
    path = tmp_path / "empty.mp4"
    path.touch()
    assert "is empty (0 bytes)" in str(refusal(path))


def test_device():
    assert "not a regular file" in str(refusal(Path(os.devnull)))


@pytest.mark.parametrize("name", ["noise.mp4", "text.mp4", "text.txt", "page.html"])
def test_not_a_video(tmp_path, name):
    path = tmp_path / name
    data = np.random.default_rng(1).bytes(50_000) if name == "noise.mp4" else b"a line\n" * 200
    path.write_bytes(data)
    error = refusal(path)
    assert isinstance(error, NotAVideoError)
    assert "is not a video" in str(error)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{clip}\n#EXT-X-ENDLIST\n"),
        ("list.ffconcat", "ffconcat version 1.0\nfile '{clip}'\n"),
        ("list.mp4", "ffconcat version 1.0\nfile 'clip.mp4'\n"),
    ],
)
def test_playlist_never_opens_another_file(make_clip, name, text):
    clip = make_clip("clip.mp4")
    playlist = clip.with_name(name)
    playlist.write_text(text.format(clip=clip))
    assert isinstance(refusal(playlist), NotAVideoError)


@pytest.mark.parametrize("kind", ["png", "jpg", "bmp", "webp", "tiff"])
def test_still_picture(tmp_path, kind):
    path = tmp_path / f"still.{kind}"
    Image.new("RGB", (64, 48), "red").save(path)
    error = refusal(path)
    assert isinstance(error, NotAVideoError)
    assert "still picture" in str(error)


def test_still_gif_has_only_one_frame(tmp_path):
    path = tmp_path / "still.gif"
    Image.new("RGB", (64, 48), "red").save(path)
    assert "only 1 frame" in str(refusal(path))


def test_one_frame(make_clip):
    error = refusal(make_clip(frames=1))
    assert isinstance(error, NotAVideoError)
    assert "only 1 frame" in str(error)


def test_two_frames_are_enough(make_clip):
    with open_video(make_clip(frames=2)) as reader:
        assert sum(1 for _ in reader) == 2


def sound_file(path):
    with av.open(str(path), "w") as output:
        stream = output.add_stream("aac", rate=44_100)
        for start in range(0, 44_100, 1024):
            silence = np.zeros((2, 1024), np.float32)
            frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = 44_100, start, Fraction(1, 44_100)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def test_sound_only(tmp_path):
    error = refusal(sound_file(tmp_path / "sound.m4a"))
    assert isinstance(error, NotAVideoError)
    assert "sound but no moving pictures" in str(error)


def test_recording_cut_short_before_its_index(make_clip):
    clip = make_clip(frames=30)
    clip.write_bytes(clip.read_bytes()[:-200])
    error = refusal(clip)
    assert not isinstance(error, NotAVideoError)
    assert "cut short" in str(error)


def test_not_one_packet_is_sound(make_clip):
    clip = make_clip(frames=20)
    data = bytearray(clip.read_bytes())
    with av.open(str(clip)) as container:
        for packet in container.demux(video=0):
            if packet.size and packet.pos is not None:
                data[packet.pos : packet.pos + packet.size] = bytes(packet.size)
    clip.write_bytes(data)
    assert "not one of its pictures can be decoded" in str(refusal(clip))


def test_unknown_codec(make_clip):
    clip = make_clip()
    clip.write_bytes(clip.read_bytes().replace(b"avc1", b"qqq1"))
    assert "cannot be decoded" in str(refusal(clip))


def test_no_permission(make_clip):
    clip = make_clip()
    clip.chmod(0)
    child = os.fork() if os.geteuid() == 0 else None
    if child is None:
        assert "permission denied" in str(refusal(clip))
        return
    if child == 0:  # root may read everything, so become nobody
        os.setuid(65534)
        try:
            open_video(clip)
        except InputError as error:
            os._exit(0 if "permission denied" in str(error) else 2)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def flat(index, *, width, height):
    return np.full((height, width, 3), 10 * index, np.uint8)


@pytest.mark.parametrize("size_px", [(9000, 16), (16, 9000)])
def test_absurd_size(make_clip, size_px):
    clip = make_clip("huge.avi", codec="ffv1", frames=2, size_px=size_px, draw=flat)
    width, height = size_px
    assert f"{width} x {height} pixels" in str(refusal(clip))


def test_absurd_pixel_shape(make_clip):
    clip = make_clip(pixel_aspect=Fraction(8), size_px=(1200, 16))
    assert "9600 x 16 pixels" in str(refusal(clip))


def test_file_name_with_a_colon_is_still_a_file(make_clip):
    clip = make_clip("12:30 set.mp4")
    with open_video(clip) as reader:
        assert sum(1 for _ in reader) == 8
