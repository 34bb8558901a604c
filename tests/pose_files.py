"""Performances of the posed skeleton as files that ``kneecave analyze`` takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kneecave.model.clip import ClipInfo
from kneecave.model.pose_track import PoseTrack
from kneecave.pose.store import save_track
from tests.posed import MEDIAPIPE, Performance, make_track


def save_performance(performance: Performance, path: Path) -> Path:
    """Save a performance as a pose track, as ``--save-pose`` would; return the path."""
    track, _ = make_track(performance, bias=MEDIAPIPE)
    return save_track_of(track, path)


def save_track_of(track: PoseTrack, path: Path) -> Path:
    """Save a pose track with the facts of a clip it could be of; return the path."""
    width, height = track.image_size_px
    frames = len(track.time_s)
    clip = ClipInfo(
        name="posed.mp4",
        width_px=width,
        height_px=height,
        frames=frames,
        declared_frames=frames,
        damaged_packets=0,
        duration_s=float(track.time_s[-1]),
        frame_rate_hz=float(1 / np.median(np.diff(track.time_s))),
        variable_rate=False,
        rotation_deg=0,
        mirrored=False,
        codec="h264",
        pixel_format="yuv420p",
        has_audio=False,
    )
    save_track(path, track, clip)
    return path
