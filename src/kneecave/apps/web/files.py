"""The results of a clip as files."""

from __future__ import annotations

from pathlib import PurePath

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from kneecave.apps.web.clip import State
from kneecave.apps.web.clips import KnownClip
from kneecave.apps.web.refused import RefusedError
from kneecave.apps.web.store import Store
from kneecave.naming import FRAME_TABLE, JSON, REP_TABLE, REPORT, THUMBNAIL, VIDEO

router = APIRouter()
_KINDS = {
    VIDEO: "video/mp4",
    REPORT: "text/html; charset=utf-8",
    JSON: "application/json",
    REP_TABLE: "text/csv; charset=utf-8",
    FRAME_TABLE: "text/csv; charset=utf-8",
    THUMBNAIL: "image/jpeg",
}
_REPORT_CSP = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-modals"
)
"""The report brings its style and pictures along; it runs nothing and asks for nothing."""


@router.api_route("/clips/{clip}/files/{name}", methods=["GET", "HEAD"])
async def file(request: Request, clip: KnownClip, name: str, download: bool = False) -> Response:
    """Return a result, or the part of it that is asked for."""
    store: Store = request.app.state.store
    kind = _KINDS.get(name)
    path = store.file(clip, name) if kind is not None else None
    if clip.state is not State.DONE or path is None or not path.is_file():
        raise RefusedError(404, "there is no such file")
    headers = {"content-security-policy": _REPORT_CSP} if name == REPORT else {}
    return FileResponse(
        path,
        media_type=kind,
        headers=headers | {"cache-control": "private, no-cache"},
        filename=f"{PurePath(clip.name).stem}-{name}" if download else None,
    )
