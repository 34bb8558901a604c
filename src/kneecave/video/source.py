"""A file on disk to an open container and its video stream, or one clear line why not."""

from __future__ import annotations

import errno
import stat
from dataclasses import dataclass
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.codec.context import Flags as CodecFlags
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from kneecave.errors import InputError, NotAVideoError
from kneecave.video.threads import codec_threads

# Formats that read other files or the network (playlists, session descriptions), or that draw any
# text file as a film: none of them is a clip of a person.
_PLAYLISTS = {"concat", "dash", "hls", "rtp", "rtsp", "sap", "sdp", "webm_dash_manifest"}
_TEXT_ART = {"adf", "bin", "idf", "tty", "xbin"}
_GUESS_STAMPS = 0x1  # AVFMT_FLAG_GENPTS, which PyAV sets; its guesses are wrong in AVI
_MP4_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})
_LARGEST_SIDE_PX = 8192
_LARGEST_AREA_PX = 8192 * 4608


@dataclass(frozen=True, slots=True)
class Source:
    """An open container with the stream that shows the person."""

    container: InputContainer
    stream: VideoStream


def open_source(path: Path) -> Source:
    """Return the open container of a clip; whoever calls closes it.

    Raises
    ------
    NotAVideoError
        If there are no moving pictures in the file.
    InputError
        If the file cannot be read, or its pictures are too large to be handled.
    """
    container = open_container(path)
    try:
        stream = _video_stream(path, container)
        require_handy_size(path, stream.width, stream.height)
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = codec_threads()
        # As players do: pictures that lean on a lost one are shown, not held back to the next key.
        stream.codec_context.flags |= CodecFlags.output_corrupt
        return Source(container, stream)
    except BaseException:
        container.close()
        raise


def open_container(path: Path) -> InputContainer:
    """Return an open container that reads this file and nothing else; whoever calls closes it.

    Raises
    ------
    NotAVideoError
        If it is not a format of pictures or sound.
    InputError
        If the file is missing, may not be read, is empty or was cut short.
    """
    head = _first_bytes(path)
    allowed = ",".join(sorted(av.formats_available - _PLAYLISTS - _TEXT_ART))
    try:
        container = av.open(
            f"file:{path}",
            options={"protocol_whitelist": "file", "format_whitelist": allowed},
            metadata_errors="ignore",
        )
    except FFmpegError as error:
        if head[4:8] in _MP4_BOXES:
            raise InputError(
                f"{path} is damaged: its index is missing, as if the recording or the copy was "
                "cut short; copy or export it again"
            ) from error
        raise NotAVideoError(
            f"{path} is not a video; give a clip such as mp4, mov, webm, mkv, avi or gif"
        ) from error
    container.flags &= ~_GUESS_STAMPS
    return container


def require_handy_size(path: Path, width_px: int, height_px: int) -> None:
    """Refuse pictures that would fill the memory.

    Raises
    ------
    InputError
        If a side is over 8192 pixels or the area is over that of 8K video.
    """
    if max(width_px, height_px) > _LARGEST_SIDE_PX or width_px * height_px > _LARGEST_AREA_PX:
        raise InputError(
            f"{path} has pictures of {width_px} x {height_px} pixels, more than can be handled; "
            "export it at 1080p"
        )


def audio_stream(container: InputContainer) -> AudioStream | None:
    """Return the container's main audio stream that can be decoded, None if there is none."""
    decodable = [s for s in container.streams.audio if s.codec_context is not None]
    return decodable[0] if decodable else None


def _first_bytes(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputError(f"{path} is a folder, not a clip; name the clip inside it")
        if not stat.S_ISREG(mode):
            raise InputError(f"{path} is not a regular file; give a clip on disk")
        with path.open("rb") as file:
            head = file.read(8)
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist; check the path") from error
    except PermissionError as error:
        raise InputError(
            f"{path} may not be read (permission denied); change its permissions or copy it"
        ) from error
    except OSError as error:
        reason = error.strerror or errno.errorcode.get(error.errno or 0, "unknown error")
        raise InputError(f"{path} cannot be read ({reason}); check the path or the disk") from error
    if not head:
        raise InputError(f"{path} is empty (0 bytes); copy or export it again")
    return head


def _video_stream(path: Path, container: InputContainer) -> VideoStream:
    if container.format.name == "image2" or container.format.name.endswith("_pipe"):
        raise NotAVideoError(f"{path} is a still picture, not a video; give a clip")
    films = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not films and container.streams.audio:
        raise NotAVideoError(f"{path} has sound but no moving pictures; give a clip")
    if not films:
        raise NotAVideoError(f"{path} has no moving pictures; give a clip")
    decodable = [s for s in films if s.codec_context is not None]
    if not decodable:
        raise InputError(f"{path} uses a video codec that cannot be decoded; convert it to H.264")
    best = container.streams.best("video")
    return next((s for s in decodable if s is best), decodable[0])
