-- One message may tell of two conversions: an order's fact of the sale and of the refund that is an event of its own.

CREATE TABLE arrival_by_both (
    entry       INTEGER NOT NULL,
    conversion  INTEGER NOT NULL REFERENCES conversion (id),
    source      TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    ads         TEXT    NOT NULL,
    signal      TEXT    NOT NULL,
    keys        TEXT    NOT NULL,
    dropped     TEXT    NOT NULL,
    PRIMARY KEY (conversion, entry)
) WITHOUT ROWID;
INSERT INTO arrival_by_both SELECT entry, conversion, source, received_at, ads, signal, keys, dropped FROM arrival;
DROP TABLE arrival;
ALTER TABLE arrival_by_both RENAME TO arrival;
