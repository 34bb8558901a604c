"""Joints to angles and ratios over time, and how the camera looks at the person; pure arithmetic."""
