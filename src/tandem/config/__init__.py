"""Settings: frozen, explained under each field, read once, at the edge."""
