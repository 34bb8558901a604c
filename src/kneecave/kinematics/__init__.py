"""Joints to angles and ratios over time, and the camera's view; pure arithmetic."""
