"""Tandem: a self-hosted conversion gateway. Every event travels two paths, carries one event_id, counts once."""

__version__ = "0.1.0"
