"""What is done later to what is in the books, by hand or by time: replay, erase, forget."""
