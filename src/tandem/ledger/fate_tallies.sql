-- What was delivered, and dead letters whose time is over, are counted by ledger/figures.py, once for all of a batch: a
-- trigger runs for every row that is claimed, too. Every other change of a fate changes the reason, and a trigger sees it.

DROP TRIGGER outbox_expired;
DROP TRIGGER outbox_settled;
CREATE TRIGGER outbox_refused AFTER UPDATE OF reason ON outbox WHEN old.reason IS NOT new.reason BEGIN
    UPDATE outbox_tally SET present = present - 1 WHERE destination = old.destination
        AND fate = iif(old.state = 'dead', 'dead', old.fate) AND reason = coalesce(old.reason, '');
    INSERT INTO outbox_tally VALUES (new.destination, iif(new.state = 'dead', 'dead', new.fate), coalesce(new.reason, ''), 1, 1)
        ON CONFLICT DO UPDATE SET present = present + 1, ever = ever + 1;
END;
