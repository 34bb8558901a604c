"""Analyses over time.

The room is reserved: a store of past analyses per person (SQLite) belongs here, fed with
``kneecave.model.analysis.Analysis`` by the pipeline.  Until it is built, nothing imports it.
"""
