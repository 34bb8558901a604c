from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

from kneecave.video.deinterlace import deinterlaced


def frames(count, *, width=32, height=32):
    for index in range(count):
        image = np.full((height, width, 3), 10 * index, np.uint8)
        frame = av.VideoFrame.from_ndarray(image, format="bgr24").reformat(format="yuv420p")
        frame.pts, frame.time_base = index, Fraction(1, 25)
        yield frame


def interlaced_frames(tmp_path, *, size_px):
    """Decode real interlaced frames: the mark cannot be set by hand."""
    path = tmp_path / f"{size_px[0]}.ts"
    with av.open(str(path), "w") as output:
        stream = output.add_stream("mpeg2video", rate=25, options={"flags": "+ildct+ilme"})
        stream.width, stream.height = size_px
        for frame in frames(6, width=size_px[0], height=size_px[1]):
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    with av.open(str(path)) as container:
        yield from container.decode(video=0)


def test_progressive_frames_pass_untouched():
    given = list(frames(5))
    assert [id(frame) for frame in deinterlaced(given)] == [id(frame) for frame in given]


def test_every_interlaced_frame_gives_one_at_its_own_time(tmp_path):
    given = list(interlaced_frames(tmp_path, size_px=(64, 48)))
    assert all(frame.interlaced_frame for frame in given)
    got = list(deinterlaced(given))
    assert [f.pts * f.time_base for f in got] == [f.pts * f.time_base for f in given]
    assert not any(frame.interlaced_frame for frame in got)


def test_change_of_size_on_the_way_loses_no_frame(tmp_path):
    small = list(interlaced_frames(tmp_path, size_px=(64, 48)))
    large = list(interlaced_frames(tmp_path, size_px=(128, 96)))
    got = list(deinterlaced([*small, *large]))
    assert [frame.width for frame in got] == [64] * 6 + [128] * 6


def test_progressive_part_before_an_interlaced_one_loses_no_frame(tmp_path):
    given = [*frames(3, width=64, height=48), *interlaced_frames(tmp_path, size_px=(64, 48))]
    assert len(list(deinterlaced(given))) == 9
