-- Who sends what just now, in a table of its own: to claim a row and to let go of it moves a line in here, and no longer the
-- row of the outbox between its indexes. A row under way is `waiting` in the outbox; its state `in_flight` and its columns
-- `owner` and `leased_until` are not used any more. What was held when this was written is taken back, as at every start.

CREATE TABLE lease (
    destination TEXT    NOT NULL,
    conversion  INTEGER NOT NULL,
    owner       TEXT    NOT NULL,
    until       INTEGER NOT NULL,
    PRIMARY KEY (destination, conversion)
) WITHOUT ROWID;

UPDATE outbox SET state = 'waiting', owner = NULL, leased_until = NULL WHERE state = 'in_flight';
DROP INDEX outbox_leased;
