"""Fits the network that moves pose landmarks to joint centres, on rendered tuning people."""
