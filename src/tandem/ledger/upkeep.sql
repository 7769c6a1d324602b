-- What was done to the books by hand: dead letters that were sent again, persons that were erased.

-- One replay: who asked, which letters were chosen and how they were mended, as JSON, how many went, how many did not.
CREATE TABLE replay (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    asked_by    TEXT    NOT NULL,
    chosen      TEXT    NOT NULL,
    recipe      TEXT    NOT NULL,
    replayed    INTEGER NOT NULL,
    kept        INTEGER NOT NULL
);

-- Which events it sent again.
CREATE TABLE replayed (
    conversion  INTEGER NOT NULL REFERENCES conversion (id),
    destination TEXT    NOT NULL,
    replay      INTEGER NOT NULL REFERENCES replay (id),
    PRIMARY KEY (conversion, destination, replay)
) WITHOUT ROWID;

-- One erasure: who asked, by which kind of identifier, the SHA-256 of each hash it looked for, and what was erased.
CREATE TABLE erasure (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    asked_by    TEXT    NOT NULL,
    kinds       TEXT    NOT NULL,
    proof       TEXT    NOT NULL,
    erased      TEXT    NOT NULL
);
