-- What needs a person: since when, whether somebody was told, and whether it is over and that is still to be told.

CREATE TABLE alert (
    kind       TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    begun_at   INTEGER NOT NULL,
    told       INTEGER NOT NULL DEFAULT 0,
    cleared_at INTEGER,
    PRIMARY KEY (kind, subject)
) WITHOUT ROWID;
