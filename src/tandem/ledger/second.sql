-- The second form of the ledger: which version of an API a request was sent with, and which test codes are in use.

ALTER TABLE request ADD COLUMN version TEXT NOT NULL DEFAULT '';

-- A code of Meta's Test Events tab: when its present use began, was last, and ends.
CREATE TABLE test_code (
    destination TEXT    NOT NULL,
    code        TEXT    NOT NULL,
    begun_at    INTEGER NOT NULL,
    used_at     INTEGER NOT NULL,
    ends_at     INTEGER NOT NULL,
    PRIMARY KEY (destination, code)
) WITHOUT ROWID;
