-- Memory of visits: what browsers showed, and what may lead to it later. `visitor` is the SHA-256 of the fbp cookie.

CREATE TABLE visit (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    site        TEXT    NOT NULL,
    visitor     TEXT    NOT NULL,
    seen_at     INTEGER NOT NULL,
    body        BLOB    NOT NULL,
    -- Whether the body still holds the visitor's address and browser.
    reachable   INTEGER NOT NULL,
    UNIQUE (site, visitor)
);
CREATE INDEX visit_by_time ON visit (site, seen_at);
CREATE INDEX visit_reachable ON visit (seen_at) WHERE reachable;

-- A link leads to the visit that named it last.
CREATE TABLE visit_link (
    site        TEXT    NOT NULL,
    link        TEXT    NOT NULL,
    visit       INTEGER NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
    PRIMARY KEY (site, link)
) WITHOUT ROWID;
CREATE INDEX visit_link_by_visit ON visit_link (visit);
