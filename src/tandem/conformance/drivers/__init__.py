"""Programs that run inside the peers' own interpreters. They import nothing of Tandem."""
