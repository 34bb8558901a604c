"""What the guide shows, made by the program itself: its terminal, its video, its pages."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import cv2

from docs.guide.browser import Shot, shoot
from docs.guide.people import PROGRESS, filmed, write_sets
from docs.guide.website import web_pictures
from docs.guide.window import live_window
from kneecave.video.reader import open_video

_SAMPLES = Path(__file__).parents[2] / "sample_videos"
_CLIPS = {"squat.mp4": "squat_front.mp4", "stand.mp4": "stand_front.mp4"}
_WIDTH = "88"
_SHOWN_S = 6.25
_RESULTS = Path("kneecave-out")
_PAGES = {
    "report_top": Shot(
        "kneecave-out/squat/report.html",
        made_by="kneecave analyze squat.mp4",
        first="header",
        last="section:has(h2:text('Rep by rep'))",
    ),
    "report_curves": Shot(
        "kneecave-out/squat/report.html",
        made_by="kneecave analyze squat.mp4",
        first="section:has(h2:text('through the set'))",
    ),
    "plan": Shot(
        "plan.html",
        made_by="kneecave plan kneecave-out/usual --html plan.html",
        first="header",
        height_px=900,
    ),
    "batch": Shot(
        "results/summary.html",
        made_by="kneecave batch clips --out results --no-video",
        first="body",
        height_px=760,
    ),
    "history": Shot(
        "anna.html", made_by="kneecave history Anna --html anna.html", first="body", height_px=760
    ),
}
_FILMED = ("good", "beside", "cut_off")
_WEB = ("web_upload", "web_clip", "web_live")
PICTURES = frozenset({*_FILMED, *_WEB, *_PAGES, "annotated", "live"})
"""The names of all pictures that there are."""


class Studio:
    """A folder with clips in which commands are run and pictures made.

    Parameters
    ----------
    folder
        Everything that is made on the way; existing.  What a command printed there before is
        taken as it is.
    chromium
        The browser for pictures of pages; without one these are left out.
    """

    def __init__(self, folder: Path, chromium: Path | None) -> None:
        self._folder, self._chromium = folder, chromium
        self._ready: set[str] = set()
        self._web: dict[str, bytes | None] = {}

    def terminal(self, command: str) -> str:
        """Return what a command prints; it is run as it is shown."""
        self._prepare()
        return self._run(command)

    def picture(self, name: str) -> bytes | None:
        """Return the picture of a name as JPEG or PNG; None where it cannot be made."""
        if name in _FILMED:
            return filmed(name)
        self._prepare()
        if name == "annotated":
            self._run("kneecave analyze squat.mp4")
            return self._annotated()
        if name == "live":
            return live_window(self._folder / "squat.mp4", _SHOWN_S)
        return None if self._chromium is None else self._page(name, self._chromium)

    def _page(self, name: str, chromium: Path) -> bytes | None:
        if name in _WEB:
            if not self._web:
                self._web = web_pictures(self._folder, self._folder / "squat.mp4", chromium)
            return self._web[name]
        shot = _PAGES[name]
        self._run(shot.made_by)
        return shoot((self._folder / shot.page).as_uri(), shot, chromium)

    def _annotated(self) -> bytes:
        with open_video(self._folder / _RESULTS / "squat" / "annotated.mp4") as reader:
            image_bgr = next(one.image_bgr for one in reader if one.time_s >= _SHOWN_S)
        done, jpeg = cv2.imencode(".jpg", image_bgr, [cv2.IMWRITE_JPEG_QUALITY, 88])
        assert done
        return jpeg.tobytes()

    def _prepare(self) -> None:
        """Make what every chapter builds on: the clips, and the analyses of two of them."""
        self._once("sets", self._write_sets)

    def _write_sets(self) -> None:
        for name, sample in _CLIPS.items():
            shutil.copyfile(_SAMPLES / sample, self._folder / name)
        write_sets(self._folder)
        self._run("kneecave analyze usual.pose.npz")

    def _write_history(self) -> None:
        for day in PROGRESS:
            self._run(f"kneecave analyze clips/anna_{day}_squat.pose.npz")
            self._run(
                f"kneecave history add Anna kneecave-out/anna_{day}_squat/report.json --at {day}"
            )

    def _once(self, what: str, make: Callable[[], object]) -> None:
        if what not in self._ready:
            self._ready.add(what)
            make()

    def _run(self, command: str) -> str:
        """Run a command of kneecave in the folder, once; return what it prints."""
        program, *arguments = shlex.split(command)
        assert program == "kneecave"
        if arguments[0] == "history" and "add" not in arguments:
            self._once("history", self._write_history)
        kept = self._folder / "printed" / f"{sha256(command.encode()).hexdigest()[:16]}.txt"
        if kept.exists():
            return kept.read_text(encoding="utf-8")
        own = {"COLUMNS": _WIDTH, "NO_COLOR": "1", "KNEECAVE_DB": "history.sqlite"}
        done = subprocess.run(
            [Path(sys.executable).with_name("kneecave"), *arguments],
            cwd=self._folder,
            env=os.environ | own,
            capture_output=True,
            text=True,
            check=False,
        )
        if "Traceback" in done.stderr:
            raise RuntimeError(f"{command}:\n{done.stderr}")
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(done.stdout or done.stderr, encoding="utf-8")
        return done.stdout or done.stderr
