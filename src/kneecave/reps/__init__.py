"""Signals to reps; one push machine for files and for live."""
