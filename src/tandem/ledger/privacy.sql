-- One request of a person, told by a shop: to be forgotten, to know what is held, or a shop that has left. Nobody is
-- named: the kinds of identifier, the SHA-256 of each hash of them, and what was held when it came, as JSON.
CREATE TABLE privacy_request (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    site        TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    wish        TEXT    NOT NULL CHECK (wish IN ('erase', 'disclose', 'close')),
    number      TEXT    NOT NULL,
    kinds       TEXT    NOT NULL,
    proof       TEXT    NOT NULL,
    held        TEXT    NOT NULL,
    settled_at  INTEGER,
    UNIQUE (site, source, wish, number)
);
