"""The feet as one picture: the standing they are compared with, and how each rolls over time."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from kneecave.errors import OutputError
from kneecave.model.arrays import FloatArray, ImageBgr, KeptArray
from kneecave.model.body import Leg
from kneecave.model.feet import FeetCheck, FootMarks, FootRoll, RollPeak
from kneecave.model.verdict import Unmeasurable
from kneecave.outputs import numbers
from kneecave.outputs.feet_words import feet_lines
from kneecave.outputs.overlay_ink import area
from kneecave.outputs.overlay_strokes import Strokes
from kneecave.outputs.overlay_text import Type, width_px, write, write_centred
from kneecave.outputs.palette import BELOW, INK, MUTED

_WIDTH, _PHOTO, _LINE, _CHART = 1080, 470, 30, 200
_LEFT, _RIGHT = 92, 30
_AROUND = (0.55, 0.75, 0.35)
_LEAST_RANGE_DEG = 8.0
_TEXT = Type(20, INK)
_BOLD = Type(20, INK, bold=True)
_SMALL = Type(15, MUTED)
_EDGED = Type(20, INK, bold=True, edge_px=3)


def feet_picture(
    check: FeetCheck, picture_bgr: ImageBgr, marks: Mapping[Leg, FootMarks]
) -> ImageBgr:
    """Return the drawn picture, (H, 1080, 3)."""
    lines = feet_lines(check)
    height = _PHOTO + _LINE * len(lines) + 24 + _CHART * len(Leg)
    image: ImageBgr = np.empty((height, _WIDTH, 3), np.uint8)
    image[:] = BELOW
    image[:_PHOTO] = _photo(picture_bgr, marks)
    if check.reference_s is not None:
        told = f"compared with: standing at {numbers.seconds(check.reference_s)}"
        write(image, told, 16, _PHOTO - 14, Type(15, INK, edge_px=3))
    for number, line in enumerate(lines):
        write(image, line, 16, _PHOTO + 28 + _LINE * number, _fitting(line))
    top = height - _CHART * len(Leg)
    reach = _reach_deg(check)
    for number, leg in enumerate(Leg):
        _chart(image[top + _CHART * number : top + _CHART * (number + 1)], check.feet[leg], reach)
        write(image, leg.value, 16, top + _CHART * number + 24, _BOLD)
    return image


def as_png(image: ImageBgr) -> bytes:
    """Return a picture as the content of a PNG file."""
    made, content = cv2.imencode(".png", image)
    if not made:
        raise OutputError("the picture of the feet cannot be made into a PNG")
    return content.tobytes()


def _fitting(line: str) -> Type:
    return _TEXT if width_px(line, _TEXT) < _WIDTH - 32 else Type(15, INK)


def _photo(picture_bgr: ImageBgr, marks: Mapping[Leg, FootMarks]) -> ImageBgr:
    """Return the feet of the reference picture, as large as they fit, with what is followed."""
    way = _way(marks)
    photo = np.asarray(
        cv2.warpAffine(
            picture_bgr,
            way,
            (_WIDTH, _PHOTO),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=BELOW,
        ),
        dtype=np.uint8,
    )
    strokes = Strokes(_PHOTO / 100)
    for foot in marks.values():
        knee, ankle, heel, toe = (
            way[:, :2] @ point + way[:, 2] for point in (foot.knee, foot.ankle, foot.heel, foot.toe)
        )
        strokes.line(np.array([[knee, ankle], [heel, toe]]), 0.45, INK)
        strokes.ring(ankle, 2.2, 0.6, INK)
    strokes.draw(photo)
    for leg, foot in marks.items():
        x, y = way[:, :2] @ foot.toe + way[:, 2]
        write_centred(photo, leg.value, float(x), min(float(y) + 34, _PHOTO - 20), _EDGED)
    return photo


def _way(marks: Mapping[Leg, FootMarks]) -> FloatArray:
    """Return the way (2, 3) from the picture to the photo: ankles and feet in its middle."""
    points = np.array([p for foot in marks.values() for p in (foot.ankle, foot.heel, foot.toe)])
    shank = float(np.mean([np.linalg.norm(foot.knee - foot.ankle) for foot in marks.values()]))
    side, above, below = (share * shank for share in _AROUND)
    low = points.min(axis=0) - np.array([side, above])
    high = points.max(axis=0) + np.array([side, below])
    scale = float(min(_WIDTH / (high[0] - low[0]), _PHOTO / (high[1] - low[1])))
    shift = np.array([_WIDTH, _PHOTO]) / 2 - scale * (low + high) / 2
    return np.array([[scale, 0.0, shift[0]], [0.0, scale, shift[1]]])


def _reach_deg(check: FeetCheck) -> float:
    found = [foot for foot in check.feet.values() if isinstance(foot, FootRoll)]
    known = [np.nanmax(np.abs(foot.roll_deg.value)) for foot in found]
    return float(np.ceil(max([_LEAST_RANGE_DEG, *known]) / 2) * 2)


def _chart(image: ImageBgr, foot: FootRoll | Unmeasurable, reach_deg: float) -> None:
    """Draw a foot's roll over time, inward upward, over the band that cannot be told from none."""
    middle = _CHART / 2
    if isinstance(foot, Unmeasurable):
        write_centred(image, "cannot be measured", _WIDTH / 2, middle, Type(20, MUTED))
        return
    per_deg = (_CHART / 2 - 34) / reach_deg
    start, end = float(foot.time_s[0]), float(foot.time_s[-1])
    per_s = (_WIDTH - _LEFT - _RIGHT) / max(end - start, 1e-9)

    def at(time_s: FloatArray, deg: KeptArray) -> FloatArray:
        return np.stack([_LEFT + (time_s - start) * per_s, middle - deg * per_deg], axis=-1)

    edges, least = np.array([start, end]), foot.detectable_deg
    band = np.concatenate([at(edges, np.full(2, least)), at(edges[::-1], np.full(2, -least))])
    area(image, band, MUTED, 0.16)
    strokes = Strokes(2.0)
    strokes.line(at(edges, np.zeros(2))[None], 0.5, MUTED)
    path = at(foot.time_s, foot.roll_deg.value)
    strokes.line(np.stack([path[:-1], path[1:]], axis=1), 1.0, INK)
    told = [peak for peak in (foot.inward, foot.outward) if peak.sure]
    places = [at(np.array(peak.time_s), np.array(peak.value_deg)) for peak in told]
    for place in places:
        strokes.ring(place, 2.6, 1.0, INK)
    strokes.draw(image)
    for peak, place in zip(told, places, strict=True):
        _label(image, peak, place)
    _axis(image, foot, reach_deg, per_deg, end)


def _label(image: ImageBgr, peak: RollPeak, place: FloatArray) -> None:
    text = numbers.with_spread(peak.value_deg, peak.spread_deg, numbers.DEGREES)
    x = float(np.clip(place[0], _LEFT + 70, _WIDTH - _RIGHT - 70))
    above = -20 if peak.value_deg > 0 else 20
    write_centred(image, text, x, float(place[1]) + above, Type(17, INK, bold=True, edge_px=3))


def _axis(image: ImageBgr, foot: FootRoll, reach_deg: float, per_deg: float, end_s: float) -> None:
    middle = _CHART / 2
    for deg, word in ((reach_deg, "inward"), (-reach_deg, "outward")):
        y = middle - deg * per_deg
        write(image, f"{word} {abs(deg):.0f}°", _LEFT, y + (0 if deg > 0 else 10), _SMALL)
    end = numbers.seconds(end_s)
    write(image, end, _WIDTH - _RIGHT - width_px(end, _SMALL), _CHART - 8, _SMALL)
    least = f"grey: up to {numbers.number(foot.detectable_deg, numbers.DEGREES)} cannot be told"
    write(image, least, _LEFT + 110, _CHART - 8, _SMALL)
