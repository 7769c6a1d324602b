"""Station 8: what it means. How well the events that were sent can be matched to people, and what would help."""
