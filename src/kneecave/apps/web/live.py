"""The live page, and the socket behind it."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
