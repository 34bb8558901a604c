"""The legs: skeleton lines that stop at the open knee ring, plumb line, foot and knee direction."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kneecave.model.analysis import Analysis
from kneecave.model.arrays import FloatArray
from kneecave.model.body import Joint, Leg
from kneecave.model.pose_track import PoseTrack
from kneecave.model.verdict import Reason
from kneecave.outputs.overlay_canvas import Bgr
from kneecave.outputs.overlay_floor import Footing, footing
from kneecave.outputs.overlay_story import KneeStory, Show
from kneecave.outputs.overlay_strokes import Strokes
from kneecave.outputs.palette import INK, VERDICT

KNEE_RADIUS, KNEE_STROKE, THIN_STROKE = 1.9, 0.62, 0.36
_KNEE_GAP, _HIP_GAP, _ANKLE_GAP = 2.15, 0.9, 0.8
_WEDGE_OPACITY = 0.37
_VAGUE_ROLL_DEG = 3.0
_HIDDEN = frozenset({Reason.FOOT_HIDDEN, Reason.FEET_CUT_OFF, Reason.LOST})
_PARTS = ("hip", "knee", "ankle", "heel", "foot_index")


def knee_colour(show: Show) -> Bgr:
    """Return the colour of the knee's ring: the verdict's, or white where nothing is judged."""
    return INK if show.word is None else VERDICT[show.word]


class LegPainter:
    """Makes strokes of both legs of a track.

    Parameters
    ----------
    track
        The smoothed track, in the pixels of the picture that is drawn on.
    stories
        What is said of each knee, as many frames as the track.
    unit_px
        A hundredth of the picture's short side.
    enlarged
        Pixels of the track per pixel of the clip.
    """

    def __init__(
        self,
        analysis: Analysis,
        track: PoseTrack,
        stories: Mapping[Leg, KneeStory],
        *,
        unit_px: float,
        enlarged: float = 1.0,
    ) -> None:
        self._track = track
        self._stories = stories
        self._unit = unit_px
        self._columns = {
            leg: [track.joints.index(Joint.of(leg, part)) for part in _PARTS] for leg in Leg
        }
        self._headings: dict[Leg, float] = {}
        self._shank_px = self._roll_deg = 0.0
        if analysis.view is not None and analysis.standing is not None:
            self._shank_px = analysis.view.leg_length_px * enlarged / 2
            self._roll_deg = _roll_deg(analysis)
            yaw_deg = _number(analysis.view.yaw_deg.value)
            for leg, stood in analysis.standing.legs.items():
                out_deg = _number(stood.toe_out_deg.value)
                self._headings[leg] = leg.lateral_sign * out_deg - yaw_deg

    def add(self, strokes: Strokes, k: int) -> None:
        """Add the legs of frame ``k`` of the track to the strokes."""
        at = {leg: self._joints(leg, k) for leg in Leg}
        for leg in Leg:
            story = self._stories[leg]
            show = Show(story.show[k])
            if show is Show.UNMEASURED:
                self._grey(strokes, at[leg], hidden=story.reasons[k] in _HIDDEN)
            else:
                if (floor := self._footing(leg, at[leg])) is not None:
                    self._plumb(strokes, floor, at[leg]["knee"])
                    self._directions(strokes, floor, show, float(story.inward_deg[k]))
                self._white(strokes, at[leg], show)
        self._hip_line(strokes, at, k)

    def _joints(self, leg: Leg, k: int) -> dict[str, FloatArray]:
        points = self._track.xy_px[k, self._columns[leg]].astype(np.float64)
        return dict(zip(_PARTS, points, strict=True))

    def _footing(self, leg: Leg, at: Mapping[str, FloatArray]) -> Footing | None:
        if leg not in self._headings:
            return None
        return footing(
            knee_px=at["knee"],
            ankle_px=at["ankle"],
            heel_px=at["heel"],
            toe_px=at["foot_index"],
            shank_px=self._shank_px,
            lateral_sign=leg.lateral_sign,
            heading_deg=self._headings[leg],
            roll_deg=self._roll_deg,
        )

    def _white(self, strokes: Strokes, at: Mapping[str, FloatArray], show: Show) -> None:
        strokes.line(strokes.shortened(at["hip"], at["knee"], _HIP_GAP, _KNEE_GAP), 0.46, INK)
        strokes.line(strokes.shortened(at["knee"], at["ankle"], _KNEE_GAP, _ANKLE_GAP), 0.46, INK)
        strokes.line(np.array([[at["heel"], at["foot_index"]]]), 0.46, INK)
        strokes.ring(at["hip"], 0.75, 0.4, INK)
        strokes.ring(at["ankle"], 0.62, 0.4, INK)
        stroke = THIN_STROKE if show.word is None else KNEE_STROKE
        strokes.ring(at["knee"], KNEE_RADIUS, stroke, knee_colour(show))

    def _grey(self, strokes: Strokes, at: Mapping[str, FloatArray], *, hidden: bool) -> None:
        """Draw a leg that is not measured; what is hidden is dashed, its foot left out."""
        grey = knee_colour(Show.UNMEASURED)
        shank = strokes.shortened(at["knee"], at["ankle"], _KNEE_GAP, _ANKLE_GAP)
        strokes.line(strokes.shortened(at["hip"], at["knee"], _HIP_GAP, _KNEE_GAP), 0.4, grey)
        strokes.ring(at["hip"], 0.7, THIN_STROKE, grey)
        strokes.ring(at["knee"], KNEE_RADIUS, THIN_STROKE, grey)
        if hidden:
            strokes.line(self._dashes(shank[0, 0], shank[0, 1], on=0.9, off=1.0), THIN_STROKE, grey)
            return
        strokes.line(shank, 0.4, grey)
        strokes.line(np.array([[at["heel"], at["foot_index"]]]), 0.4, grey)
        strokes.ring(at["ankle"], 0.62, THIN_STROKE, grey)

    def _directions(self, strokes: Strokes, floor: Footing, show: Show, inward_deg: float) -> None:
        """Draw the foot's direction, and the knee's with the wedge between, where there is one."""
        strokes.line(self._dashes(floor.origin_px, floor.ray(0.0), on=1.3, off=1.0), 0.34, INK)
        if show is Show.IDLE or not np.isfinite(inward_deg):
            return
        colour = knee_colour(show)
        if show.word is not None:
            fan = floor.ray(np.linspace(0.0, inward_deg, 14), 0.94)
            strokes.area(np.vstack([floor.origin_px, fan]), colour, _WEDGE_OPACITY)
        width = 0.3 if show.word is None else 0.62
        strokes.line(np.array([[floor.origin_px, floor.ray(inward_deg)]]), width, colour)

    def _plumb(self, strokes: Strokes, floor: Footing, knee_px: FloatArray) -> None:
        start = knee_px + np.array([0.0, 2.4 * self._unit])
        if start[1] < floor.knee_foot_px[1]:
            strokes.line(self._dashes(start, floor.knee_foot_px, on=0.35, off=0.85), 0.26, INK)
            strokes.ring(floor.knee_foot_px, 0.32, 0.3, INK)

    def _hip_line(
        self, strokes: Strokes, at: Mapping[Leg, Mapping[str, FloatArray]], k: int
    ) -> None:
        shows = {Show(self._stories[leg].show[k]) for leg in Leg}
        colour = knee_colour(Show.UNMEASURED) if shows == {Show.UNMEASURED} else INK
        hips = at[Leg.LEFT]["hip"], at[Leg.RIGHT]["hip"]
        strokes.line(strokes.shortened(*hips, _HIP_GAP, _HIP_GAP), 0.3, colour)

    def _dashes(self, start: FloatArray, end: FloatArray, *, on: float, off: float) -> FloatArray:
        """Return dashes (N, 2, 2) from start to end; none where an end is NaN."""
        length = float(np.hypot(*(end - start)))
        if not 0 < length < np.inf:
            return np.empty((0, 2, 2))
        begins = np.arange(0.0, length, (on + off) * self._unit)
        shares = np.empty((len(begins), 2, 1))
        shares[:, 0, 0] = begins
        np.minimum(begins + on * self._unit, length, out=shares[:, 1, 0])
        shares /= length
        return np.asarray(start + shares * (end - start))


def _roll_deg(analysis: Analysis) -> float:
    """Return the camera's roll, 0 where it is too vague: staggered feet show none."""
    staggered = any(rep.rep.lead_leg is not None for rep in analysis.reps)
    if analysis.view is None or staggered or not analysis.view.roll_deg.spread < _VAGUE_ROLL_DEG:
        return 0.0
    return _number(analysis.view.roll_deg.value)


def _number(value: float) -> float:
    return value if np.isfinite(value) else 0.0
