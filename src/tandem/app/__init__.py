"""The composition root: the only place that knows all names. One module per process."""
