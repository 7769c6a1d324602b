"""Station 6: one row per conversion, its legs, its outbox, its fates; and whether the books balance."""
