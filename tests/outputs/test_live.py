"""What a live session shows, sounds and sends."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import cv2
import numpy as np
import pytest

from kneecave.errors import OutputError, UsageError
from kneecave.model.body import Joint, Leg
from kneecave.model.live import Hint, LegNow, LiveState, Stage
from kneecave.model.rep import Movement, Phase
from kneecave.model.verdict import Cave, Clear, Peak, RepVerdict, Word
from kneecave.outputs import live_window
from kneecave.outputs.live_json import message
from kneecave.outputs.live_overlay import SIZE_PX, LiveOverlay
from kneecave.outputs.live_sound import SAID_AGAIN_S, VOLUME, Tone, Voice, Wave
from kneecave.outputs.live_tone import HIGHEST_HZ, LOWEST_HZ, tone_hz
from kneecave.outputs.live_words import (
    HINTS,
    KNEES_OUT,
    READY,
    count_text,
    cue_text,
    hint_text,
)
from kneecave.settings import Settings
from tests.made_reps import rep_of

PICTURE_PX = (480, 640)
RATE_HZ = 48_000.0
PEAK = Peak(23.6, 2.6, 10.0, 20.0, 5.7, Phase.BOTTOM)
LAST = RepVerdict(
    rep_of(2, Movement.SQUAT, None, 4.5, 5.9, 7.1),
    {Leg.LEFT: Cave(PEAK), Leg.RIGHT: Clear(replace(PEAK, value=1.2))},
)
PLACES = {
    "left_hip": (300, 300), "right_hip": (180, 300), "left_knee": (260, 420),
    "right_knee": (190, 420), "left_ankle": (300, 540), "right_ankle": (180, 540),
    "left_heel": (300, 560), "right_heel": (180, 560), "left_foot_index": (310, 580),
    "right_foot_index": (170, 580),
}  # fmt: skip
STATE = LiveState(
    time_s=6.0,
    stage=Stage.MEASURING,
    hint=None,
    still_s=0.0,
    still_needed_s=0.0,
    joints_px={Joint(name): np.array(place, dtype=float) for name, place in PLACES.items()},
    image_size_px=PICTURE_PX,
    reps=2,
    counting=False,
    phase=Phase.BOTTOM,
    legs={
        Leg.LEFT: LegNow(24.4, 3.1, 10.0, Word.CAVE, Word.CAVE),
        Leg.RIGHT: LegNow(float("nan"), float("nan"), 10.0, None, Word.CLEAR),
    },
    last=LAST,
    view=None,
    excess_deg=14.4,
)
WAITING = replace(
    STATE, stage=Stage.STANDING, hint=Hint.STAND_STILL, still_s=1.2, still_needed_s=2.0, legs={},
    reps=0, phase=None, last=None, excess_deg=None,
)  # fmt: skip


def test_every_hint_has_its_words() -> None:
    assert set(HINTS) == set(Hint)
    assert len({hint_text(hint) for hint in Hint}) == len(Hint)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (WAITING, "Stand still for 2 s"),
        (STATE, KNEES_OUT),
        (replace(STATE, excess_deg=None), None),
        (replace(STATE, excess_deg=None, reps=0, phase=None), READY),
    ],
)
def test_one_thing_is_said_at_a_time(state: LiveState, says: str | None) -> None:
    assert cue_text(state) == says


@pytest.mark.parametrize(
    ("reps", "counting", "phase", "shown"),
    [
        (0, False, None, (0, "Reps")),
        (0, False, Phase.DESCENT, (1, "Descent")),
        (0, True, None, (1, "Rep")),
        (1, False, None, (1, "Rep")),
        (2, False, Phase.BOTTOM, (3, "Bottom")),
        (2, False, Phase.ASCENT, (3, "Ascent")),
        (2, True, None, (3, "Reps")),
        (2, True, Phase.DESCENT, (4, "Descent")),
        (3, False, None, (3, "Reps")),
    ],
)
def test_the_large_number_is_the_rep_under_way(
    reps: int, counting: bool, phase: Phase | None, shown: tuple[int, str]
) -> None:
    state = replace(STATE, reps=reps, counting=counting, phase=phase)
    assert count_text(state) == shown
    assert message(state)["count"] == {"number": shown[0], "word": shown[1]}


def test_the_tone_rises_with_the_excess_and_is_silent_without() -> None:
    assert tone_hz(replace(STATE, excess_deg=None)) is None
    assert tone_hz(replace(STATE, excess_deg=0.0)) == LOWEST_HZ
    pitches = [tone_hz(replace(STATE, excess_deg=deg)) or 0.0 for deg in (0, 2, 5, 10, 14)]
    assert pitches == sorted(set(pitches))
    assert pitches[3] == pytest.approx(2 * LOWEST_HZ)
    assert tone_hz(replace(STATE, excess_deg=300.0)) == HIGHEST_HZ


def test_the_message_is_json_without_nan() -> None:
    sent = json.loads(json.dumps(message(STATE), allow_nan=False))
    assert sent["legs"]["left"] == {
        "value_deg": 24.4, "spread_deg": 3.1, "limit_deg": 10.0, "word": "cave", "rep_word": "cave",
    }  # fmt: skip
    assert sent["legs"]["right"]["value_deg"] is None
    assert sent["legs"]["right"]["word"] is None
    assert sent["joints"]["left_knee"] == [260.0, 420.0]
    assert sent["last"]["legs"]["left"]["peak_deg"] == 23.6
    assert (sent["stage"], sent["phase"], sent["reps"]) == ("measuring", "bottom", 2)
    assert sent["size_px"] == [480, 640]
    assert sent["tone_hz"] > LOWEST_HZ
    start = message(WAITING)
    assert (start["hint"], start["still"]) == ("Stand still for 2 s", {"s": 1.2, "needed_s": 2.0})
    assert (start["last"], start["view"], start["tone_hz"], start["legs"]) == (None, None, None, {})


USUAL = Settings()


def drawn(state: LiveState, *, mirrored: bool, settings: Settings = USUAL) -> np.ndarray:
    picture = np.full((PICTURE_PX[1], PICTURE_PX[0], 3), 128, np.uint8)
    overlay = LiveOverlay(PICTURE_PX, settings, mirrored=mirrored)
    return overlay.draw(picture, state, muted=False)


def near(image: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    return (np.abs(image.astype(int) - colour).max(axis=2) < 30).nonzero()[1]


CAVE_BGR, CLEAR_BGR = (38, 122, 255), (150, 196, 46)


@pytest.mark.parametrize("mirrored", [True, False])
def test_left_stays_left_in_the_mirror_and_the_inside_of_a_ring_stays_free(mirrored: bool) -> None:
    image = drawn(STATE, mirrored=mirrored)
    assert image.shape == (SIZE_PX[1], SIZE_PX[0], 3)
    panel = np.concatenate([near(image[:, :162], CAVE_BGR), near(image[:, -162:], CAVE_BGR) + 1118])
    assert (panel < 640).all() == mirrored  # the caved knee is the left one
    assert len(panel) > 200
    scale = min((1280 - 348) / 480, (720 - 140) / 640)
    x = 260 * scale
    width = round(480 * scale)
    left = (1280 - width) // 2
    knee = left + (width - x if mirrored else x), 12 + 420 * scale
    inside = image[int(knee[1]) - 3 : int(knee[1]) + 4, int(knee[0]) - 3 : int(knee[0]) + 4]
    assert np.abs(inside.astype(int) - 128).max() < 60


def test_words_are_never_mirrored() -> None:
    plain, mirrored = (drawn(WAITING, mirrored=way) for way in (False, True))
    cue = slice(720 - 30 - 12 - 74, 720 - 30 - 12)
    np.testing.assert_array_equal(plain[cue, 180:1100], mirrored[cue, 180:1100])


def test_a_knee_that_is_clear_now_but_caved_in_this_rep_still_says_so() -> None:
    later = {leg: LegNow(24.0, 3.0, 10.0, None, word) for leg, word in
             ((Leg.LEFT, Word.CAVE), (Leg.RIGHT, Word.CLEAR))}  # fmt: skip
    image = drawn(replace(STATE, legs=later, last=None), mirrored=True)
    assert len(near(image[500:, :162], CAVE_BGR)) > 100
    assert len(near(image[500:, -162:], CLEAR_BGR)) > 100


def rows_of(settings: Settings, band: tuple[int, int, int]) -> int:
    image = drawn(WAITING, mirrored=True, settings=settings)
    return int((image[:, 75] == band).all(axis=1).sum())


def test_the_gauge_has_the_bands_of_the_settings() -> None:
    limits = USUAL.limits
    surer = limits.model_copy(update={"certainty_z": 2 * limits.certainty_z})
    stricter = limits.knee_over_foot.model_copy(update={"bilateral": 2.0})
    lower = limits.model_copy(update={"knee_over_foot": stricter})
    usual, sure, low = (
        USUAL.model_copy(update={"limits": chosen}) for chosen in (limits, surer, lower)
    )
    watch, clear = (46, 108, 112), (68, 76, 28)
    assert rows_of(sure, watch) == pytest.approx(2 * rows_of(usual, watch), abs=3)
    assert rows_of(low, clear) == pytest.approx(rows_of(usual, clear) * 8 / 16, abs=3)


def test_a_tone_has_no_click() -> None:
    tone = Wave()
    heard = [tone.samples(480, RATE_HZ)]
    tone.sound(440.0)
    heard += [tone.samples(480, RATE_HZ) for _ in range(5)]
    tone.sound(880.0)
    heard += [tone.samples(480, RATE_HZ) for _ in range(5)]
    tone.sound(None)
    heard += [tone.samples(480, RATE_HZ) for _ in range(5)]
    wave = np.concatenate(heard)
    assert (heard[0] == 0).all() and (heard[-1] == 0).all()
    assert np.abs(wave).max() == pytest.approx(VOLUME, rel=0.05)
    assert np.abs(np.diff(wave)).max() < 1.1 * VOLUME * 2 * np.pi * 880 / RATE_HZ


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were started."""
    started: list[list[str]] = []

    class Quiet:
        def __init__(self, command: list[str], **_: object) -> None:
            started.append(command)

        def poll(self) -> int:
            return 0

        def terminate(self) -> None:
            pass

        def wait(self) -> None:
            pass

    monkeypatch.setattr("subprocess.Popen", Quiet)
    return started


