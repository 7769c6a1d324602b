"""The events edge: POST /{version}/{dataset}/events."""
