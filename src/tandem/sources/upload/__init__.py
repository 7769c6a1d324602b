"""Events in a file: read row by row, mapped, checked, posted through the backend's door, and reported row by row."""
