"""What settling takes beside the entry: the orders behind it, the visits to remember. `settle` tells the story."""
