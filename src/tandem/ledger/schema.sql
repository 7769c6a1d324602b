-- The ledger: one row per conversion, and what became of it at each destination. Written by the worker alone.
-- Moments are Unix microseconds.

-- How far the journal is settled. Moves in the same transaction as what was settled.
CREATE TABLE bookmark (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    entry INTEGER NOT NULL
);
INSERT INTO bookmark VALUES (1, 0);

-- One thing that happened, however many messages told of it.
CREATE TABLE conversion (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    site        TEXT    NOT NULL,
    event_name  TEXT    NOT NULL,
    event_id    TEXT    NOT NULL,
    event_time  INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    order_id    TEXT,
    value       TEXT,
    currency    TEXT,
    ads         TEXT    NOT NULL,
    pixel       TEXT,
    visitor     TEXT,
    body        BLOB,
    UNIQUE (site, event_name, event_id)
);
CREATE INDEX conversion_by_time ON conversion (received_at);

-- Each message that told of it. More than one row per conversion is a leg or a repetition, never a second count.
CREATE TABLE arrival (
    entry       INTEGER PRIMARY KEY,
    conversion  INTEGER NOT NULL REFERENCES conversion (id),
    source      TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    ads         TEXT    NOT NULL,
    signal      TEXT    NOT NULL,
    keys        TEXT    NOT NULL,
    dropped     TEXT    NOT NULL
);
CREATE INDEX arrival_by_conversion ON arrival (conversion);

-- What is owed to each destination. A row ends in exactly one fate: delivered, or refused for a reason.
CREATE TABLE outbox (
    conversion  INTEGER NOT NULL REFERENCES conversion (id),
    destination TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'delivered', 'refused')),
    due_at      INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,
    reason      TEXT,
    detail      TEXT,
    settled_at  INTEGER,
    PRIMARY KEY (conversion, destination),
    CHECK ((state = 'refused') = (reason IS NOT NULL)),
    CHECK ((state = 'waiting') = (settled_at IS NULL))
) WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (destination, due_at) WHERE state = 'waiting';
CREATE INDEX outbox_by_state ON outbox (destination, state, reason);

-- Each request to a destination, and its answer.
CREATE TABLE request (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    destination TEXT    NOT NULL,
    sent_at     INTEGER NOT NULL,
    took        INTEGER NOT NULL,
    events      INTEGER NOT NULL,
    status      INTEGER,
    verdict     TEXT    NOT NULL,
    answer      TEXT    NOT NULL
);

-- Which conversions a request carried.
CREATE TABLE attempt (
    conversion  INTEGER NOT NULL REFERENCES conversion (id),
    request     INTEGER NOT NULL REFERENCES request (id),
    PRIMARY KEY (conversion, request)
) WITHOUT ROWID;

-- When a visitor last took a consent back. `visitor` is the SHA-256 of the fbp cookie.
CREATE TABLE withdrawal (
    site        TEXT    NOT NULL,
    visitor     TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (site, visitor)
) WITHOUT ROWID;

-- Reports on the browser leg that came before their event.
CREATE TABLE pixel_report (
    site        TEXT    NOT NULL,
    event_name  TEXT    NOT NULL,
    event_id    TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    PRIMARY KEY (site, event_name, event_id)
) WITHOUT ROWID;

-- What was refused at the door, counted by the hour.
CREATE TABLE refusal (
    hour        INTEGER NOT NULL,
    site        TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    field       TEXT    NOT NULL,
    problem     TEXT    NOT NULL,
    cure        TEXT    NOT NULL,
    count       INTEGER NOT NULL,
    PRIMARY KEY (hour, site, source, reason, field)
) WITHOUT ROWID;
