-- Conversions that a page told of and that wait for the word of their truth: until when, and for which order.

CREATE TABLE order_wait (
    conversion  INTEGER PRIMARY KEY REFERENCES conversion (id),
    until       INTEGER NOT NULL
);
CREATE INDEX order_wait_by_time ON order_wait (until);

CREATE INDEX conversion_by_order ON conversion (site, order_id, event_name) WHERE order_id IS NOT NULL;
