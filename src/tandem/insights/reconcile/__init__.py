"""Orders reconciled: what the system of record knows, against what became of each, to the single order."""
