-- What it takes to forget by time: when reports came, whose facts name a customer, and what is oldest.

ALTER TABLE pixel_report ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
UPDATE pixel_report SET at = CAST(strftime('%s', 'now') AS INTEGER) * 1000000;

-- A fact whose customer was forgotten names nobody any more.
ALTER TABLE order_fact ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;
CREATE INDEX order_fact_of_somebody ON order_fact (received_at) WHERE forgotten = 0;
CREATE INDEX order_fact_by_time ON order_fact (received_at);

-- A dead letter whose time is over stays refused, for the reason it was: no fate is counted twice.
CREATE TRIGGER outbox_expired AFTER UPDATE OF state ON outbox
WHEN old.state = 'dead' AND new.state = 'refused' AND old.reason IS new.reason BEGIN
    UPDATE outbox_tally SET present = present - 1
        WHERE destination = old.destination AND fate = 'dead' AND reason = old.reason;
    INSERT INTO outbox_tally VALUES (new.destination, 'refused', new.reason, 1, 0)
        ON CONFLICT DO UPDATE SET present = present + 1;
END;
