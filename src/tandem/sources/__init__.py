"""Station 1: how events arrive, and what shape they must have."""
