-- When each source was heard: by itself, not because it was asked. Hours of the last four weeks, and for ever the last.

CREATE TABLE source_heard (
    source   TEXT    NOT NULL PRIMARY KEY,
    messages INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE source_hour (
    source   TEXT    NOT NULL,
    hour     INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (source, hour)
) WITHOUT ROWID;
