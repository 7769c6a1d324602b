-- Where an event happened, and how well a destination says that its events match people.

ALTER TABLE conversion ADD COLUMN action_source TEXT NOT NULL DEFAULT 'website';

-- When a destination was last asked, and when it last answered. The problem of the last time is empty when it answered.
CREATE TABLE quality_asked (
    destination TEXT    PRIMARY KEY,
    asked_at    INTEGER NOT NULL,
    answered_at INTEGER,
    problem     TEXT    NOT NULL
) WITHOUT ROWID;

-- What it answered last, for each event name.
CREATE TABLE quality_score (
    destination TEXT    NOT NULL,
    event_name  TEXT    NOT NULL,
    score       REAL    NOT NULL,
    PRIMARY KEY (destination, event_name)
) WITHOUT ROWID;
