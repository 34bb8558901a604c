"""The tables of the history, and how an older file becomes a newer one.

``MIGRATIONS[k]`` brings a file from version k to k + 1; SQLite's ``user_version`` says which it
is.  A migration that was ever released is never changed: the next one is added below it.
"""

from __future__ import annotations

APPLICATION_ID = 0x6B6E6363
"""``kncc``: what tells a history from another program's database."""

_FIRST = """
CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE
);
CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    uid TEXT NOT NULL,
    at TEXT NOT NULL,
    clip TEXT NOT NULL,
    metric TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    pose_model TEXT NOT NULL,
    yaw_deg REAL,
    measured_with TEXT NOT NULL,
    UNIQUE (person_id, uid)
);
CREATE TABLE result (
    session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    rep INTEGER NOT NULL,
    leg TEXT NOT NULL,
    movement TEXT NOT NULL,
    lead_leg TEXT,
    word TEXT NOT NULL,
    peak REAL,
    spread REAL,
    limit_at REAL,
    reason TEXT,
    PRIMARY KEY (session_id, rep, leg)
) WITHOUT ROWID;
"""

_TRIED = """
ALTER TABLE session ADD COLUMN tried TEXT;
CREATE INDEX session_of_person ON session (person_id, at);
"""

MIGRATIONS = (_FIRST, _TRIED)
VERSION = len(MIGRATIONS)
