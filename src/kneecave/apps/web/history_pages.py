"""HTML pages and routes of the history."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
