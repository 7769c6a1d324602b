"""The public doors: HTTP on granian's RSGI, no framework. Requests become arrivals, receipts become replies."""
