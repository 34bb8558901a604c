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
INSERT INTO person VALUES (1, 'Anna', 'anna');
INSERT INTO session VALUES (
    1, 1, '00112233445566778899aabbccddeeff', '2026-03-02T18:30:00.000000Z', 'squat.mp4',
    'knee-over-foot', 1, '0.1.0', 'heavy', 2.5, '{"filters.cutoff_hz": 6.0}'
);
INSERT INTO result VALUES
    (1, 1, 'left', 'squat', NULL, 'cave', 21.5, 3.1, 10.0, NULL),
    (1, 1, 'right', 'squat', NULL, 'unmeasurable', NULL, NULL, NULL, 'foot-hidden');
PRAGMA application_id = 1802396515;
PRAGMA user_version = 1;
