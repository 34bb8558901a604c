"""A session in front of a running camera: pictures in, what to show now out.

::

    with open_live() as session:
        for frame in camera:
            state = session.push(frame)
        result = session.finish()
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from kneecave.errors import InputError, NobodyFoundError
from kneecave.live_person import LivePerson
from kneecave.model.arrays import ImageBgr
from kneecave.model.clip import Frame
from kneecave.model.live import LiveState, Stage
from kneecave.model.pose_track import PoseSource
from kneecave.model.rep import Movement
from kneecave.pipeline import Result
from kneecave.pose.crowd import Crowd
from kneecave.pose.following import row_of
from kneecave.pose.landmarker import open_landmarker, open_scanner, source_of
from kneecave.pose.poses import Landmarker
from kneecave.pose.scanning import MODEL
from kneecave.settings import Settings

_EVERY_PX = 16


@contextmanager
def open_live(
    *,
    settings: Settings | None = None,
    movement: Movement | None = None,
    model: str = "heavy",
    threads: int = 2,
) -> Iterator[LiveSession]:
    """Give a session; its pose model is closed at the end.

    Parameters
    ----------
    movement
        What the person does; None: found from the movement itself.
    model
        Pose bundle: heavy, full or lite.
    threads
        How many threads the pose model may take.

    Raises
    ------
    ModelError
        The pose bundle is missing or cannot be loaded.
    """
    settings = settings or Settings()
    with (
        open_landmarker(model, engine=settings.engine, threads=threads) as landmarker,
        open_scanner(MODEL, most_people=2, engine=settings.engine, threads=threads) as scanner,
        ThreadPoolExecutor(1) as judging,
    ):
        source = source_of(model, settings.engine)
        crowd = Crowd(scanner)
        yield LiveSession(landmarker, crowd, source, settings, movement, threads=judging)


class LiveSession:
    """Takes pictures as they come; whoever feeds it leaves out those that come too fast.

    Finished reps are judged in a thread, so they are counted about a third of a second after the
    person is up again.
    """

    def __init__(
        self,
        landmarker: Landmarker,
        crowd: Crowd,
        source: PoseSource,
        settings: Settings,
        movement: Movement | None,
        *,
        threads: ThreadPoolExecutor,
    ) -> None:
        self._landmarker = landmarker
        self._crowd = crowd
        self._source = source
        self._settings = settings
        self._movement = movement
        self._threads = threads
        self._person: LivePerson | None = None
        self._first_s = 0.0
        self._last: LiveState | None = None

    def push(self, frame: Frame) -> LiveState:
        """Return what is known after a picture.

        A picture that is not later than the last one is left out: what was known then is returned
        again.

        Raises
        ------
        InputError
            The picture has another size than the first; the session goes on with the next one that
            has its size.
        """
        height, width = frame.image_bgr.shape[:2]
        if self._person is None:
            self._first_s = frame.time_s
            self._person = LivePerson(
                (width, height), self._source, self._settings, self._movement, self._threads
            )
        if self._last is not None:
            self._must_fit((width, height), self._last.image_size_px)
            if frame.time_s - self._first_s <= self._last.time_s:
                return self._last
        pose = self._landmarker.find(frame.image_bgr, time_s=frame.time_s)
        row = None if pose is None else row_of(pose)
        time_s = frame.time_s - self._first_s
        starting = self._last is None or self._last.stage is Stage.STANDING
        self._last = self._person.push(
            time_s,
            row,
            _light(frame.image_bgr),
            edges_px=None if pose is None else pose.edges_px,
            alone=not (starting and self._crowd.several(frame)),
        )
        return self._last

    def again(self) -> None:
        """Begin anew: everything so far is forgotten."""
        self._landmarker.forget()
        self._person = None
        self._last = None

    def finish(self) -> Result:
        """Return the analysis of the whole session, exactly as a saved pose track is analysed.

        Its source is no file: ``has_pictures`` is False.

        Raises
        ------
        NobodyFoundError
            No person was seen.
        """
        if self._person is None:
            raise NobodyFoundError("there was no picture, so nobody was seen")
        return self._person.finish()

    @staticmethod
    def _must_fit(size_px: tuple[int, int], first_px: tuple[int, int]) -> None:
        if size_px != first_px:
            shown, begun = ("x".join(map(str, size)) for size in (size_px, first_px))
            raise InputError(
                f"the picture is {shown} px now and was {begun} px; "
                "start a new session to go on with it"
            )


def _light(image_bgr: ImageBgr) -> float:
    """Return the mean brightness of a picture, 0..255."""
    return float(image_bgr[::_EVERY_PX, ::_EVERY_PX].mean())
