"""Below the stations: clock, secrets, backoff, SQLite, the HTTP seam. Knows no events."""
