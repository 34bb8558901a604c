"""Keypoints as COCO has them: 17 points a person, pixels of the upright frame."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from kneecave.model.body import Joint
from kneecave.model.clip import ClipInfo
from kneecave.model.pose_track import PoseTrack

KEYPOINTS = (
    Joint.NOSE,
    Joint.LEFT_EYE,
    Joint.RIGHT_EYE,
    Joint.LEFT_EAR,
    Joint.RIGHT_EAR,
    Joint.LEFT_SHOULDER,
    Joint.RIGHT_SHOULDER,
    Joint.LEFT_ELBOW,
    Joint.RIGHT_ELBOW,
    Joint.LEFT_WRIST,
    Joint.RIGHT_WRIST,
    Joint.LEFT_HIP,
    Joint.RIGHT_HIP,
    Joint.LEFT_KNEE,
    Joint.RIGHT_KNEE,
    Joint.LEFT_ANKLE,
    Joint.RIGHT_ANKLE,
)
BONES = (
    (16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12), (7, 13), (6, 7), (6, 8), (7, 9),
    (8, 10), (9, 11), (2, 3), (1, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 7),
)  # fmt: skip
"""COCO's own skeleton, points counted from 1."""

PERSON = 1
UNKNOWN, OUT_OF_SIGHT, SEEN = 0, 1, 2
SURE = 0.5
"""Confidence from which a point inside the picture counts as seen."""


def coco_text(track: PoseTrack, clip: ClipInfo) -> str:
    """Return the track as a COCO keypoints file: an image a frame, an annotation where seen.

    Visibility is 2 for a point inside the picture that the model is sure of, 1 for one that it
    guesses, 0 (with x = y = 0) for none.  Beyond COCO: ``frame_index`` and ``time_s`` of an image,
    ``keypoint_scores`` of an annotation.
    """
    images = [_image(frame, track, clip) for frame in range(len(track.time_s))]
    people = [_annotation(int(frame), track) for frame in np.flatnonzero(track.seen)]
    content = {
        "info": {"description": f"kneecave, {track.source.model} pose model, {clip.name}"},
        "licenses": [],
        "images": images,
        "annotations": people,
        "categories": [
            {
                "id": PERSON,
                "name": "person",
                "supercategory": "person",
                "keypoints": [joint.value for joint in KEYPOINTS],
                "skeleton": BONES,
            }
        ],
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n"


def _image(frame: int, track: PoseTrack, clip: ClipInfo) -> dict[str, Any]:
    width, height = track.image_size_px
    return {
        "id": frame + 1,
        "file_name": f"{clip.name}/{frame:06d}.jpg",
        "width": width,
        "height": height,
        "frame_index": frame,
        "time_s": round(float(track.time_s[frame]), 6),
    }


def _annotation(frame: int, track: PoseTrack) -> dict[str, Any]:
    points = [_point(frame, joint, track) for joint in KEYPOINTS]
    known = [(x, y) for x, y, visible, _ in points if visible]
    left, top, width, height = _box(known, track.image_size_px)
    return {
        "id": frame + 1,
        "image_id": frame + 1,
        "category_id": PERSON,
        "keypoints": [value for x, y, visible, _ in points for value in (x, y, visible)],
        "keypoint_scores": [score for *_, score in points],
        "num_keypoints": len(known),
        "bbox": [left, top, width, height],
        "area": round(width * height, 2),
        "iscrowd": 0,
    }


def _point(frame: int, joint: Joint, track: PoseTrack) -> tuple[float, float, int, float]:
    """Return x, y, visibility and score."""
    if joint not in track.joints:
        return 0.0, 0.0, UNKNOWN, 0.0
    column = track.joints.index(joint)
    x, y = (float(value) for value in track.xy_px[frame, column])
    if not (math.isfinite(x) and math.isfinite(y)):
        return 0.0, 0.0, UNKNOWN, 0.0
    score = float(np.nan_to_num(track.confidence[frame, column]))
    width, height = track.image_size_px
    seen = score >= SURE and 0 <= x < width and 0 <= y < height
    return round(x, 2), round(y, 2), SEEN if seen else OUT_OF_SIGHT, round(score, 4)


def _box(
    known: list[tuple[float, float]], size_px: tuple[int, int]
) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the part of the points' box in the picture."""
    if not known:
        return 0.0, 0.0, 0.0, 0.0
    inside = np.clip(np.array(known), 0.0, np.array(size_px, dtype=float))
    left, top = (round(float(value), 2) for value in inside.min(axis=0))
    right, bottom = (round(float(value), 2) for value in inside.max(axis=0))
    return left, top, round(right - left, 2), round(bottom - top, 2)
