"""Verdicts to what to try next."""
