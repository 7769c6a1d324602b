-- What each order is just now, by the policy of the event it may become: the shop's side of the books.

CREATE TABLE sale (
    site        TEXT    NOT NULL,
    event_name  TEXT    NOT NULL,
    order_id    TEXT    NOT NULL,
    placed_at   INTEGER NOT NULL,
    -- What it counts as, and what the shop keeps of it after refunds: amounts as text, exact.
    value       TEXT,
    net         TEXT,
    currency    TEXT,
    -- `due`: a conversion. `open`: not yet. `withheld`: none, for a reason.
    state       TEXT    NOT NULL CHECK (state IN ('due', 'open', 'withheld')),
    reason      TEXT,
    PRIMARY KEY (site, event_name, order_id),
    CHECK ((state = 'withheld') = (reason IS NOT NULL))
) WITHOUT ROWID;
CREATE INDEX sale_by_time ON sale (site, placed_at);