def test_the_voice_does_not_repeat_itself(
    said: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr("shutil.which", lambda name: "/bin/say" if name == "say" else None)
    voice = Voice()
    for seconds in (0.0, 1.0, SAID_AGAIN_S - 0.1, SAID_AGAIN_S + 0.1):
        now[0] = 100.0 + seconds
        voice.say(KNEES_OUT)
    voice.close()
    assert said == [["/bin/say", KNEES_OUT]] * 2


def test_the_words_are_inside_the_command_of_windows(
    said: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("shutil.which", lambda name: f"C:/{name}.exe")
    Voice().say("Don't stop")
    assert said[0][:-1] == ["C:/powershell.exe", "-NoProfile", "-Command"]
    assert said[0][-1].endswith(".Speak('Don''t stop')")


def test_a_voice_that_cannot_be_run_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: str(tmp_path / "gone"))
    voice = Voice()
    voice.say(KNEES_OUT)
    assert voice.command == ()
    voice.close()


class Taken:
    """A sound device that opens and does not start."""

    samplerate = RATE_HZ
    last: ClassVar[Taken]

    def __init__(self, **_: object) -> None:
        self.closed = False
        Taken.last = self

    def start(self) -> None:
        raise RuntimeError("device unavailable")

    def close(self) -> None:
        self.closed = True


def test_a_sound_device_that_does_not_start_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    library = SimpleNamespace(OutputStream=Taken)
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    with pytest.raises(OutputError, match="device unavailable"), Tone():
        pass
    assert Taken.last.closed


class Screen:
    """What OpenCV's windows say, one picture after the other: visible or not, None for an error."""

    def __init__(self, *visible: float | None) -> None:
        self._visible = list(visible)

    def shown(self, _title: str, _image: np.ndarray) -> None:
        if self._visible[0] is None:
            raise cv2.error("null window")

    def visible(self, *_: object) -> float:
        return self._visible.pop(0) or 0.0


@pytest.mark.parametrize(
    ("says", "keys"),
    [
        ((1.0, 1.0, 0.0), ["", "", "q"]),
        ((-1.0, -1.0, -1.0), ["", "", ""]),
        ((0.0, 1.0, -1.0), ["", "", "q"]),
        ((1.0, None), ["", "q"]),
    ],
    ids=["closed", "never-told", "slow-to-open", "destroyed"],
)
def test_a_window_that_is_closed_ends_the_session(
    says: tuple[float | None, ...], keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(*says)
    monkeypatch.setattr(cv2, "imshow", screen.shown)
    monkeypatch.setattr(cv2, "waitKey", lambda _ms: -1)
    monkeypatch.setattr(cv2, "getWindowProperty", screen.visible)
    window = live_window.Window()
    image = np.zeros((2, 2, 3), np.uint8)
    assert [window.show(image, first=False) for _ in keys] == keys


def test_no_voice_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    Voice().say(KNEES_OUT)


def test_no_sound_library_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(OutputError, match="no sound"):
        Tone()


def test_without_a_display_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_window.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UsageError, match="kneecave serve"):
        live_window.require_display()
