"""Station 0, the language: what an event is, what may become of it, and the words for both."""
