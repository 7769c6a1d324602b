-- Roll-ups: how many rows the books hold, so that nobody has to count them. Triggers keep them, in the transaction that
-- changes the rows, whoever changes them. `present` is how many there are now; `ever` is how many there have been, and
-- only grows. Whoever makes one of the tables anew makes its triggers anew.

CREATE TABLE conversion_tally (
    site    TEXT    PRIMARY KEY,
    present INTEGER NOT NULL,
    ever    INTEGER NOT NULL
) WITHOUT ROWID;

-- Messages: `again` is 0 for the first that told of a conversion, 1 for every other.
CREATE TABLE arrival_tally (
    source  TEXT    NOT NULL,
    again   INTEGER NOT NULL,
    present INTEGER NOT NULL,
    ever    INTEGER NOT NULL,
    PRIMARY KEY (source, again)
) WITHOUT ROWID;

-- What conversions say is owed, and what the outbox says became of it. That both agree is what the balance shows.
CREATE TABLE owed_tally (
    destination TEXT    PRIMARY KEY,
    present     INTEGER NOT NULL,
    ever        INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE outbox_tally (
    destination TEXT    NOT NULL,
    -- As in the books: what is in flight waits. What is dead stands apart from what was refused.
    fate        TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    present     INTEGER NOT NULL,
    ever        INTEGER NOT NULL,
    PRIMARY KEY (destination, fate, reason)
) WITHOUT ROWID;

-- From the receipt of an event to the answer that took it: how many needed at most so many seconds. What took longer than
-- the last bound stands under -1. This table and the two below are written by ledger/figures.py, not by triggers.
CREATE TABLE latency_tally (
    destination TEXT    NOT NULL,
    bound       REAL    NOT NULL,
    events      INTEGER NOT NULL,
    seconds     REAL    NOT NULL,
    PRIMARY KEY (destination, bound)
) WITHOUT ROWID;

CREATE TABLE request_tally (
    destination TEXT    NOT NULL,
    verdict     TEXT    NOT NULL,
    requests    INTEGER NOT NULL,
    attempts    INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    seconds     REAL    NOT NULL,
    PRIMARY KEY (destination, verdict)
) WITHOUT ROWID;

CREATE TABLE door_tally (
    site    TEXT    NOT NULL,
    source  TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (site, source, reason)
) WITHOUT ROWID;

INSERT INTO conversion_tally SELECT site, count(*), count(*) FROM conversion GROUP BY site;
INSERT INTO arrival_tally SELECT source, again, count(*), count(*) FROM (
    SELECT source, entry > min(entry) OVER (PARTITION BY conversion) AS again FROM arrival
) GROUP BY source, again;
INSERT INTO owed_tally SELECT debt.value, count(*), count(*) FROM conversion, json_each(conversion.owed) debt GROUP BY debt.value;
INSERT INTO outbox_tally SELECT destination, iif(state = 'dead', state, fate), coalesce(reason, ''), count(*), count(*)
    FROM outbox GROUP BY 1, 2, 3;
INSERT INTO request_tally SELECT destination, verdict, count(*), sum(events), 0, sum(took) / 1e6 FROM request GROUP BY 1, 2;
INSERT INTO door_tally SELECT site, source, reason, sum(count) FROM refusal GROUP BY 1, 2, 3;

CREATE TRIGGER conversion_opened AFTER INSERT ON conversion BEGIN
    INSERT INTO conversion_tally VALUES (new.site, 1, 1)
        ON CONFLICT DO UPDATE SET present = present + 1, ever = ever + 1;
    INSERT INTO owed_tally SELECT value, 1, 1 FROM json_each(new.owed) WHERE true
        ON CONFLICT DO UPDATE SET present = present + 1, ever = ever + 1;
END;

CREATE TRIGGER conversion_gone AFTER DELETE ON conversion BEGIN
    UPDATE conversion_tally SET present = present - 1 WHERE site = old.site;
    UPDATE owed_tally SET present = present - 1 WHERE destination IN (SELECT value FROM json_each(old.owed));
END;

CREATE TRIGGER conversion_owed AFTER UPDATE OF owed ON conversion BEGIN
    UPDATE owed_tally SET present = present - 1 WHERE destination IN (SELECT value FROM json_each(old.owed));
    INSERT INTO owed_tally SELECT value, 1, 1 FROM json_each(new.owed) WHERE true
        ON CONFLICT DO UPDATE SET present = present + 1, ever = ever + 1;
END;

CREATE TRIGGER arrival_noted AFTER INSERT ON arrival BEGIN
    INSERT INTO arrival_tally
        SELECT new.source, EXISTS (SELECT 1 FROM arrival WHERE conversion = new.conversion AND entry <> new.entry), 1, 1
        WHERE true ON CONFLICT DO UPDATE SET present = present + 1, ever = ever + 1;
END;

-- Of the messages of one conversion, the last to go is its first: how many are first and how many come again stays true.
CREATE TRIGGER arrival_gone AFTER DELETE ON arrival BEGIN
    INSERT INTO arrival_tally
        SELECT old.source, EXISTS (SELECT 1 FROM arrival WHERE conversion = old.conversion), -1, 0
        WHERE true ON CONFLICT DO UPDATE SET present = present - 1;
END;

CREATE TRIGGER outbox_owed AFTER INSERT ON outbox BEGIN
    INSERT INTO outbox_tally VALUES (new.destination, iif(new.state = 'dead', 'dead', new.fate), coalesce(new.reason, ''), 1, 1)
        ON CONFLICT DO UPDATE SET present = present + 1, ever = ever + 1;
END;

CREATE TRIGGER outbox_settled AFTER UPDATE OF state, reason ON outbox
WHEN old.fate IS NOT new.fate OR old.reason IS NOT new.reason BEGIN
    UPDATE outbox_tally SET present = present - 1 WHERE destination = old.destination
        AND fate = iif(old.state = 'dead', 'dead', old.fate) AND reason = coalesce(old.reason, '');
    INSERT INTO outbox_tally VALUES (new.destination, iif(new.state = 'dead', 'dead', new.fate), coalesce(new.reason, ''), 1, 1)
        ON CONFLICT DO UPDATE SET present = present + 1, ever = ever + 1;
END;

CREATE TRIGGER outbox_gone AFTER DELETE ON outbox BEGIN
    UPDATE outbox_tally SET present = present - 1 WHERE destination = old.destination
        AND fate = iif(old.state = 'dead', 'dead', old.fate) AND reason = coalesce(old.reason, '');
END;
