-- How the asking of sources stands: up to where each was asked, since when it fails, when it is its turn again.

CREATE TABLE asking (
    source        TEXT    NOT NULL,
    what          TEXT    NOT NULL CHECK (what IN ('poll', 'lookup')),
    bookmark      INTEGER,
    asked_at      INTEGER,
    answered_at   INTEGER,
    failing_since INTEGER,
    failures      INTEGER NOT NULL DEFAULT 0,
    denied        INTEGER NOT NULL DEFAULT 0,
    problem       TEXT    NOT NULL DEFAULT '',
    next_at       INTEGER NOT NULL DEFAULT 0,
    found         INTEGER NOT NULL DEFAULT 0,
    refused       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source, what)
) WITHOUT ROWID;
