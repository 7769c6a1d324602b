-- How often asking a source brought what it had not told by itself.

ALTER TABLE asking ADD COLUMN news INTEGER NOT NULL DEFAULT 0;
