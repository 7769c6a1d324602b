CREATE TABLE visit (
    reference  TEXT PRIMARY KEY,
    site       TEXT NOT NULL,
    visitor    TEXT NOT NULL,
    body       BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    redeemer   TEXT
) WITHOUT ROWID;
CREATE INDEX visit_by_visitor ON visit (visitor);
CREATE INDEX visit_by_end ON visit (expires_at)
