"""The tone through the computer's own loudspeaker, and the cue by its own voice."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from types import TracebackType
from typing import Any, Self

import numpy as np

from kneecave.errors import OutputError

VOLUME = 0.18
FADE_S = 0.012
"""A tone that begins or ends at once would click."""
SAID_AGAIN_S = 5.0
_SAPI = (
    "Add-Type -AssemblyName System.Speech; "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak('{}')"
)
_VOICES = ("say", "spd-say", "espeak-ng", "espeak")


class Tone:
    """Sounds one pitch at a time, without a break where the pitch changes; use it in a ``with``.

    Raises
    ------
    OutputError
        There is no sound library or no device; nothing else stops working without it.
    """

    def __init__(self) -> None:
        self._wave = Wave()
        try:
            # fails where PortAudio is missing
            import sounddevice  # type: ignore[import-untyped]  # noqa: PLC0415

            self._stream = sounddevice.OutputStream(
                channels=1, dtype="float32", latency="low", callback=self._fill
            )
            self._rate_hz = float(self._stream.samplerate)
        except (OSError, ImportError) as error:
            raise OutputError(f"no sound: {_short(error)}") from error
        except Exception as error:  # sounddevice.PortAudioError, known only once it is there
            raise OutputError(f"no sound device: {_short(error)}") from error

    def __enter__(self) -> Self:
        try:
            self._stream.start()
        except Exception as error:  # sounddevice.PortAudioError: the device is taken, or gone
            self._stream.close()
            raise OutputError(f"no sound device: {_short(error)}") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stream.close()

    def sound(self, hz: float | None) -> None:
        """Sound this pitch from now on; None for silence."""
        self._wave.sound(hz)

    def _fill(self, out: Any, frames: int, _time: Any, _status: Any) -> None:
        out[:, 0] = self._wave.samples(frames, self._rate_hz)


class Wave:
    """The samples of a tone that begins, bends and ends without a click."""

    def __init__(self) -> None:
        self._wanted_hz: float | None = None
        self._hz = 440.0
        self._turn = 0.0
        self._loud = 0.0

    def sound(self, hz: float | None) -> None:
        """Go over to this pitch; None for silence."""
        self._wanted_hz = hz

    def samples(self, frames: int, rate_hz: float) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return the next samples, (frames,) from -1 to 1, and go on from there."""
        wanted = self._wanted_hz
        pitch = np.linspace(self._hz, wanted or self._hz, frames, endpoint=False)
        turns = self._turn + np.cumsum(pitch) / rate_hz
        step = np.arange(1, frames + 1) / (FADE_S * rate_hz)
        loud = np.clip(self._loud + (step if wanted else -step), 0.0, 1.0)
        self._hz, self._turn, self._loud = wanted or self._hz, turns[-1] % 1.0, float(loud[-1])
        return np.asarray(VOLUME * loud * np.sin(2 * np.pi * turns), dtype=np.float32)


class Voice:
    """Says something, not again before `SAID_AGAIN_S` have gone by; silent where there is no voice.

    Attributes
    ----------
    command
        The program that speaks, with what stands before the words; empty where there is none.
    """

    def __init__(self) -> None:
        self.command = _voice()
        self._speaking: subprocess.Popen[bytes] | None = None
        self._said_s = float("-inf")

    def say(self, words: str) -> None:
        """Say the words, unless something was said a moment ago or is being said."""
        now_s = time.monotonic()
        if not self.command or now_s - self._said_s < SAID_AGAIN_S:
            return
        if self._speaking is not None and self._speaking.poll() is None:
            return
        self._said_s = now_s
        nowhere = subprocess.DEVNULL
        try:
            self._speaking = subprocess.Popen(
                [*self.command, self._quoted(words)], stdin=nowhere, stdout=nowhere, stderr=nowhere
            )
        except OSError:  # found, but it cannot be run
            self.command = ()

    def close(self) -> None:
        """Stop speaking."""
        if self._speaking is not None:
            self._speaking.terminate()
            self._speaking.wait()

    @staticmethod
    def _quoted(words: str) -> str:
        """Return the words as the program takes them: PowerShell takes only commands."""
        if sys.platform == "win32":
            return _SAPI.format(words.replace("'", "''"))
        return words


def _voice() -> tuple[str, ...]:
    if sys.platform == "win32":
        shell = shutil.which("powershell")
        return (shell, "-NoProfile", "-Command") if shell else ()
    return next(((program,) for name in _VOICES if (program := shutil.which(name))), ())


def _short(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
