"""A live state as the message that a browser gets."""

from __future__ import annotations

from typing import Any

from kneecave.model.live import LegNow, LiveState
from kneecave.model.view import CameraView
from kneecave.outputs.advice_json import finite
from kneecave.outputs.json_report import rep_part
from kneecave.outputs.live_tone import tone_hz
from kneecave.outputs.live_words import count_text, hint_text

_PLACE_DECIMALS = 1


def message(state: LiveState) -> dict[str, Any]:
    """Return everything a page shows of a state, words included; JSON types only, NaN as null.

    ``count`` is the large number and the word under it.  Joints are places in the picture, [x, y]
    pixels; ``last`` is the rep as in the JSON report, without what else was measured at its peaks.
    """
    number, word = count_text(state)
    return {
        "time_s": finite(state.time_s),
        "stage": state.stage.value,
        "hint": hint_text(state.hint) if state.hint else None,
        "still": {"s": finite(state.still_s), "needed_s": finite(state.still_needed_s)},
        "size_px": list(state.image_size_px),
        "joints": {
            joint.value: [round(float(at), _PLACE_DECIMALS) for at in place]
            for joint, place in state.joints_px.items()
        },
        "reps": state.reps,
        "count": {"number": number, "word": word},
        "phase": state.phase.value if state.phase else None,
        "legs": {leg.value: _leg(now) for leg, now in state.legs.items()},
        "last": rep_part(state.last, None).model_dump(mode="json") if state.last else None,
        "view": _view(state.view) if state.view else None,
        "tone_hz": finite(hz) if (hz := tone_hz(state)) is not None else None,
    }


def _leg(now: LegNow) -> dict[str, Any]:
    return {
        "value_deg": finite(now.value),
        "spread_deg": finite(now.spread),
        "limit_deg": finite(now.limit),
        "word": now.word.value if now.word else None,
        "rep_word": now.rep_word.value if now.rep_word else None,
    }


def _view(view: CameraView) -> dict[str, Any]:
    return {
        "kind": view.kind.value,
        "yaw_deg": finite(view.yaw_deg.value),
        "yaw_spread_deg": finite(view.yaw_deg.spread),
    }
