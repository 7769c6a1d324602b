"""The shop's pages, one concern to a file. Each lists its own routes."""
