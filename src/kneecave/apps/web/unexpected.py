"""Where an error that nobody thought of comes from, without whom it happened to."""

from __future__ import annotations


def place_of(error: BaseException) -> str:
    """Return ``file:line`` of where an error was raised."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return "?" if place is None else f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}"
