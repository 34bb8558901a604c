"""The annotated video: what is known of the knees, drawn on each frame."""

from __future__ import annotations

import numpy as np

from kneecave.model.analysis import Analysis
from kneecave.model.arrays import FloatArray, ImageBgr
from kneecave.model.body import Leg
from kneecave.model.clip import Frame
from kneecave.model.planes import Coding, Planes
from kneecave.model.pose_track import PoseTrack
from kneecave.outputs.numbers import unit_of
from kneecave.outputs.overlay_canvas import Canvas, canvas_of
from kneecave.outputs.overlay_face import FaceBlur
from kneecave.outputs.overlay_hud import WORDY_SIDE_PX, Hud
from kneecave.outputs.overlay_labels import SMALL_SIDE_PX, LabelPainter
from kneecave.outputs.overlay_legs import LegPainter
from kneecave.outputs.overlay_places import MARGIN
from kneecave.outputs.overlay_story import knee_story
from kneecave.outputs.overlay_strip import Strip, lies_over_picture
from kneecave.outputs.overlay_strokes import Strokes


def frame_at(track_time_s: FloatArray, time_s: float) -> int:
    """Return which frame of a track is nearest to a time in seconds."""
    after = min(int(np.searchsorted(track_time_s, time_s)), len(track_time_s) - 1)
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
        image = self._enlarged(frame.image_bgr)
        self._paint(canvas_of(image), k)
        return image

    def draw_on_planes(
        self, planes: Planes, time_s: float, *, onto: Planes | None = None
    ) -> Planes:
        """Return a frame's planes with everything drawn, ``size_px`` large.

        Where nothing is drawn every number stays as it is.

        Parameters
        ----------
        onto
            Planes of this size and coding to be returned, whatever they hold; None: new ones.

        Raises
        ------
        ValueError
            The planes have not the size of the track's pictures.
        """
        self._require_size(planes.size_px)
        k = frame_at(self._track.time_s, time_s)
        drawn = onto or _blank(self.size_px, planes.coding)
        for old, new in zip(_each(planes), _each(drawn), strict=True):
            new[: len(old)] = old
        self._paint(canvas_of(drawn), k)
        return drawn

    def _paint(self, canvas: Canvas, k: int) -> None:
        picture = canvas.cut((0, 0, *self._picture))
        if self._face is not None:
            self._face.hide(picture, k)
        strokes = Strokes(self._unit_px)
        self._legs.add(strokes, k)
        self.labels.add_leaders(strokes, k)
        strokes.draw(picture)
        if self._hud is not None:
            self._hud.paint(picture, k)
        self.labels.paint(picture, k)
        if self._strip is not None:
            self._strip.paint(canvas, float(self._track.time_s[k]))

    def _require_size(self, size_px: tuple[int, int]) -> None:
        if size_px != self._picture:
            shown, clip = (f"{width}x{height}" for width, height in (size_px, self._picture))
            raise ValueError(f"frame of {shown} px in a clip of {clip} px")

    def _enlarged(self, picture: ImageBgr) -> ImageBgr:
        """Return a copy, its last line and column doubled to an even size, with room below."""
        width, height = self._picture
        image = np.empty((self.size_px[1], self.size_px[0], 3), np.uint8)
        image[:height, :width] = picture
        image[:height, width:] = picture[:, -1:]
        image[height : height + height % 2] = image[height - 1 : height]
        return image


def _blank(size_px: tuple[int, int], coding: Coding) -> Planes:
    width, height = size_px
    half = height // 2, width // 2
    luma = np.empty((height, width), np.uint8)
    return Planes(luma, np.empty(half, np.uint8), np.empty(half, np.uint8), coding)


def _each(planes: Planes) -> tuple[ImageBgr, ImageBgr, ImageBgr]:
    return planes.luma, planes.blue, planes.red
