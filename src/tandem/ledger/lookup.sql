-- What a source named and did not tell, until it is found, or told without.

CREATE TABLE lookup (
    source   TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    told     TEXT    NOT NULL,
    named_at INTEGER NOT NULL,
    tries    INTEGER NOT NULL DEFAULT 0,
    next_at  INTEGER NOT NULL,
    PRIMARY KEY (source, key)
) WITHOUT ROWID;
CREATE INDEX lookup_due ON lookup (source, next_at);
