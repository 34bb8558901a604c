"""Fits the regressions that move pose landmarks to joint centres, on rendered tuning people."""
