"""The annotated video: what is known of the knees, drawn on each frame."""

from __future__ import annotations

import numpy as np

from kneecave.model.analysis import Analysis
from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.body import Leg
from kneecave.model.clip import Frame
from kneecave.model.planes import Planes
from kneecave.model.pose_track import PoseTrack
from kneecave.outputs.numbers import unit_of
from kneecave.outputs.overlay_face import FaceBlur
from kneecave.outputs.overlay_hud import WORDY_SIDE_PX, Hud
from kneecave.outputs.overlay_ink import Strokes
from kneecave.outputs.overlay_labels import SMALL_SIDE_PX, LabelPainter
from kneecave.outputs.overlay_legs import LegPainter
from kneecave.outputs.overlay_places import MARGIN
from kneecave.outputs.overlay_story import knee_story
from kneecave.outputs.overlay_strip import Strip, lies_over_picture
from kneecave.outputs.overlay_tones import Box, Easel, even, grown
from kneecave.outputs.palette import BELOW


def frame_at(track_time_s: FloatArray, time_s: float) -> int:
    """Return which frame of a track is nearest to a time in seconds."""
    after = int(np.clip(np.searchsorted(track_time_s, time_s), 0, len(track_time_s) - 1))
    before = max(after - 1, 0)
    gaps = abs(track_time_s[before] - time_s), abs(track_time_s[after] - time_s)
    return before if gaps[0] < gaps[1] else after


class Overlay:
    """Draws an analysis on the frames of its clip.

    Everything that moves is known for the whole clip beforehand, so a frame looks the same in
    whatever order frames are drawn.  Sizes follow the picture's short side.

    Parameters
    ----------
    track
        The smoothed track, in pixels of the clip's frames.
    blur_face
        Whether the lifter's face is made unrecognisable before anything is drawn.
    """

    def __init__(self, analysis: Analysis, track: PoseTrack, *, blur_face: bool = False) -> None:
        width, height = track.image_size_px
        short = min(width, height)
        unit_px = self._unit_px = short / 100
        self._track = track
        self._picture = width, height
        stories = {leg: knee_story(analysis, leg) for leg in Leg}
        self._face = FaceBlur(track) if blur_face else None
        self._legs = LegPainter(analysis, track, stories, unit_px=unit_px)
        roomy = short >= SMALL_SIDE_PX
        self._hud = Hud(analysis, track, unit_px=unit_px) if roomy and analysis.reps else None
        over = lies_over_picture(track, unit_px)
        self._strip: Strip | None = None
        if roomy and analysis.reps:
            self._strip = Strip(
                analysis,
                width_px=width + width % 2,
                unit_px=unit_px,
                over=over,
                limit_shown=short >= WORDY_SIDE_PX,
            )
        strip_px = self._strip.height_px if self._strip else 0
        covered = strip_px + self._strip.fade_px / 2 if self._strip and over else 0.0
        self.labels = LabelPainter(
            track,
            stories,
            unit=unit_of(analysis.metric),
            unit_px=unit_px,
            bottom_px=height - covered - MARGIN * unit_px,
            terse=not roomy,
            taken=self._hud.boxes if self._hud else (),
        )
        self._easel: Easel | None = None
        self.size_px = width + width % 2, height + height % 2 + (0 if over else strip_px)

    def draw(self, frame: Frame) -> ImageBgr:
        """Return the frame's picture with everything drawn, ``size_px`` large; a new array.

        Raises
        ------
        ValueError
            The frame has not the size of the track's pictures.
        """
        self._require_size(frame.size_px)
        k = frame_at(self._track.time_s, frame.time_s)
        image = self._canvas(frame.image_bgr)
        self._paint(image, k, self._strokes(k))
        return image

    def draw_on_planes(self, planes: Planes, time_s: float) -> Planes:
        """Return a frame's planes with everything drawn, ``size_px`` large; new arrays.

        Where nothing is drawn every number stays as it is.

        Raises
        ------
        ValueError
            The planes have not the size of the track's pictures.
        """
        self._require_size(planes.size_px)
        k = frame_at(self._track.time_s, time_s)
        if self._easel is None or self._easel.image.coding != planes.coding:
            self._easel = Easel(self.size_px, planes.coding)
        image, strokes = self._easel.image, self._strokes(k)
        drawn = grown(planes, self.size_px, BELOW)
        boxes = self._boxes(image, k, strokes)
        self._easel.bring(drawn, boxes)
        self._paint(image, k, strokes)
        self._easel.back(drawn, boxes)
        return drawn

    def _strokes(self, k: int) -> Strokes:
        strokes = Strokes(self._unit_px)
        self._legs.add(strokes, k)
        self.labels.add_leaders(strokes, k)
        return strokes

    def _paint(self, image: ImageBgr, k: int, strokes: Strokes) -> None:
        picture = image[: self._picture[1], : self._picture[0]]
        if self._face is not None:
            self._face.hide(picture, k)
        strokes.draw(picture)
        if self._hud is not None:
            self._hud.paint(picture, k)
        self.labels.paint(picture, k)
        if self._strip is not None:
            self._strip.paint(image, float(self._track.time_s[k]))

    def _boxes(self, image: ImageBgr, k: int, strokes: Strokes) -> list[Box]:
        """Return the parts of the image that are drawn on in frame ``k``; they may overlap."""
        width, height = self.size_px
        room = self._unit_px
        boxes: list[tuple[float, float, float, float] | None] = [strokes.box(image)]
        if self._face is not None:
            boxes.append(self._face.box(k))
        if self._hud is not None:
            boxes.append((0, 0, width, self._hud.height_px))
        for leg in Leg:
            if (label := self.labels.box(leg, k)) is not None:
                x0, y0, x1, y1 = label.tolist()
                boxes.append((x0 - room, y0 - room, x1 + room, y1 + room))
        if self._strip is not None:
            boxes.append((0, height - self._strip.height_px - self._strip.fade_px, width, height))
        found = (even(box, self.size_px) for box in boxes if box is not None)
        return [box for box in found if box is not None]

    def _require_size(self, size_px: tuple[int, int]) -> None:
        if size_px != self._picture:
            shown, clip = (f"{width}x{height}" for width, height in (size_px, self._picture))
            raise ValueError(f"frame of {shown} px in a clip of {clip} px")

    def _canvas(self, picture: ImageBgr) -> ImageBgr:
        """Return a copy, with its last line and column doubled to an even size, and strip below."""
        width, height = self._picture
        image = np.empty((self.size_px[1], self.size_px[0], 3), np.uint8)
        image[:height, :width] = picture
        image[:height, width:] = picture[:, -1:]
        image[height : height + height % 2] = image[height - 1 : height]
        image[height + height % 2 :] = BELOW
        return image
