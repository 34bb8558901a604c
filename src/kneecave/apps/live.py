"""What ``kneecave live`` does: takes pictures, shows what is known, saves at the end."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kneecave.apps.errors import tell
from kneecave.apps.exit_codes import ExitCode
from kneecave.apps.history import check
from kneecave.apps.live_end import Recording, end
from kneecave.apps.live_lines import Lines
from kneecave.errors import KneecaveError, OutputError, UsageError
from kneecave.live import LiveSession, open_live
from kneecave.model.clip import Frame
from kneecave.model.live import LiveState
from kneecave.model.rep import Movement
from kneecave.outputs.live_overlay import LiveOverlay
from kneecave.outputs.live_sound import Tone, Voice
from kneecave.outputs.live_tone import tone_hz
from kneecave.outputs.live_window import Window, require_display
from kneecave.outputs.live_words import KNEES_OUT
from kneecave.settings import Settings
from kneecave.video.camera import (
    Newest,
    even,
    is_address,
    open_address,
    open_camera,
    open_played,
)

DEFAULT_OUT = Path("kneecave-out")


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    source: str | None
    camera: int | None
    model: str
    movement: Movement | None
    settings: Settings
    sound: bool
    mirror: bool | None
    window: bool
    duration_s: float | None
    out: Path | None
    save_video: bool
    save_as: str | None
    database: Path | None

    @property
    def is_file(self) -> bool:
        """Whether a video is played."""
        return self.source is not None and not is_address(self.source)

    @property
    def mirrored(self) -> bool:
        """Whether the picture is shown as in a mirror: by default a camera's is."""
        return self.source is None if self.mirror is None else self.mirror


def run(request: Request) -> ExitCode:
    """Return the exit code after a session.

    Raises
    ------
    UsageError
        A camera and a source were both given, or no window can be shown.
    KneecaveError
        Pictures cannot be had, or recorded; what was seen before is told and saved all the same.
    """
    if request.source is not None and request.camera is not None:
        raise UsageError("--camera and an address or file were both given; one is watched")
    if request.save_as is not None:
        check(request.save_as, database=request.database)
    if request.window:
        require_display()
    with ExitStack() as stack:
        session = stack.enter_context(
            open_live(settings=request.settings, movement=request.movement, model=request.model)
        )
        recording = stack.enter_context(Recording(wanted=request.save_video))
        watch = _Watch(request, session, recording, stack)
        broken = watch.go()
        out = request.out or (_default_out() if watch.save else None)
        code = end(
            session,
            out=out,
            recording=recording,
            save_as=request.save_as,
            database=request.database,
        )
        broken = broken or recording.error
        if broken is not None:
            raise broken
        return code


def _default_out() -> Path:
    return DEFAULT_OUT / f"live-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}"


class _Watch:
    """The loop over pictures."""

    def __init__(
        self, request: Request, session: LiveSession, recording: Recording, stack: ExitStack
    ) -> None:
        self.save = request.out is not None or request.save_video
        self._request = request
        self._session = session
        self._recording = recording
        self._muted = not request.sound
        self._stack = stack
        self._tone: Tone | None = None
        self._voice = Voice()
        stack.callback(self._voice.close)
        self._window = stack.enter_context(Window()) if request.window else None
        self._overlay: LiveOverlay | None = None
        self._lines = Lines(request.settings.metric)

    def go(self) -> KneecaveError | None:
        """Watch until the end; return what broke it off, if there were pictures before."""
        seen = False
        try:
            with _frames(self._request) as frames:
                for frame in frames:
                    if not seen and self._request.sound:
                        self._tone = self._open_tone()
                    seen = True
                    if not self._take(frame):
                        break
        except KneecaveError as error:
            if not seen:
                raise
            return error
        except KeyboardInterrupt:
            if not seen:
                raise
        return None

    def _take(self, frame: Frame) -> bool:
        """Show one picture; return whether to go on."""
        frame = even(frame)
        state = self._session.push(frame)
        self._sound(state)
        self._recording.take(frame, state.time_s)
        if self._window is None:
            self._lines.tell(state)
        elif not self._show(self._window, frame, state):
            return False
        duration_s = self._request.duration_s
        return duration_s is None or state.time_s < duration_s

    def _show(self, window: Window, frame: Frame, state: LiveState) -> bool:
        first = self._overlay is None
        if self._overlay is None:
            settings, mirrored = self._request.settings, self._request.mirrored
            self._overlay = LiveOverlay(state.image_size_px, settings, mirrored=mirrored)
        note = "Will be saved" if self.save else ""
        drawn = self._overlay.draw(frame.image_bgr, state, muted=self._muted, note=note)
        match window.show(drawn, first=first):
            case "q":
                return False
            case "r":
                self._session.again()
                self._recording.again()
                self._overlay = None
            case "s":
                self.save = not self.save
            case "m":
                self._muted = not self._muted
        return True

    def _sound(self, state: LiveState) -> None:
        if self._tone is not None:
            self._tone.sound(None if self._muted else tone_hz(state))
        if state.excess_deg is not None and not self._muted:
            self._voice.say(KNEES_OUT)

    def _open_tone(self) -> Tone | None:
        try:
            return self._stack.enter_context(Tone())
        except OutputError as error:
            tell(f"{error}; going on without")
            return None


def _frames(request: Request) -> AbstractContextManager[Iterable[Frame]]:
    """Return the pictures of the source: the newest one each time, or every one of a file."""
    if request.is_file:
        path = Path(str(request.source))
        if not request.window:
            return open_played(path, real_time=False)
        return Newest(open_played(path, real_time=True))
    if request.source is not None:
        return Newest(open_address(request.source))
    return Newest(open_camera(request.camera or 0))
