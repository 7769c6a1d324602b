"""The assertion API: what was received, refused and counted, as JSON; and faults on order. For tests and the pages."""
