"""Reproducible measurements: one command each, and ratios to something measured in the same run."""
