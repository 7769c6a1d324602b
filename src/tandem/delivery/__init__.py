"""What serving a destination takes: claims, a breaker, a fuse, one concern per file. `dispatch` tells the story."""
