"""Station 4: what we promised to remember. Append-only; read in order; nothing here knows what became of an entry."""
