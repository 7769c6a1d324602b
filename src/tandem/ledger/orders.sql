-- What sources told of orders. A fact is told once: by its source, for its order, of its kind, under its key.

CREATE TABLE order_fact (
    entry       INTEGER NOT NULL,
    site        TEXT    NOT NULL,
    order_id    TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    delivery_id TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    body        BLOB    NOT NULL,
    PRIMARY KEY (site, order_id, source, kind, key)
) WITHOUT ROWID;
