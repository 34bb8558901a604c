"""Key frames for the report: the worst moment, and a clear one of the same knee at the same depth.

Both are cropped to the legs.  Faces stay out: where one reaches into the crop, it is blurred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from kneecave.model.analysis import Analysis
from kneecave.model.arrays import BoolArray, FloatArray, ImageBgr
from kneecave.model.body import Joint, Leg
from kneecave.model.clip import Frame
from kneecave.model.pose_track import PoseTrack
from kneecave.model.rep import Phase, Rep
from kneecave.model.signals import frames_between
from kneecave.model.verdict import Clear, Word, word_of
from kneecave.outputs import names
from kneecave.outputs.found import judged, worst
from kneecave.outputs.numbers import unit_of, with_spread
from kneecave.outputs.overlay import frame_at
from kneecave.outputs.overlay_face import FaceBlur
from kneecave.outputs.overlay_labels import LabelPainter
from kneecave.outputs.overlay_legs import LegPainter
from kneecave.outputs.overlay_places import MARGIN
from kneecave.outputs.overlay_story import KneeStory, Show, knee_story
from kneecave.outputs.overlay_strokes import Strokes

WIDTH_PX = 480
MOST_BYTES = 45_000
_UNIT_PX = 0.0134 * WIDTH_PX
_SAME_DEPTH_DEG = 10.0
_ABOVE, _BELOW, _ASPECT, _KNEES = 0.2, 0.14, 1.37, 4.5
"""Room above the hips and below the feet, in heights of the legs; the crop's width over its
height, and over the distance of the knees, at least."""


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """A moment worth looking at, cropped to the legs.

    Attributes
    ----------
    jpeg
        At most ``WIDTH_PX`` wide and ``MOST_BYTES`` long.
    word, rep, leg, phase, time_s
        The verdict on this knee, the rep's number, and when in it.
    alt
        The picture in one sentence.
    """

    jpeg: bytes
    word: Word
    rep: int
    leg: Leg
    phase: Phase
    time_s: float
    alt: str


@dataclass(frozen=True, slots=True)
class _Moment:
    k: int
    word: Word
    rep: int
    leg: Leg
    phase: Phase
    time_s: float
    value: float
    spread: float


class KeyFramePicker:
    """Collects the key frames while the clip's frames pass by.

    Parameters
    ----------
    track
        The smoothed track, in pixels of the clip's frames.
    """

    def __init__(self, analysis: Analysis, track: PoseTrack) -> None:
        self._analysis, self._track = analysis, track
        stories = {leg: knee_story(analysis, leg) for leg in Leg}
        self._face = FaceBlur(track)
        self._moments = self._chosen(stories)
        self._stills = {
            moment.k: {leg: _still(stories[leg], moment, leg) for leg in Leg}
            for moment in self._moments
        }
        self._taken: dict[int, KeyFrame] = {}

    @property
    def frames(self) -> tuple[KeyFrame, ...]:
        """The key frames taken so far: the worst first, then the clear one beside it."""
        return tuple(self._taken[m.k] for m in self._moments if m.k in self._taken)

    def wanted(self, frame: Frame) -> bool:
        """Return whether this frame is one of the chosen moments, and not yet taken."""
        k = frame_at(self._track.time_s, frame.time_s)
        return k not in self._taken and any(moment.k == k for moment in self._moments)

    def take(self, frame: Frame) -> None:
        """Draw and keep a frame that is wanted.

        Raises
        ------
        StopIteration
            The frame is not one of the chosen moments.
        """
        k = frame_at(self._track.time_s, frame.time_s)
        moment = next(moment for moment in self._moments if moment.k == k)
        image = frame.image_bgr.copy()
        self._face.hide(image, k)
        self._taken[k] = KeyFrame(
            jpeg=_jpeg(self._drawn(image, moment)),
            word=moment.word,
            rep=moment.rep,
            leg=moment.leg,
            phase=moment.phase,
            time_s=moment.time_s,
            alt=self._alt(moment),
        )

    def _chosen(self, stories: Mapping[Leg, KneeStory]) -> tuple[_Moment, ...]:
        """Return the worst moment, and a clear one of the same knee at the same depth if any."""
        finding = worst(self._analysis)
        if finding is None:
            return ()
        rep, leg, peak = finding.rep, finding.leg, finding.peak
        verdict = next(one.legs[leg] for one in self._analysis.reps if one.rep is rep)
        word, k = word_of(verdict), frame_at(self._track.time_s, peak.time_s)
        if _crop(self._track, k) is None:
            return ()
        at = rep.number, leg, peak.phase, peak.time_s
        first = _Moment(k, word, *at, peak.value, peak.spread)
        if word is Word.CLEAR:
            return (first,)
        beside = self._clear_one(first, rep, stories[leg])
        return (first,) if beside is None else (first, beside)

    def _clear_one(self, like: _Moment, rep: Rep, story: KneeStory) -> _Moment | None:
        time_s = self._track.time_s
        flexion = self._analysis.signals.leg(like.leg).flexion_deg.value
        apart = np.abs(flexion - flexion[like.k])
        best: _Moment | None = None
        for finding in judged(self._analysis, Clear):
            if finding.leg is not like.leg or finding.rep.movement is not rep.movement:
                continue
            own = frames_between(time_s, finding.rep.low_from_s, finding.rep.low_to_s)
            fits = _in_phase(finding.rep, like.phase, time_s[own])
            fits &= (story.show[own] == Show.CLEAR) & (apart[own] <= _SAME_DEPTH_DEG)
            near = np.where(fits, apart[own], np.inf)
            k = own.start + int(np.argmin(near))
            if fits.any() and (best is None or apart[k] < apart[best.k]):
                at = finding.rep.number, like.leg, like.phase, float(time_s[k])
                best = _Moment(k, Word.CLEAR, *at, float(story.value[k]), float(story.spread[k]))
        return best if best is not None and _crop(self._track, best.k) is not None else None

    def _drawn(self, image: ImageBgr, moment: _Moment) -> ImageBgr:
        """Return the crop with legs and labels."""
        box = _crop(self._track, moment.k)
        assert box is not None, "moments without legs are not chosen"
        x0, y0, x1, y1 = box
        enlarged = WIDTH_PX / (x1 - x0)
        size = WIDTH_PX, max(1, round((y1 - y0) * enlarged))
        way = cv2.INTER_AREA if enlarged < 1 else cv2.INTER_CUBIC
        small = cv2.resize(image[y0:y1, x0:x1], size, interpolation=way)
        picture = np.ascontiguousarray(small, dtype=np.uint8)
        track = _moved(self._track, moment.k, np.array([x0, y0]), enlarged, size)
        stories = self._stills[moment.k]
        legs = LegPainter(self._analysis, track, stories, unit_px=_UNIT_PX, enlarged=enlarged)
        strokes = Strokes(_UNIT_PX)
        legs.add(strokes, 0)
        unit = unit_of(self._analysis.metric)
        bottom = size[1] - MARGIN * _UNIT_PX
        labels = LabelPainter(track, stories, unit=unit, unit_px=_UNIT_PX, bottom_px=bottom)
        labels.add_leaders(strokes, 0)
        strokes.draw(picture)
        labels.paint(picture, 0)
        return picture

    def _alt(self, moment: _Moment) -> str:
        number = with_spread(moment.value, moment.spread, unit_of(self._analysis.metric))
        return (
            f"Rep {moment.rep}, {moment.leg.value} knee {names.PHASES[moment.phase]}: "
            f"{names.WORDS[moment.word]}, {number}."
        )


def _in_phase(rep: Rep, phase: Phase, time_s: FloatArray) -> BoolArray:
    inside = rep.is_low(time_s)
    match phase:
        case Phase.DESCENT:
            inside &= time_s <= rep.bottom_s
        case Phase.ASCENT:
            inside &= time_s >= rep.bottom_s
        case Phase.BOTTOM:
            pass
    return inside


def _crop(track: PoseTrack, k: int) -> tuple[int, int, int, int] | None:
    """Return x0, y0, x1, y1 of the legs with room for labels; None where a leg is not seen."""
    parts = ("hip", "knee", "ankle", "heel", "foot_index")
    joints = [track.joints.index(Joint.of(leg, part)) for leg in Leg for part in parts]
    points = track.at(k)[joints]
    if not bool(np.isfinite(points).all()):
        return None
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    tall = bottom - top
    knees = abs(points[1, 0] - points[len(parts) + 1, 0])
    wide = max((1 + _ABOVE + _BELOW) * tall * _ASPECT, _KNEES * knees, 1.3 * (right - left))
    middle = (left + right) / 2
    width, height = track.image_size_px
    x0, x1 = (int(np.clip(middle + way * wide / 2, 0, width)) for way in (-1, 1))
    y0 = int(np.clip(top - _ABOVE * tall, 0, height))
    y1 = int(np.clip(bottom + _BELOW * tall, 0, height))
    return (x0, y0, x1, y1) if x1 - x0 > 1 and y1 - y0 > 1 else None


def _moved(
    track: PoseTrack, k: int, origin_px: FloatArray, enlarged: float, size_px: tuple[int, int]
) -> PoseTrack:
    """Return frame ``k`` of the track alone, in the pixels of the crop."""
    one = track.only(slice(k, k + 1))
    return replace(
        one,
        xy_px=(one.xy_px - origin_px) * enlarged,
        depth_px=one.depth_px * enlarged,
        image_size_px=size_px,
    )


def _still(story: KneeStory, moment: _Moment, leg: Leg) -> KneeStory:
    """Return one frame of the story; the moment's own knee says what the verdict says."""
    one = slice(moment.k, moment.k + 1)
    still = replace(
        story,
        show=story.show[one],
        value=story.value[one],
        spread=story.spread[one],
        inward_deg=story.inward_deg[one],
        reasons=story.reasons[one],
        labelled=story.labelled[one],
    )
    if leg is not moment.leg:
        return still
    return replace(
        still,
        show=np.array([Show[moment.word.name]], dtype=np.int8),
        value=np.array([moment.value]),
        spread=np.array([moment.spread]),
    )


def _jpeg(image: ImageBgr) -> bytes:
    """Return the image as JPEG, as good as ``MOST_BYTES`` allow."""
    for quality in (88, 80, 70, 58, 45, 30):
        _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if len(data) <= MOST_BYTES:
            break
    return data.tobytes()
