"""Frames to one person's joints; the only room that knows how a pose model numbers them."""
