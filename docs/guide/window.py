"""The picture of the live window: a clip shown to a live session as a camera would."""

from __future__ import annotations

from pathlib import Path

import cv2

from kneecave.live import open_live
from kneecave.model.arrays import ImageBgr
from kneecave.outputs.live_overlay import LiveOverlay
from kneecave.settings import Settings
from kneecave.video.reader import open_video


def live_window(clip: Path, at_s: float) -> bytes:
    """Return what the window shows at a time of the clip, as JPEG."""
    shown: ImageBgr | None = None
    with open_live(model="lite") as session, open_video(clip) as frames:
        for frame in frames:
            state = session.push(frame)
            if frame.time_s >= at_s:
                height, width = frame.image_bgr.shape[:2]
                overlay = LiveOverlay((width, height), Settings(), mirrored=True)
                shown = overlay.draw(frame.image_bgr, state, muted=False)
                break
    assert shown is not None
    done, jpeg = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 88])
    assert done
    return jpeg.tobytes()
