-- The third form of the ledger: leases, deadlines and dead letters in the outbox, the lanes that serve it, their pauses,
-- what an event was owed to, and entries that could not be settled.

-- To whom the event is owed, as a JSON list of destinations: what the proof of the books asks each of.
ALTER TABLE conversion ADD COLUMN owed TEXT NOT NULL DEFAULT '[]';
UPDATE conversion SET owed = coalesce(
    (SELECT json_group_array(destination) FROM (SELECT destination FROM outbox WHERE outbox.conversion = conversion.id)), '[]');

-- What is owed to each destination. `waiting` and `in_flight` have no fate yet. `delivered`, `refused` and `dead` are the
-- fates: a dead one was refused for what is in it, and its event is kept so that it can be mended and sent again.
CREATE TABLE outbox_third (
    conversion   INTEGER NOT NULL REFERENCES conversion (id),
    destination  TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('waiting', 'in_flight', 'delivered', 'refused', 'dead')),
    due_at       INTEGER NOT NULL,
    -- From when on the destination takes the event no more.
    deadline     INTEGER NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    -- Who sends it just now, and until when nobody else may.
    owner        TEXT,
    leased_until INTEGER,
    -- Keys that the destination objected to and that are no longer sent to it, as JSON.
    omitted      TEXT    NOT NULL DEFAULT '[]',
    reason       TEXT,
    detail       TEXT,
    settled_at   INTEGER,
    -- In the words of the books: what is in flight still waits, what is dead was refused.
    fate         TEXT    GENERATED ALWAYS AS
        (CASE state WHEN 'in_flight' THEN 'waiting' WHEN 'dead' THEN 'refused' ELSE state END) VIRTUAL,
    PRIMARY KEY (conversion, destination),
    CHECK ((state IN ('refused', 'dead')) = (reason IS NOT NULL)),
    CHECK ((state IN ('waiting', 'in_flight')) = (settled_at IS NULL)),
    CHECK ((state = 'in_flight') = (owner IS NOT NULL AND leased_until IS NOT NULL))
) WITHOUT ROWID;

-- Seven days, 62 for what happened in a shop of stone: Meta's limits, the only platform of the second form.
INSERT INTO outbox_third (conversion, destination, state, due_at, deadline, attempts, reason, detail, settled_at)
SELECT o.conversion, o.destination, o.state, o.due_at,
    c.event_time + 86400000000 * CASE
        WHEN instr(CAST(coalesce(c.body, '') AS TEXT), '"action_source":"physical_store"') THEN 62 ELSE 7 END,
    o.attempts, o.reason, o.detail, o.settled_at
FROM outbox o JOIN conversion c ON c.id = o.conversion;
DROP TABLE outbox;
ALTER TABLE outbox_third RENAME TO outbox;

CREATE INDEX outbox_due ON outbox (destination, due_at) WHERE state = 'waiting';
CREATE INDEX outbox_deadline ON outbox (destination, deadline, due_at) WHERE state = 'waiting';
CREATE INDEX outbox_leased ON outbox (destination, leased_until) WHERE state = 'in_flight';
CREATE INDEX outbox_dead ON outbox (destination, reason, settled_at) WHERE state = 'dead';

-- How the sending to one destination stands, as its worker last wrote it down.
CREATE TABLE lane (
    destination TEXT PRIMARY KEY,
    breaker     TEXT    NOT NULL DEFAULT 'closed' CHECK (breaker IN ('closed', 'open', 'half_open')),
    -- When it is tried again, while the breaker is open.
    retry_at    INTEGER,
    -- How many requests may be under way at once.
    concurrency INTEGER NOT NULL DEFAULT 1,
    -- How much of its allowance the destination says is used, in per cent.
    usage       INTEGER NOT NULL DEFAULT 0,
    -- Refusals of different events since the last delivery: what the fuse counts.
    refusals    INTEGER NOT NULL DEFAULT 0,
    told_at     INTEGER NOT NULL DEFAULT 0,
    -- Since when it is missing in the settings.
    removed_at  INTEGER
) WITHOUT ROWID;
INSERT INTO lane (destination) SELECT DISTINCT destination FROM outbox;

-- Every time the sending to a destination stood still, and why. `ended_at` is empty while it does.
CREATE TABLE pause (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    destination TEXT    NOT NULL,
    cause       TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    begun_at    INTEGER NOT NULL,
    ended_at    INTEGER
);
CREATE INDEX pause_by_destination ON pause (destination, begun_at);

-- Entries of the journal that could not be settled: kept whole, so that a later version can settle them.
CREATE TABLE set_aside (
    entry       INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    problem     TEXT    NOT NULL,
    body        BLOB    NOT NULL
);
