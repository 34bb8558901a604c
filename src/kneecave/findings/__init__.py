"""Signals and reps to verdicts; the only room that compares with limits."""
