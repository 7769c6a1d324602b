"""Station 9: the dashboard. Reads the ledger only, through a read-only connection, on a port of its own."""
