"""Analyses over time: who did what when, what changed, and what counts as a real change."""
