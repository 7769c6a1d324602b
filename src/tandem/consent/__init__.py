"""Station 2: what we may do. Pure. Asked twice: what may be kept (at_intake), what may be sent (at_release)."""
