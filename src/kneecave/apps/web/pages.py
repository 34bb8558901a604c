"""HTML pages: upload, a clip."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
